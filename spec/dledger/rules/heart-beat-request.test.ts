import { expect, test } from "vitest"
import { armElection, register } from "../../broker/testing.ts"
import type { HeartBeatCode } from "../messages.ts"
import { candidate, endOfLeadership, follower, goOn, leader, sendTo, take } from "../testing.ts"

const beat = (term: number, from = "n1") => ({ _tag: "HeartBeatRequest", from, term }) as const
const answer = (code: HeartBeatCode, asked: number, term: number) => sendTo("n1", { _tag: "HeartBeatResponse", asked, term, code })

test("old term: tells its own", () => {
  expect(take(candidate({ term: 3 }), beat(2))).toEqual({ verdict: "old term", changed: {}, outputs: [answer("EXPIRED_TERM", 2, 3)] })
})

test("from its leader: waits anew", () => {
  expect(take(follower({ term: 2 }), beat(2))).toEqual({ verdict: "from its leader", changed: {}, outputs: [armElection, answer("SUCCESS", 2, 2)] })
})

test("from a new leader: follows, and registers under the id of a follower", () => {
  expect(take(candidate({ term: 2, votedFor: "n2", dledger: { waitToVoteNext: true } }), beat(2))).toEqual({
    verdict: "from a new leader",
    changed: { role: "FOLLOWER", leader: "n1", waitToVoteNext: false },
    outputs: [armElection, register(1, 2), answer("SUCCESS", 2, 2)]
  })
})

test("from another leader: says so, and does not follow", () => {
  expect(take(leader({ log: [1] }), beat(1))).toEqual({ verdict: "from another leader", changed: {}, outputs: [answer("INCONSISTENT_LEADER", 1, 1)] })
})

test("higher term: a candidate that will take it, and a follower only at the next heartbeat", () => {
  expect(take(follower({ term: 2, leader: "n2" }), beat(4))).toEqual({
    verdict: "higher term",
    changed: { role: "CANDIDATE", leader: null, knownMaxTermInGroup: 4, needIncreaseTermImmediately: true },
    outputs: [goOn, answer("TERM_NOT_READY", 4, 2)]
  })
})

test("higher term: deposes a leader", () => {
  expect(take(leader({ log: [1] }), beat(4)).outputs).toEqual([...endOfLeadership, goOn, answer("TERM_NOT_READY", 4, 1)])
})
