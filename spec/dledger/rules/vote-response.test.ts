import { expect, test } from "vitest"
import { armElection, armHeartbeat, register } from "../../broker/testing.ts"
import type { VoteResult } from "../messages.ts"
import { armPush, armWait, candidate, dispatcher, follower, goOn, type Shape, take, toBoth, V040, voted } from "../testing.ts"

const voting = (results: Record<string, VoteResult>, shape: Shape = {}) =>
  candidate({ term: 2, votedFor: "n0", ...shape, dledger: { dispatchers: { n1: dispatcher({ state: "COMPARE" }), n2: dispatcher({ state: "COMPARE" }) }, round: { term: 2, results: { n0: "ACCEPT", ...results }, knownMaxTermInGroup: 2 }, ...shape.dledger } })

test.each([
  ["none is held", candidate({ term: 2 })],
  ["it is of another term", voting({}, { dledger: { round: { term: 3, results: {}, knownMaxTermInGroup: 3 } } })]
])("of a vote that is over: %s", (_which, self) => {
  expect(take(self, voted("ACCEPT", 2))).toEqual({ verdict: "of a vote that is over", changed: {}, outputs: [] })
})

test("counted before: an answer that comes twice counts once", () => {
  expect(take(voting({ n1: "REJECT_ALREADY_VOTED" }), voted("ACCEPT", 2))).toEqual({ verdict: "counted before", changed: {}, outputs: [] })
})

test("counted: and waits for more", () => {
  expect(take(voting({}), voted("REJECT_SMALL_LEDGER_END_INDEX", 2))).toEqual({
    verdict: "counted",
    changed: { round: { term: 2, results: { n0: "ACCEPT", n1: "REJECT_SMALL_LEDGER_END_INDEX" }, knownMaxTermInGroup: 2 } },
    outputs: []
  })
})

test("counted: a majority makes it leader, with a heartbeat at once; with nothing in its log it is the master", () => {
  expect(take(voting({}), voted("ACCEPT", 2))).toEqual({
    verdict: "counted",
    changed: { role: "LEADER", leader: "n0", round: null, beat: {}, ledTerm: 2 },
    outputs: [
      armPush("n1"),
      armPush("n2"),
      ...toBoth({ _tag: "HeartBeatRequest", term: 2 }),
      armHeartbeat,
      armElection,
      register(0, 2),
      { _tag: "ArmTimer", event: { _tag: "MetadataTimeout" }, ms: [1000, 1000] }
    ]
  })
})

test("counted: a leader with entries that are not committed is not the master yet", () => {
  const { changed, outputs } = take(voting({}, { log: [1, 1] }), voted("ACCEPT", 2))
  expect(changed).toMatchObject({ role: "LEADER", noopIndex: 1 })
  expect(outputs.some(({ _tag }) => _tag === "RegisterBroker")).toBe(false)
})

test("counted: a leader of a new term answers the sends of an older one, and counts from nothing", () => {
  const pending = [{ request: "r1", index: 0, queueId: 0, queueOffset: 0 }]
  const { changed, outputs } = take(voting({}, { log: [1], pending, dledger: { ledTerm: 1, watermarks: { n1: 0 } } }), voted("ACCEPT", 2))
  expect(changed).toMatchObject({ pending: [], watermarks: {}, ledTerm: 2 })
  expect(outputs[0]).toMatchObject({ _tag: "Reply", request: "r1", code: "SERVICE_NOT_AVAILABLE" })
})

test("counted: elected again in the same term it goes on where it was", () => {
  const pending = [{ request: "r1", index: 0, queueId: 0, queueOffset: 0 }]
  const { changed } = take(voting({}, { log: [2], pending, dledger: { ledTerm: 2, watermarks: { n1: -1 } } }), voted("ACCEPT", 2))
  expect(changed).not.toHaveProperty("pending")
  expect(changed).not.toHaveProperty("watermarks")
})

test("counted: what a dispatcher was comparing goes on in the new term", () => {
  const dispatchers = { n1: dispatcher({ state: "COMPARE", compareIndex: 0 }), n2: dispatcher({ state: "APPEND", writeIndex: 5 }) }
  expect(take(voting({}, { log: [1, 1], dledger: { dispatchers } }), voted("ACCEPT", 2)).changed).toMatchObject({
    dispatchers: { n1: { state: "COMPARE", compareIndex: 0 }, n2: { state: "COMPARE", compareIndex: -1, writeIndex: -1 } }
  })
  const old = { n1: dispatcher({ state: "COMPARE", writeIndex: 0 }), n2: dispatcher({ state: "APPEND", writeIndex: 5 }) }
  expect(take(voting({}, { log: [1, 1], config: V040, dledger: { dispatchers: old } }), voted("ACCEPT", 2)).changed).toMatchObject({
    dispatchers: { n1: { writeIndex: 0 }, n2: { state: "COMPARE", writeIndex: 2 } }
  })
})

test("counted: in 0.4.0 with enableFastAdvanceCommitIndex a leader appends a no-op", () => {
  const { changed, outputs } = take(voting({}, { log: [1], config: { ...V040, enableFastAdvanceCommitIndex: true } }), voted("ACCEPT", 2))
  expect(changed).toMatchObject({ log: [1, 2], noopIndex: 1 })
  expect(outputs).toContainEqual({ _tag: "WriteNoop", index: 1, term: 2 })
})

test("counted: whoever knows a leader ends the vote", () => {
  expect(take(voting({}), voted("REJECT_ALREADY_HAS_LEADER", 2))).toEqual({ verdict: "counted", changed: { round: null }, outputs: [armWait(500, 750)] })
})

test("counted: who cannot be reached is not waited for, and not among those that have answered", () => {
  expect(take(voting({ n1: "REJECT_ALREADY_VOTED" }), voted("UNKNOWN", 2, "n2")).changed).toEqual({ round: null, waitToVoteNext: true })
  expect(take(voting({ n1: "UNKNOWN" }), voted("UNKNOWN", 2, "n2"))).toEqual({ verdict: "counted", changed: { round: null }, outputs: [armWait(250, 500)] })
})

test("counted: one that is not ready yet is asked again in the same term", () => {
  expect(take(voting({}), voted("REJECT_TERM_NOT_READY", 2))).toEqual({ verdict: "counted", changed: { round: null }, outputs: [goOn] })
})

test("counted: the last answer names a higher term, and that is the next one", () => {
  expect(take(voting({ n2: "REJECT_ALREADY_VOTED" }), voted("REJECT_EXPIRED_VOTE_TERM", 2, "n1", 7)).changed).toEqual({ round: null, waitToVoteNext: true, knownMaxTermInGroup: 7 })
})

test("counted: nobody can win any more", () => {
  expect(take(voting({ n2: "REJECT_ALREADY_VOTED" }), voted("REJECT_ALREADY_VOTED", 2)).changed).toEqual({ round: null, waitToVoteNext: true })
})

test("counted: elected by those that answered before its own term rose: it does not lead a term that is over", () => {
  const self = { ...voting({}), raft: { ...voting({}).raft, term: 3 } }
  expect(take(self, voted("ACCEPT", 2)).changed).toEqual({ round: null })
})

test("counted: a follower that is elected leads: only the term is looked at", () => {
  const self = follower({ term: 2, dledger: { round: { term: 2, results: { n0: "ACCEPT" }, knownMaxTermInGroup: 2 } } })
  expect(take(self, voted("ACCEPT", 2)).changed).toMatchObject({ role: "LEADER" })
})
