import { expect, test } from "vitest"
import { checkedFrom, onBroken } from "./recovery.ts"

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
