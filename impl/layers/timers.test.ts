import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { nodeTimers } from "./timers.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const DAYS = 86_400_000

test("a timer waits longer than setTimeout can, and not less", () => {
  const called = vi.fn<() => void>()
  nodeTimers.after(60 * DAYS, called)
  vi.advanceTimersByTime(60 * DAYS - 1)
  expect(called).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2)
  expect(called).toHaveBeenCalledTimes(1)
})

test("a long timer is cancelled in its second part too", () => {
  const called = vi.fn<() => void>()
  const cancel = nodeTimers.after(60 * DAYS, called)
  vi.advanceTimersByTime(40 * DAYS)
  cancel()
  vi.advanceTimersByTime(60 * DAYS)
  expect(called).not.toHaveBeenCalled()
})
