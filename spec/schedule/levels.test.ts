import { expect, test } from "vitest"
import { configOf } from "../broker/testing.ts"
import { delaysOf } from "./levels.ts"

test("the 18 levels of RocketMQ", () => {
  expect(delaysOf(configOf())).toEqual([1, 5, 10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1_200, 1_800, 3_600, 7_200].map((s) => s * 1_000))
})

test("other levels, and what is none", () => {
  expect(delaysOf(configOf({ messageDelayLevel: " 2s  1d " }))).toEqual([2_000, 86_400_000])
  expect(() => delaysOf(configOf({ messageDelayLevel: "1s 5x" }))).toThrow('messageDelayLevel: "5x"')
})
