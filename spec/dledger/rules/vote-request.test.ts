import { expect, test } from "vitest"
import { candidate, endOfLeadership, follower, goOn, leader, saveTerm, sendTo, take, V040, vote } from "../testing.ts"

const answer = (voteResult: Parameters<typeof said>[0], asked: number, term: number) => sendTo("n1", said(voteResult, asked, term))
const said = (voteResult: "ACCEPT" | "REJECT_EXPIRED_LEDGER_TERM" | "REJECT_SMALL_LEDGER_END_INDEX" | "REJECT_EXPIRED_VOTE_TERM" | "REJECT_ALREADY_HAS_LEADER" | "REJECT_ALREADY_VOTED" | "REJECT_TERM_NOT_READY" | "REJECT_TERM_SMALL_THAN_LEDGER", asked: number, term: number) =>
  ({ _tag: "VoteResponse", asked, term, voteResult }) as const

test("REJECT_EXPIRED_LEDGER_TERM: the log is looked at before the term, so an old log raises nobody's", () => {
  expect(take(follower({ log: [1, 2], term: 2 }), vote(9, 1, 7))).toEqual({ verdict: "REJECT_EXPIRED_LEDGER_TERM", changed: {}, outputs: [answer("REJECT_EXPIRED_LEDGER_TERM", 9, 2)] })
})

test("REJECT_SMALL_LEDGER_END_INDEX: of the same last term, but shorter", () => {
  expect(take(follower({ log: [1, 1] }), vote(9, 1, 0))).toEqual({ verdict: "REJECT_SMALL_LEDGER_END_INDEX", changed: {}, outputs: [answer("REJECT_SMALL_LEDGER_END_INDEX", 9, 1)] })
})

test("REJECT_SMALL_LEDGER_END_INDEX: in 0.4.0 by the end that the log had before a TRUNCATE", () => {
  const self = follower({ log: [1], config: V040, dledger: { endBeforeTruncate: { index: 3, term: 1 } } })
  expect(take(self, vote(1, 1, 2)).verdict).toBe("REJECT_SMALL_LEDGER_END_INDEX")
})

test("REJECT_EXPIRED_VOTE_TERM: tells its own term", () => {
  expect(take(candidate({ term: 4 }), vote(3, 0, 0))).toEqual({ verdict: "REJECT_EXPIRED_VOTE_TERM", changed: {}, outputs: [answer("REJECT_EXPIRED_VOTE_TERM", 3, 4)] })
})

test("REJECT_ALREADY_HAS_LEADER: voted for another, who leads", () => {
  expect(take(follower({ term: 2, votedFor: "n2", leader: "n2" }), vote(2, 0, 0)).verdict).toBe("REJECT_ALREADY_HAS_LEADER")
})

test("REJECT_ALREADY_VOTED: one vote a term", () => {
  expect(take(candidate({ term: 2, votedFor: "n2" }), vote(2, 0, 0))).toEqual({ verdict: "REJECT_ALREADY_VOTED", changed: {}, outputs: [answer("REJECT_ALREADY_VOTED", 2, 2)] })
})

test("REJECT_TERM_NOT_READY: a higher term is known from now on, and not voted in yet", () => {
  expect(take(follower({ term: 2 }), vote(5, 0, 0))).toEqual({
    verdict: "REJECT_TERM_NOT_READY",
    changed: { role: "CANDIDATE", leader: null, knownMaxTermInGroup: 5, needIncreaseTermImmediately: true },
    outputs: [goOn, answer("REJECT_TERM_NOT_READY", 5, 2)]
  })
})

test("REJECT_TERM_NOT_READY: deposes a leader", () => {
  const { changed, outputs } = take(leader({ log: [1] }), vote(5, 1, 3))
  expect(changed).toMatchObject({ role: "CANDIDATE", leader: null })
  expect(outputs).toEqual([...endOfLeadership, goOn, answer("REJECT_TERM_NOT_READY", 5, 1)])
})

test("REJECT_TERM_SMALL_THAN_LEDGER: after the loss of its term a node knows by its log that there were higher ones", () => {
  expect(take(candidate({ term: 1, log: [4] }), vote(1, 4, 0))).toEqual({ verdict: "REJECT_TERM_SMALL_THAN_LEDGER", changed: {}, outputs: [answer("REJECT_TERM_SMALL_THAN_LEDGER", 1, 4)] })
})

test("ACCEPT: votes, and does not wait until that is on disk", () => {
  expect(take(candidate({ term: 2, log: [1] }), vote(2, 1, 0))).toEqual({ verdict: "ACCEPT", changed: { votedFor: "n1" }, outputs: [saveTerm(2, "n1"), answer("ACCEPT", 2, 2)] })
})

test("ACCEPT: the same candidate again", () => {
  expect(take(candidate({ term: 2, votedFor: "n1" }), vote(2, 0, 0))).toEqual({ verdict: "ACCEPT", changed: {}, outputs: [answer("ACCEPT", 2, 2)] })
})
