import { expect, test } from "vitest"
import { attributeChanges } from "./topic-attributes.ts"

test.each([
  ["", []],
  ["+message.type=FIFO", [["message.type", "FIFO"]]],
  ["-message.type", [["message.type", null]]],
  ["+message.type=DELAY,-cleanup.policy,+queue.type=SimpleCQ", [["message.type", "DELAY"], ["cleanup.policy", null], ["queue.type", "SimpleCQ"]]]
])("%j changes attributes", (text, changes) => {
  expect(attributeChanges(text)).toEqual(changes)
})

test.each([
  ["+message.type=WHATEVER", "value is not in set: [UNSPECIFIED, NORMAL, FIFO, DELAY, TRANSACTION, MIXED, PRIORITY, LITE], but \"WHATEVER\""],
  ["nonsense", '"nonsense" is no change'],
  ["message.type=FIFO", '"message.type=FIFO" is no change'],
  ["+message.type", '"+message.type" is no change'],
  ["-message.type=FIFO", '"-message.type=FIFO" is no change'],
  ["+colour=red", '"+colour=red" has no key'],
  ["+message.type=FIFO,-message.type", '"-message.type" comes twice'],
  ["+cleanup.policy=COMPACTION", "value is not in set: [DELETE]"],
  ["+reserve.time=-1", "Update topic reserveTime not supported"]
])("%s does not", (text, why) => {
  expect(() => attributeChanges(text)).toThrow(why)
})
