import { expect, test } from "vitest"
import { namedTimers } from "./named-timers.ts"

interface Event {
  readonly _tag: string
  readonly request?: number
}

const make = (isHeld?: () => boolean) => {
  const fired: Event[] = []
  const callbacks = new Set<() => void>()
  const timers = namedTimers<Event>(
    {
      now: () => 0,
      after: (_ms, callback) => {
        callbacks.add(callback)
        return () => void callbacks.delete(callback)
      }
    },
    { next: () => 0 },
    (event) => fired.push(event),
    isHeld
  )
  return { timers, fired, callbacks }
}

test("one that is armed fires when it is told to, once, and its clock does not call any more", () => {
  const { timers, fired, callbacks } = make()
  timers.arm({ _tag: "Slow", request: 1 }, [5, 9])
  timers.arm({ _tag: "Slow", request: 2 }, [5, 9])
  expect(timers.armed()).toEqual([{ _tag: "Slow", request: 1 }, { _tag: "Slow", request: 2 }])
  expect(timers.fire({ _tag: "Slow", request: 2 })).toBe(true)
  expect(timers.fire({ _tag: "Slow", request: 2 })).toBe(false)
  expect(fired).toEqual([{ _tag: "Slow", request: 2 }])
  expect(callbacks.size).toBe(1)
})

test("arming anew replaces, and what has fired by the clock is armed no more", () => {
  const { timers, fired, callbacks } = make()
  timers.arm({ _tag: "Beat" }, [1, 1])
  timers.arm({ _tag: "Beat" }, [1, 1])
  expect(callbacks.size).toBe(1)
  for (const callback of callbacks) callback()
  expect([fired, timers.armed()]).toEqual([[{ _tag: "Beat" }], []])
})

test("one that comes due while it is held fires on release, unless it was cancelled or armed anew meanwhile", () => {
  let held = true
  const { timers, fired, callbacks } = make(() => held)
  for (const _tag of ["Kept", "Cancelled", "Again"]) timers.arm({ _tag }, [1, 1])
  for (const callback of callbacks) callback()
  expect(fired).toEqual([])
  held = false
  timers.cancel({ _tag: "Cancelled" })
  timers.arm({ _tag: "Again" }, [1, 1])
  timers.release()
  expect([fired, timers.armed()]).toEqual([[{ _tag: "Kept" }], [{ _tag: "Again" }]])
  timers.release()
  expect(fired).toHaveLength(1)
})
