/**
 * Holds a shell to its timers: one that fires was armed by the machine, was not cancelled since, and fires no sooner than it may.
 *
 * @module
 */
import { TimerEvent } from "../../spec/broker/events.ts"
import type { Tagged } from "../../spec/machine.ts"

export interface ArmedTimers {
  /** What is wrong with this event, given that it is taken now; then notes what its outputs arm and cancel. */
  readonly take: (event: Tagged, outputs: readonly Tagged[], now: number) => string | undefined
}

const nameOf = (event: Tagged): string => JSON.stringify(event)

export const armedTimers = (): ArmedTimers => {
  /** From when on each may fire. */
  const armed = new Map<string, number>()
  return {
    take: (event, outputs, now) => {
      let problem: string | undefined
      if (Object.hasOwn(TimerEvent.cases, event._tag)) {
        const name = nameOf(event)
        const from = armed.get(name)
        armed.delete(name)
        // A clock that goes forward is a fault of its own: then `from` is behind.
        if (from === undefined) problem = `${event._tag} fired and was not armed`
        else if (now < from - 1) problem = `${event._tag} fired ${Math.round(from - now)} ms too soon`
      }
      for (const output of outputs) {
        const { event: timer, ms } = output as Tagged & { readonly event: Tagged; readonly ms: readonly [number, number] }
        if (output._tag === "ArmTimer") armed.set(nameOf(timer), now + ms[0])
        // How long ago a message was stored, only the disk knows.
        if (output._tag === "ArmTimerSinceStored") armed.set(nameOf(timer), now)
        if (output._tag === "CancelTimer") armed.delete(nameOf(timer))
      }
      return problem
    }
  }
}
