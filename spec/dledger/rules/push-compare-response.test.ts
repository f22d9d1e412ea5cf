import { expect, test } from "vitest"
import type { DLedgerEventOf } from "../events.ts"
import { follower, type Shape, pushed, pushing, sendTo, take, V040 } from "../testing.ts"

const response = (over: Partial<DLedgerEventOf<"PushCompareResponse">> = {}): DLedgerEventOf<"PushCompareResponse"> => ({
  _tag: "PushCompareResponse",
  from: "n1",
  term: 3,
  opaque: 0,
  index: 2,
  code: "INCONSISTENT_STATE",
  endIndex: 2,
  xIndex: -1,
  ...over
})

const comparing = (shape: Shape = {}) => pushing({ state: "COMPARE", compareIndex: 2, awaiting: 2 }, { log: [1, 2, 3], term: 3, commit: -1, dledger: { watermarks: {} }, ...shape })
const comparing040 = (shape: Shape = {}) => pushing({ state: "COMPARE", writeIndex: 3, awaiting: 2 }, { log: [1, 2, 3], term: 3, commit: -1, config: V040, dledger: { watermarks: {} }, ...shape })

test.each([
  ["it leads no more", follower({ term: 3 }), response()],
  ["it is of another term", comparing(), response({ term: 2 })],
  ["it is of another entry", comparing(), response({ index: 1 })],
  ["it was given up", comparing(), response({ opaque: 1 })],
  ["it appends by now", pushing({ awaiting: 2 }, { log: [1, 2, 3] }), response()]
])("not awaited: %s", (_which, self, event) => {
  expect(take(self, event)).toEqual({ verdict: "not awaited", changed: {}, outputs: [] })
})

test("not a follower: it is asked again when its turn comes", () => {
  const { verdict, changed, outputs } = take(comparing(), response({ code: "NOT_FOLLOWER" }))
  expect(verdict).toBe("not a follower")
  expect(changed).toMatchObject({ dispatchers: { n1: { state: "COMPARE", compareIndex: 2, awaiting: null } } })
  expect(outputs).toEqual([])
})

test("in common, and its last: 0.3.1.2 appends behind it, and commits it by count although it is of an older term", () => {
  const self = pushing({ state: "COMPARE", compareIndex: 1, awaiting: 1 }, { log: [1, 2, 3], term: 3, commit: -1, dledger: { watermarks: {} } })
  const { verdict, changed, outputs } = take(self, response({ code: "SUCCESS", index: 1, endIndex: 1 }))
  expect(verdict).toBe("in common, and its last")
  expect(changed).toMatchObject({ commitIndex: 1, watermarks: { n1: 1 }, dispatchers: { n1: { state: "APPEND", writeIndex: 3, awaiting: 2 } } })
  expect(outputs).toEqual([{ _tag: "Dispatch", last: 1 }, sendTo("n1", { _tag: "PushAppend", term: 3, entries: pushed(2, 3), commitIndex: 1 })])
})

test("in common: 0.3.1.2 has the follower end with it", () => {
  const { verdict, changed, outputs } = take(comparing(), response({ code: "SUCCESS", endIndex: 5 }))
  expect(verdict).toBe("in common")
  expect(changed).toMatchObject({ dispatchers: { n1: { state: "TRUNCATE", compareIndex: -1, awaiting: 2 } } })
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushTruncate", term: 3, opaque: 0, index: 2, entries: pushed(2, 3), commitIndex: -1 })])
})

test("in common, cut behind it: 0.4.0 always cuts, and counts the entry in its own term", () => {
  const { verdict, changed, outputs } = take(comparing040(), response({ code: "SUCCESS" }))
  expect(verdict).toBe("in common, cut behind it")
  expect(changed).toMatchObject({ dispatchers: { n1: { state: "TRUNCATE", matchIndex: 2, writeIndex: 3, awaiting: 3 } }, watermarks: { n1: 2 }, commitIndex: 2 })
  expect(outputs).toContainEqual(sendTo("n1", { _tag: "PushTruncate", term: 3, opaque: 0, index: 3, entries: pushed(3), commitIndex: 2 }))
})

test("in common, cut behind it: 0.4.0 does not count an entry of an older term", () => {
  const self = pushing({ state: "COMPARE", writeIndex: 2, awaiting: 1 }, { log: [1, 2, 3], term: 3, commit: -1, config: V040, dledger: { watermarks: {} } })
  expect(take(self, response({ code: "SUCCESS", index: 1 })).changed).not.toHaveProperty("watermarks")
})

test.each([
  ["the follower's log is empty", response({ endIndex: -1 }), comparing()],
  ["the first entry differs too", response({ index: 0 }), pushing({ state: "COMPARE", compareIndex: 0, awaiting: 0 }, { log: [1, 2, 3], term: 3, commit: -1 })]
])("nothing in common: %s", (_which, event, self) => {
  const { verdict, outputs } = take(self, event)
  expect(verdict).toBe("nothing in common")
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushTruncate", term: 3, opaque: 0, index: 0, entries: pushed(0, 1), commitIndex: -1 })])
})

test("shorter: compares the last entry that the follower has", () => {
  const { verdict, outputs } = take(comparing(), response({ endIndex: 0 }))
  expect(verdict).toBe("shorter")
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushCompare", term: 3, opaque: 0, index: 0, entryTerm: 1 })])
})

test("differs: compares the entry before", () => {
  const { verdict, outputs } = take(comparing(), response())
  expect(verdict).toBe("differs")
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushCompare", term: 3, opaque: 0, index: 1, entryTerm: 2 })])
})

test("shorter, next term: 0.4.0 compares the last entry that the follower has", () => {
  const { verdict, outputs } = take(comparing040(), response({ endIndex: 0 }))
  expect(verdict).toBe("shorter, next term")
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushCompare", term: 3, opaque: 0, index: 0, entryTerm: 1 })])
})

test("differs, next term: 0.4.0 compares what precedes the whole term", () => {
  const { verdict, outputs } = take(comparing040(), response({ endIndex: -1, xIndex: 1 }))
  expect(verdict).toBe("differs, next term")
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushCompare", term: 3, opaque: 0, index: 0, entryTerm: 1 })])
})
