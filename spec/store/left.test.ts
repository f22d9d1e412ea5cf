import { expect, test } from "vitest"
import { type Left, takenOver } from "./left.ts"

const whole: Left = { exit: "normal", written: true, queues: true, index: true, log: true }

test.each([
  ["everything as it was", {}, "as it was left"],
  ["a first start, or one after a crash", { written: false }, "nothing was written down"],
  ["another broker had the directory, and did not end in order", { exit: "abnormal" }, "it was not stopped"],
  ["a queue that is missing, short or altered", { queues: false }, "its queues are not as they were left"],
  ["an index that is missing or short", { index: false }, "its index is not as it was left"],
  ["a log that is another one, or broken at its end", { log: false }, "its log is not as it was left"],
  ["no record of the stop: nothing else counts", { written: false, exit: "abnormal", queues: false, log: false }, "nothing was written down"]
] as const)("%s", (_what, change, verdict) => {
  expect(takenOver({ ...whole, ...change })).toBe(verdict)
})
