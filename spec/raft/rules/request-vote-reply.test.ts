import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { armHeartbeat, cancel, candidate, entries, flush, follower, leader, saveHardState, sendTo, take } from "../../broker/testing.ts"

const answer = (term: number, granted: boolean, from = "n1"): EventOf<"RequestVoteReply"> => ({ _tag: "RequestVoteReply", from, term, granted })

test("higher term: follows", () => {
  expect(take(candidate({ term: 2 }), answer(3, false))).toEqual({
    verdict: "higher term",
    changed: { role: "FOLLOWER", term: 3, votedFor: null, votes: [] },
    outputs: [saveHardState(3, null)]
  })
})

test("of another term: a vote of an earlier election counts for nothing", () => {
  expect(take(candidate({ term: 3 }), answer(2, true))).toEqual({ verdict: "of another term", changed: {}, outputs: [] })
})

test("not a candidate: a late vote changes nothing", () => {
  expect(take(leader({ log: [2] }), answer(2, true, "n2"))).toEqual({ verdict: "not a candidate", changed: {}, outputs: [] })
  expect(take(follower({ term: 2, votedFor: "n0" }), answer(2, true)).verdict).toBe("not a candidate")
})

test("refused: one vote less", () => {
  expect(take(candidate({ term: 2 }), answer(2, false))).toEqual({ verdict: "refused", changed: {}, outputs: [] })
})

test("granted: with a majority it leads, and says so to everyone at once", () => {
  const append = { _tag: "AppendEntries", term: 3, entries: entries([3], 0, 1), leaderCommit: 0 } as const
  expect(take(candidate({ log: [1], term: 3, commit: 0 }), answer(3, true))).toEqual({
    verdict: "granted",
    changed: {
      role: "LEADER",
      leader: "n0",
      votes: [],
      log: [1, 3],
      noopIndex: 1,
      progress: { n1: { next: 1, match: -1, awaiting: true, mayHaveLost: false }, n2: { next: 1, match: -1, awaiting: true, mayHaveLost: false } }
    },
    outputs: [cancel("ElectionTimeout"), armHeartbeat, { _tag: "WriteNoop", index: 1, term: 3 }, flush, sendTo("n1", append), sendTo("n2", append)]
  })
})

test("granted: short of a majority it waits", () => {
  expect(take(candidate({ term: 2, config: { peers: ["n1", "n2", "n3", "n4"] } }), answer(2, true))).toEqual({
    verdict: "granted",
    changed: { votes: ["n0", "n1"] },
    outputs: []
  })
})

test("granted: a vote that comes twice counts once", () => {
  const self = candidate({ term: 2, votes: ["n0", "n1"], config: { peers: ["n1", "n2", "n3", "n4"] } })
  expect(take(self, answer(2, true))).toEqual({ verdict: "granted", changed: {}, outputs: [] })
})

test("granted: another's vote is no majority while the own one is not on disk", () => {
  const self = candidate({ term: 2, votes: [], saved: { term: 1, votedFor: null, voter: true } })
  expect(take(self, answer(2, true)).changed).toEqual({ votes: ["n1"] })
})
