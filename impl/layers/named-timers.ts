/**
 * Named timers over {@link Timers}: arming replaces, cancelling forgets, and a timer that was replaced or cancelled never
 * reaches the machine.
 *
 * @module
 */
import type { RandomService, TimersService } from "./timers.ts"

export interface NamedTimers<Event> {
  /** Fires once, somewhere in `[from, to]` milliseconds. */
  readonly arm: (event: Event, ms: readonly [number, number]) => void
  readonly cancel: (event: Event) => void
  readonly cancelAll: () => void
  /** Those that are armed, in the order in which they were. */
  readonly armed: () => readonly Event[]
  /** Fires an armed one now; `false` if it is not armed. */
  readonly fire: (event: Event) => boolean
}

/** `fire` gets the event that a timer was armed with. The event's content is the timer's name. */
export const namedTimers = <Event extends { readonly _tag: string }>(
  timers: TimersService,
  random: RandomService,
  fire: (event: Event) => void
): NamedTimers<Event> => {
  const armed = new Map<string, { readonly event: Event; readonly stop: () => void }>()
  const cancel = (event: Event): boolean => {
    const name = nameOf(event)
    armed.get(name)?.stop()
    return armed.delete(name)
  }
  return {
    arm: (event, [from, to]) => {
      cancel(event)
      const name = nameOf(event)
      const ms = from + Math.floor(random.next() * (to - from + 1))
      const stop = timers.after(ms, () => {
        armed.delete(name)
        fire(event)
      })
      armed.set(name, { event, stop })
    },
    cancel: (event) => void cancel(event),
    cancelAll: () => {
      for (const { stop } of armed.values()) stop()
      armed.clear()
    },
    armed: () => [...armed.values()].map(({ event }) => event),
    fire: (event) => {
      if (!cancel(event)) return false
      fire(event)
      return true
    }
  }
}

/** Most timers have no fields besides their tag: those are named without encoding anything. */
const nameOf = (event: { readonly _tag: string }): string => {
  for (const key in event) if (key !== "_tag") return JSON.stringify(event)
  return event._tag
}
