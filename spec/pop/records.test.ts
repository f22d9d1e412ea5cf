import { expect, test } from "vitest"
import { configOf } from "../broker/testing.ts"
import { readRecord, sayAck, sayCk, sayReset } from "./records.ts"
import { handle } from "./testing.ts"

const config = configOf()

test("what is written is read", () => {
  const ck = { ...handle({ startOffset: 5 }), invisibleTime: 9, offsets: [5, 7] }
  expect(readRecord(sayCk(config, ck), 3, 4)).toEqual({ _tag: "Ck", ...ck, reviveOffset: 3, index: 4 })
  const changed = { ...ck, origin: { startOffset: 2, popTime: 8 } }
  expect(readRecord(sayCk(config, changed), 3, 4)).toEqual({ _tag: "Ck", ...changed, reviveOffset: 3, index: 4 })
  const ordered = { ...ck, order: { times: [[7, 2]], attemptId: "a" } } as const
  expect(readRecord(sayCk(config, ordered), 3, 4)).toEqual({ _tag: "Ck", ...ordered, reviveOffset: 3, index: 4 })
  expect(readRecord(sayAck(config, handle(), [7]), 3, 4)).toEqual({ _tag: "Ack", ...handle(), offsets: [7] })
  expect(readRecord(sayAck(config, handle(), [7, 9]), 3, 4)).toEqual({ _tag: "Ack", ...handle(), offsets: [7, 9] })
  expect(readRecord(sayReset("g", "t", 1, 7), 3, 4)).toEqual({ _tag: "Reset", group: "g", topic: "t", queueId: 1, offset: 7 })
})

test.each([
  ["no JSON", { tags: "ck", body: "{" }],
  ["no object", { tags: "ack", body: "7" }],
  ["of another kind", { ...sayAck(config, handle(), [7]), tags: "other" }],
  ["an ack that is called a check point", { ...sayAck(config, handle(), [7]), tags: "ck" }],
  ["an offset that is no number", { tags: "ack", body: '{"ao":"x","c":"g","pt":1,"q":0,"so":0,"t":"t"}' }]
])("no record: %s", (_what, said) => {
  expect(readRecord(said, 0, 0)).toBeUndefined()
})
