import { expect, test } from "vitest"
import { attributeChanges, attributesTable } from "./attributes.ts"

test.each([
  ["", []],
  ["+message.type=FIFO", [["message.type", "FIFO"]]],
  ["-message.type", [["message.type", null]]],
  ["+message.type=DELAY,-cleanup.policy,+queue.type=SimpleCQ", [["message.type", "DELAY"], ["cleanup.policy", null], ["queue.type", "SimpleCQ"]]]
])("%j changes attributes", (text, changes) => {
  expect(attributeChanges(text, false)).toEqual(changes)
})

test.each([
  ["+message.type=WHATEVER", "value is not in set: [UNSPECIFIED, NORMAL, FIFO, DELAY, TRANSACTION, MIXED, PRIORITY, LITE], but \"WHATEVER\""],
  ["nonsense", '"nonsense" is no change'],
  ["message.type=FIFO", '"message.type=FIFO" is no change'],
  ["+message.type", '"+message.type" is no change'],
  ["-message.type=FIFO", '"-message.type=FIFO" is no change'],
  ["+colour=red", 'unsupported key: "colour"'],
  ["+message.type=FIFO,-message.type", '"message.type" comes twice'],
  ["+cleanup.policy=COMPACTION", "value is not in set: [DELETE]"],
  ["+reserve.time=-1", "Update topic reserveTime not supported"]
])("%s does not", (text, why) => {
  expect(() => attributeChanges(text, false)).toThrow(why)
})

test("mixed message types are taken where the broker is told to", () => {
  expect(() => attributeChanges("+message.type=MIXED", false)).toThrow("MIXED message type is not supported")
  expect(attributeChanges("+message.type=MIXED", true)).toEqual([["message.type", "MIXED"]])
})

test("as a table: each key begins with its sign; topics and groups have their own", () => {
  expect(attributesTable("topic", { "+message.type": "FIFO", "-reserve.time": "" })).toEqual([["message.type", "FIFO"], ["reserve.time", null]])
  expect(attributesTable("group", { "+priority.factor": "50" })).toEqual([["priority.factor", "50"]])
  for (const [kind, table, why] of [
    ["topic", { "message.type": "FIFO" }, "wrong format key"],
    ["group", { "+message.type": "FIFO" }, "unsupported key"],
    ["group", { "+priority.factor": "101" }, "value is not in range(0, 100)"],
    ["group", { "+lite.bind.topic": "t" }, "there are no lite topics here"]
  ] as const)
    expect(() => attributesTable(kind, table)).toThrow(why)
})
