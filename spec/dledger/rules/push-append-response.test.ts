import { expect, test } from "vitest"
import type { PushCode } from "../messages.ts"
import { follower, pushed, pushing, type Shape, sendTo, take, V040 } from "../testing.ts"

const response = (code: PushCode, index: number, term = 1, count = 1) => ({ _tag: "PushAppendResponse", from: "n1", term, index, count, code }) as const
const waiting = [{ request: "r1", index: 1, queueId: 0, queueOffset: 1 }]
const appending = (shape: Shape = {}) => pushing({ writeIndex: 2, awaiting: 1, matchIndex: shape.config?.dLedgerVersion === "0.4.0" ? 0 : -1 }, { log: [1, 1], commit: 0, pending: waiting, config: { maxBatchEntries: 1 }, ...shape })

test("does not push to it: a node that has just started", () => {
  expect(take(follower(), response("SUCCESS", 0))).toEqual({ verdict: "does not push to it", changed: {}, outputs: [] })
})

test("there: with a majority it is committed, and the producer gets its ack", () => {
  const { verdict, changed, outputs } = take(appending(), response("SUCCESS", 1))
  expect(verdict).toBe("there")
  expect(changed).toMatchObject({ commitIndex: 1, pending: [], watermarks: { n1: 1, n2: 0 }, dispatchers: { n1: { awaiting: null } } })
  expect(outputs).toEqual([{ _tag: "Dispatch", last: 1 }, { _tag: "ReplySend", request: "r1", status: "SEND_OK", index: 1, queueId: 0, queueOffset: 1 }])
})

test("there: and the next entry leaves", () => {
  const { outputs } = take(appending({ log: [1, 1, 1] }), response("SUCCESS", 1))
  expect(outputs).toContainEqual(sendTo("n1", { _tag: "PushAppend", term: 1, entries: pushed(2, 1), commitIndex: 1 }))
})

test("there: 0.4.0 commits no entry of an older term by count", () => {
  const config = { ...V040, maxBatchEntries: 1 }
  expect(take(appending({ log: [1, 1], term: 2, config }), response("SUCCESS", 1, 2)).changed).not.toHaveProperty("commitIndex")
  expect(take(appending({ log: [1, 2], term: 2, config }), response("SUCCESS", 1, 2)).changed).toMatchObject({ commitIndex: 1 })
})

test("there: an answer to an earlier term counts in that one, where nobody looks", () => {
  expect(take(appending({ log: [1, 1], term: 2 }), response("SUCCESS", 1, 1)).changed).not.toHaveProperty("watermarks")
})

test("there: a watermark does not go back", () => {
  const { changed } = take(appending(), response("SUCCESS", 0))
  expect(changed).toEqual({})
})

test("known to be there: 0.4.0 counts nothing below its matchIndex", () => {
  const self = pushing({ writeIndex: 2, matchIndex: 1 }, { log: [1, 1], commit: 0, config: V040 })
  expect(take(self, response("SUCCESS", 1))).toEqual({ verdict: "known to be there", changed: {}, outputs: [] })
})

test("refused: compares anew, also when it is an answer to an earlier term", () => {
  for (const term of [1, 0]) {
    const { verdict, outputs } = take(appending(), response("INCONSISTENT_STATE", 1, term))
    expect(verdict).toBe("refused")
    expect(outputs).toEqual([sendTo("n1", { _tag: "PushCompare", term: 1, opaque: 0, index: 1, entryTerm: 1 })])
  }
})

test("refused: 0.4.0 compares from the end of its log", () => {
  expect(take(appending({ log: [1, 1, 1], config: V040 }), response("INCONSISTENT_STATE", 1)).changed).toMatchObject({ dispatchers: { n1: { state: "COMPARE", writeIndex: 3, awaiting: 2 } } })
})

test("refused while comparing: goes on as it is", () => {
  expect(take(pushing({ state: "COMPARE", compareIndex: 0, awaiting: 0 }), response("INCONSISTENT_STATE", 1))).toEqual({ verdict: "refused while comparing", changed: {}, outputs: [] })
})
