import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { after, armElection, follower, leader, mapOf, recordOf, register, rejoining, saveHardState, sendTo, take } from "../../broker/testing.ts"
import { initialPop } from "../../pop/state.ts"

const snapshot = (term: number, lastIncludedIndex: number, lastIncludedTerm: number): EventOf<"InstallSnapshot"> => ({
  _tag: "InstallSnapshot",
  from: "n1",
  term,
  lastIncludedIndex,
  lastIncludedTerm,
  ends: [["t@0", 3]]
})
const answer = (term: number, index: number) => ({ _tag: "InstallSnapshotReply", term, index }) as const

test("old term: tells its own term, and keeps its log", () => {
  expect(take(follower({ log: [1], term: 3 }), snapshot(2, 9, 2))).toEqual({ verdict: "old term", changed: {}, outputs: [sendTo("n1", answer(3, -1))] })
})

test("from a second leader: does nothing", () => {
  expect(take(leader({ log: [2] }), snapshot(2, 9, 2))).toEqual({ verdict: "from a second leader", changed: {}, outputs: [] })
})

test("rejoining: a member that lost its disk takes nothing before it knows in which term it may have spoken", () => {
  expect(take(rejoining({ term: 1 }), snapshot(2, 9, 2))).toEqual({ verdict: "rejoining", changed: {}, outputs: [] })
})

test("behind the own commit: keeps its log, and says how far it is", () => {
  expect(take(follower({ log: [1, 1, 1], commit: 2 }), snapshot(1, 1, 1))).toEqual({
    verdict: "behind the own commit",
    changed: {},
    outputs: [armElection, sendTo("n1", answer(1, 2))]
  })
})

test("behind the own commit: of a higher term, answers when that is on disk", () => {
  const { changed, outputs } = take(follower({ log: [1, 1, 1], commit: 2 }), snapshot(3, 1, 1))
  expect(changed).toEqual({ term: 3, waiting: [{ to: "n1", message: answer(3, 2), durable: 2 }] })
  expect(outputs).toEqual([armElection, register(1, 3), saveHardState(3, null)])
})

test("keeps what follows: of a higher term, answers when that is on disk", () => {
  const { verdict, changed, outputs } = take(follower({ log: [1, 1], commit: 0 }), snapshot(3, 1, 1))
  expect(verdict).toBe("keeps what follows")
  expect(changed).toMatchObject({ term: 3, waiting: [{ to: "n1", message: answer(3, 1), durable: 1 }] })
  expect(outputs).toEqual([armElection, register(1, 3), { _tag: "Dispatch", last: 1 }, saveHardState(3, null)])
})

test("keeps what follows: the entries behind the snapshot stay, those in it are committed", () => {
  expect(take(follower({ log: [1, 1, 2, 2], commit: 0 }), snapshot(2, 2, 2))).toEqual({
    verdict: "keeps what follows",
    changed: { commitIndex: 2, dispatchingIndex: 2 },
    outputs: [armElection, { _tag: "Dispatch", last: 2 }, sendTo("n1", answer(2, 2))]
  })
})

test("keeps what follows: answers when the log is on disk as far as the snapshot goes", () => {
  const { changed, outputs } = take(follower({ log: [1, 1, 1], durable: 0, commit: 0 }), snapshot(1, 1, 1))
  expect(changed).toMatchObject({ waiting: [{ to: "n1", message: answer(1, 1), durable: 1 }] })
  expect(outputs).toEqual([armElection, { _tag: "Dispatch", last: 1 }])
})

test.each([
  ["shorter", [1]],
  ["of another term there", [1, 1, 1, 1, 1]]
])("replaces the log: one that is %s begins behind the snapshot", (_which, log) => {
  const { verdict, changed, outputs } = take(follower({ log, term: 2, commit: 0 }), snapshot(2, 3, 2))
  expect(verdict).toBe("replaces the log")
  expect(changed).toEqual({ log: [], base: { index: 3, term: 2 }, durable: 3, commitIndex: 3, dispatchedIndex: 3, dispatchingIndex: 3, baseEnds: [["t@0", 3]], queues: { "t@0": { end: 3, next: 3 } } })
  expect(outputs).toEqual([armElection, { _tag: "ResetLog", index: 3, term: 2, ends: [["t@0", 3]] }, sendTo("n1", answer(2, 3))])
})

test("replaces the log: what waits for its end or its time is gone with its entries, how far groups were handed messages is not", () => {
  const checkPoint = { group: "g", topic: "t", queueId: 0, startOffset: 0, popTime: 9, invisibleTime: 60, offsets: [0], closing: [], reviveOffset: 0, index: 1 }
  const self = follower({
    log: [1, 1],
    term: 2,
    halves: mapOf({ 0: { index: 0, group: "p", immunityMs: null, checks: 0, ending: false } }),
    timed: mapOf({ 0: { index: 1, at: 1_000, topic: "t", queueId: 0, standing: "WAITING" as const } }),
    pop: { ...initialPop, cursors: mapOf({ "g@t@0": { popped: 1, handing: 1 } }), checkPoints: mapOf({ "g@t@0@0@9": checkPoint }) }
  })
  const { halves, timed, pop } = after(self, snapshot(2, 3, 2))
  expect([halves, timed, pop.checkPoints, pop.cursors].map((table) => recordOf(table))).toEqual([{}, {}, {}, { "g@t@0": { popped: 1, handing: 1 } }])
})

test("replaces the log: of a higher term, answers when that is on disk", () => {
  const { changed, outputs } = take(follower({ log: [1], leader: "n2" }), snapshot(3, 3, 2))
  expect(changed).toMatchObject({ term: 3, leader: "n1", waiting: [{ to: "n1", message: answer(3, 3), durable: 3 }] })
  expect(outputs).toEqual([armElection, register(1, 3), { _tag: "ResetLog", index: 3, term: 2, ends: [["t@0", 3]] }, saveHardState(3, null)])
})
