import { expect, test } from "vitest"
import { checkedFrom, mustHave, onBroken } from "./recovery.ts"

test("after an orderly end the last three files are checked", () => {
  expect([1, 3, 4, 9].map((count) => checkedFrom({ exit: "normal", firstStored: Array.from({ length: count }, (_, i) => i * 10_000), checkpoint: 0 }))).toEqual([0, 0, 1, 6])
})

test.each([
  ["from the last file that began 3 s before the checkpoint, or earlier", [10_000, 20_000, 30_000], 23_000, 1],
  ["a file without a message is none", [10_000, 20_000, null], 99_000, 1],
  ["without a checkpoint: all", [10_000, 20_000], 0, 0],
  ["nothing at all", [], 5_000, 0]
] as const)("after a crash: %s", (_what, firstStored, checkpoint, from) => {
  expect(checkedFrom({ exit: "abnormal", firstStored, checkpoint })).toBe(from)
})

test.each([
  ["nothing whole is behind it", "abnormal", null, "the log ends"],
  ["what is behind it was surely on disk", "abnormal", 4_999, "goes on behind it"],
  ["what is behind it may never have been", "abnormal", 5_000, "the log ends"],
  ["an orderly end: all of it was on disk", "normal", 9_000, "goes on behind it"],
  ["an orderly end, and nothing behind it", "normal", null, "the log ends"]
] as const)("a broken record: %s", (_what, exit, nextStored, verdict) => {
  expect(onBroken({ exit, nextStored, flushed: 5_000 })).toBe(verdict)
})

test.each([
  ["no more than is there", { behind: null, marked: 7 }, 9],
  ["no more than is there: what is behind the end was not on disk, and a power loss has torn what is before it", { behind: 11, marked: 7 }, 9],
  ["what was surely on disk", { behind: null, marked: 12 }, 12],
  ["what is behind the end, where nothing can have been torn", { behind: 11, marked: 7, samePower: true }, 11],
  ["what is behind the end, where nobody knows what was on disk", { behind: 11, marked: null }, 11],
  ["no more than is there, where nothing says otherwise", { behind: null, marked: null }, 9]
] as const)("a member's log that ends with entry 9 must have %s", (_what, end, index) => {
  expect(mustHave({ lastIndex: 9, samePower: false, ...end })).toBe(index)
})
