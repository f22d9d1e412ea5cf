import { expect, test } from "vitest"
import { virtualClock } from "../simulated/clock.ts"
import { ownTime } from "./own-time.ts"

test("a clock that is put forward calls back what is due by then, in its order, and no more", () => {
  const clock = virtualClock()
  const time = ownTime(clock)
  const called: string[] = []
  time.after(300, () => called.push("c"))
  time.after(100, () => called.push("a"))
  time.after(200, () => called.push("b"))
  const cancel = time.after(150, () => called.push("cancelled"))
  cancel()
  time.set({ advanceMs: 250 })
  while (clock.step(1));
  expect(called).toEqual(["a", "b"])
  expect(time.now()).toBe(251)
  while (clock.step(60));
  expect(called).toEqual(["a", "b", "c"])
})

test("a clock that is wrong shows it, and its timers do not mind", () => {
  const clock = virtualClock()
  const time = ownTime(clock)
  let at = -1
  time.set({ skewMs: -5_000 })
  time.after(100, () => (at = clock.now()))
  expect(time.now()).toBe(-5_000)
  while (clock.step(1_000));
  expect(at).toBe(100)
  time.set({ skewMs: 0 })
  expect(time.now()).toBe(1_000)
})
