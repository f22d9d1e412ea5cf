import { expect, test } from "vitest"
import { PutTimes } from "./put-times.ts"

test("how many took how long, the longest, and what most took at most", () => {
  const times = new PutTimes()
  expect([times.max, times.percentile(0.99), times.distribution()]).toEqual([0, 0, "[<=0ms]:0 [0~10ms]:0 [10~50ms]:0 [50~100ms]:0 [100~200ms]:0 [200~500ms]:0 [500ms~1s]:0 [1~2s]:0 [2~3s]:0 [3~4s]:0 [4~5s]:0 [5~10s]:0 [10s~]:0"])
  for (let i = 0; i < 98; i++) times.add(1)
  times.add(0)
  times.add(12_000)
  expect(times.distribution()).toBe("[<=0ms]:1 [0~10ms]:98 [10~50ms]:0 [50~100ms]:0 [100~200ms]:0 [200~500ms]:0 [500ms~1s]:0 [1~2s]:0 [2~3s]:0 [3~4s]:0 [4~5s]:0 [5~10s]:0 [10s~]:1")
  expect([times.max, times.percentile(0.99), times.percentile(1)]).toEqual([12_000, 1, 12_000])
})

test("within a bucket they count as spread evenly", () => {
  const times = new PutTimes()
  for (let i = 0; i < 10; i++) times.add(450)
  // 450 is the bound of the bucket from 400 to 450.
  expect(times.percentile(0.5)).toBe(425)
})
