import { expect, test } from "vitest"
import type { DLedgerEventOf } from "../events.ts"
import { follower, pushed, pushing, type Shape, sendTo, take, V040 } from "../testing.ts"

const response = (over: Partial<DLedgerEventOf<"PushTruncateResponse">> = {}): DLedgerEventOf<"PushTruncateResponse"> => ({
  _tag: "PushTruncateResponse",
  from: "n1",
  term: 3,
  opaque: 0,
  index: 1,
  code: "SUCCESS",
  ...over
})

const truncating = (shape: Shape = {}) => pushing({ state: "TRUNCATE", writeIndex: 1, awaiting: 1 }, { log: [1, 2, 3], term: 3, commit: -1, dledger: { watermarks: {} }, ...shape })

test.each([
  ["it leads no more", follower({ term: 3 }), response()],
  ["it is of another term", truncating(), response({ term: 2 })],
  ["it is of another place", truncating(), response({ index: 0 })],
  ["it was given up", truncating(), response({ opaque: 1 })],
  ["it compares by now", pushing({ state: "COMPARE", awaiting: 1 }, { log: [1, 2, 3] }), response()]
])("not awaited: %s", (_which, self, event) => {
  expect(take(self, event)).toEqual({ verdict: "not awaited", changed: {}, outputs: [] })
})

test("refused: compares anew", () => {
  const { verdict, outputs } = take(truncating(), response({ code: "INCONSISTENT_STATE" }))
  expect(verdict).toBe("refused")
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushCompare", term: 3, opaque: 0, index: 2, entryTerm: 3 })])
})

test("ends with it: 0.3.1.2 counts that entry, of an older term too, and appends what follows", () => {
  const { verdict, changed, outputs } = take(truncating(), response())
  expect(verdict).toBe("ends with it")
  expect(changed).toMatchObject({ watermarks: { n1: 1 }, commitIndex: 1, dispatchers: { n1: { state: "APPEND", writeIndex: 3, awaiting: 2 } } })
  expect(outputs).toContainEqual(sendTo("n1", { _tag: "PushAppend", term: 3, entries: pushed(2, 3), commitIndex: 1 }))
})

test("ends before it: 0.4.0 counts nothing yet, and appends from there", () => {
  const { verdict, changed, outputs } = take(truncating({ config: V040 }), response())
  expect(verdict).toBe("ends before it")
  expect(changed).not.toHaveProperty("watermarks")
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushAppend", term: 3, entries: pushed(1, 2, 3), commitIndex: -1 })])
})
