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
  /** Fires what came due while it was held, and is still armed. */
  readonly release: () => void
}

/**
 * `fire` gets the event that a timer was armed with. The event's content is the timer's name. While `isHeld`, one that is due stays armed
 * until {@link NamedTimers.release}: what waits to be taken may yet cancel it.
 */
export const namedTimers = <Event extends { readonly _tag: string }>(
  timers: TimersService,
  random: RandomService,
  fire: (event: Event) => void,
  isHeld: () => boolean = () => false
): NamedTimers<Event> => {
  interface Armed {
    readonly event: Event
    readonly stop: () => void
  }
  const armed = new Map<string, Armed>()
  const due = new Map<string, Armed | undefined>()
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
        if (isHeld()) {
          due.set(name, armed.get(name))
          return
        }
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
    release: () => {
      for (const [name, then] of due) {
        due.delete(name)
        if (then === undefined || armed.get(name) !== then) continue
        armed.delete(name)
        fire(then.event)
      }
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
