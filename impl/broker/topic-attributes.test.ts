import { expect, test } from "vitest"
import { checkAttributes } from "./topic-attributes.ts"

test.each(["", "+message.type=FIFO", "-message.type", "+message.type=DELAY,-cleanup.policy,+queue.type=SimpleCQ", "+reserve.time=-1"])("%j changes attributes", (text) => {
  expect(() => checkAttributes(text)).not.toThrow()
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
  ["+reserve.time=soon", "has no number of milliseconds"]
])("%s does not", (text, why) => {
  expect(() => checkAttributes(text)).toThrow(why)
})
