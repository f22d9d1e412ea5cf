import { expect, test } from "vitest"
import { armElection } from "../../broker/testing.ts"
import { candidate, endOfLeadership, follower, goOn, leader, pushing, saveTerm, take, toBoth, V040 } from "../testing.ts"

const timeout = { _tag: "ElectionTimeout" } as const
const round = (term: number, results: Record<string, "ACCEPT" | "REJECT_TERM_NOT_READY" | "REJECT_ALREADY_VOTED" | "REJECT_EXPIRED_LEDGER_TERM" | "REJECT_EXPIRED_VOTE_TERM">, knownMaxTermInGroup = term) => ({ term, results, knownMaxTermInGroup })

test("hears no leader: candidate in its own term", () => {
  expect(take(follower({ term: 3 }), timeout)).toEqual({
    verdict: "hears no leader",
    changed: { role: "CANDIDATE", leader: null, knownMaxTermInGroup: 3 },
    outputs: [goOn]
  })
})

test("leads without a majority: stops leading, and leaves those that wait for an ack without an answer", () => {
  const pending = [{ request: "r1", index: 1, queueId: 0, queueOffset: 0 }]
  const self = leader({ log: [1, 1], commit: 0, pending, dledger: { beat: {} } })
  const { verdict, changed, outputs } = take(self, timeout)
  expect(verdict).toBe("leads without a majority")
  expect(changed).toMatchObject({ role: "CANDIDATE", leader: null, noopIndex: -1, beat: null, knownMaxTermInGroup: 1 })
  expect(changed).not.toHaveProperty("pending")
  expect(outputs).toEqual([...endOfLeadership, goOn])
})

test("leads without a majority: what it was pushing it will not hear of", () => {
  expect(take(pushing({ state: "COMPARE", compareIndex: 0, awaiting: 0 }), timeout).changed).toMatchObject({ dispatchers: { n1: { state: "COMPARE", compareIndex: 0, awaiting: null, opaque: 1 } } })
  expect(take(pushing({ state: "TRUNCATE", awaiting: 0, writeIndex: 4 }), timeout).changed).toMatchObject({ dispatchers: { n1: { state: "COMPARE", compareIndex: -1, awaiting: null, opaque: 1 } } })
})

test("leads without a majority: what it has appended at a follower is still to be answered, or sent again if it leads again in this term", () => {
  expect(take(pushing({ writeIndex: 2, awaiting: 1 }), timeout).changed).not.toHaveProperty("dispatchers")
})

test("votes in its term: for itself, and asks the others", () => {
  expect(take(candidate({ term: 2, log: [1, 2] }), timeout)).toEqual({
    verdict: "votes in its term",
    changed: { votedFor: "n0", round: round(2, { n0: "ACCEPT" }) },
    outputs: [saveTerm(2, "n0"), ...toBoth({ _tag: "VoteRequest", term: 2, ledgerEndIndex: 1, ledgerEndTerm: 2 }), armElection]
  })
})

test("votes in its term: asks although its own vote is given to another", () => {
  expect(take(candidate({ term: 2, votedFor: "n2" }), timeout)).toMatchObject({ verdict: "votes in its term", changed: { round: { results: { n0: "REJECT_ALREADY_VOTED" } } } })
})

test("votes in its term: 0.4.0 asks with the end that its log had before a TRUNCATE", () => {
  const { outputs } = take(candidate({ term: 2, log: [1], config: V040, dledger: { endBeforeTruncate: { index: 4, term: 2 } } }), timeout)
  expect(outputs).toContainEqual(toBoth({ _tag: "VoteRequest", term: 2, ledgerEndIndex: 4, ledgerEndTerm: 2 })[0])
})

test("votes in the next term: after a vote that nobody can win any more", () => {
  expect(take(candidate({ term: 2, votedFor: "n1", dledger: { waitToVoteNext: true } }), timeout)).toEqual({
    verdict: "votes in the next term",
    changed: { term: 3, votedFor: "n0", waitToVoteNext: false, round: round(3, { n0: "ACCEPT" }) },
    outputs: [saveTerm(3, null), saveTerm(3, "n0"), ...toBoth({ _tag: "VoteRequest", term: 3, ledgerEndIndex: -1, ledgerEndTerm: -1 }), armElection]
  })
})

test("takes a higher term: the highest it has heard of, and asks nobody yet", () => {
  expect(take(candidate({ term: 2, votedFor: "n0", dledger: { needIncreaseTermImmediately: true, knownMaxTermInGroup: 6 } }), timeout)).toEqual({
    verdict: "takes a higher term",
    changed: { term: 6, votedFor: null, needIncreaseTermImmediately: false },
    outputs: [saveTerm(6, null), armElection]
  })
})

test("takes a higher term: in 0.4.0 those that wait for an ack are told", () => {
  const pending = [{ request: "r1", index: 1, queueId: 0, queueOffset: 0 }]
  const { changed, outputs } = take(candidate({ term: 2, pending, config: V040, dledger: { needIncreaseTermImmediately: true } }), timeout)
  expect(changed).toMatchObject({ term: 3, pending: [] })
  expect(outputs).toContainEqual({ _tag: "Reply", request: "r1", code: "SERVICE_NOT_AVAILABLE", remark: "the term has changed (TERM_CHANGED): the outcome is unknown, send again" })
})

test("waited long enough: too few have answered, it votes again in its term", () => {
  const { verdict, changed, outputs } = take(candidate({ term: 2, dledger: { round: round(2, { n0: "ACCEPT" }) } }), timeout)
  expect({ verdict, changed, outputs }).toEqual({ verdict: "waited long enough", changed: { round: null }, outputs: [armElection] })
})

test.each([
  ["there are some that have more", { n0: "ACCEPT", n1: "REJECT_EXPIRED_LEDGER_TERM" }, false],
  ["one has voted for another", { n0: "ACCEPT", n1: "REJECT_ALREADY_VOTED" }, true]
] as const)("waited long enough: %s", (_which, results, next) => {
  expect(take(candidate({ term: 2, dledger: { round: round(2, results) } }), timeout).changed).toEqual({ round: null, ...(next ? { waitToVoteNext: true } : {}) })
})

test("waited long enough: a follower ends its vote before it looks for its leader", () => {
  expect(take(follower({ term: 2, dledger: { round: round(2, { n0: "ACCEPT" }) } }), timeout).verdict).toBe("waited long enough")
})
