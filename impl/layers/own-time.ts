/**
 * The time of one node: its clock may be wrong, and it may be put forward, so that what it waits for is due.
 *
 * @module
 */
import type { TimersService } from "./timers.ts"

/** What a clock is told. */
export interface ClockFault {
  /** It goes forward by so many milliseconds: timers that are due by then call back. */
  readonly advanceMs?: number
  /** From now on it shows so many milliseconds more than the machine's, or less; timers do not mind. */
  readonly skewMs?: number
}

export interface OwnTime extends TimersService {
  /** What timers go by: the machine's time, and what it was put forward. */
  readonly elapsed: () => number
  readonly set: (fault: ClockFault) => void
}

interface Waiting {
  /** By the machine's clock, and what was advanced. */
  readonly due: number
  readonly callback: () => void
  stop: () => void
}

export const ownTime = (timers: TimersService): OwnTime => {
  const waiting = new Set<Waiting>()
  let [skewed, advanced] = [0, 0]
  const begin = (each: Waiting): void => {
    each.stop = timers.after(Math.max(0, each.due - timers.now() - advanced), () => {
      waiting.delete(each)
      each.callback()
    })
  }
  return {
    now: () => timers.now() + skewed + advanced,
    elapsed: () => timers.now() + advanced,
    after: (ms, callback) => {
      const each: Waiting = { due: timers.now() + advanced + ms, callback, stop: () => {} }
      waiting.add(each)
      begin(each)
      return () => {
        waiting.delete(each)
        each.stop()
      }
    },
    set: ({ advanceMs = 0, skewMs }) => {
      if (skewMs !== undefined) skewed = skewMs
      if (advanceMs === 0) return
      advanced += advanceMs
      for (const each of [...waiting].sort((a, b) => a.due - b.due)) {
        each.stop()
        begin(each)
      }
    }
  }
}
