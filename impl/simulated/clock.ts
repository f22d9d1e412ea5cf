/**
 * Virtual time: nothing happens between two events, and the next event is always the same one.
 *
 * @module
 */
import type { RandomService, TimersService } from "../layers/timers.ts"

interface Due {
  readonly at: number
  /** Order among events of one instant. */
  readonly sequence: number
  readonly run: () => void
  cancelled: boolean
}

export interface Clock extends TimersService {
  /** Takes the next event; false if there is none before `until` (milliseconds). */
  readonly step: (until: number) => boolean
}

/** A heap by time, then by the order in which events were scheduled. */
export const virtualClock = (): Clock => {
  const heap: Due[] = []
  let time = 0
  let sequence = 0
  const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)
  const swap = (i: number, j: number): void => {
    const held = heap[i] as Due
    heap[i] = heap[j] as Due
    heap[j] = held
  }
  const push = (due: Due): void => {
    heap.push(due)
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1
      if (!before(heap[i] as Due, heap[parent] as Due)) return
      swap(i, parent)
      i = parent
    }
  }
  const pop = (): Due | undefined => {
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2]
      let least = i
      if (left < heap.length && before(heap[left] as Due, heap[least] as Due)) least = left
      if (right < heap.length && before(heap[right] as Due, heap[least] as Due)) least = right
      if (least === i) return first
      swap(i, least)
      i = least
    }
  }
  return {
    now: () => time,
    after: (ms, run) => {
      const due: Due = { at: time + Math.max(0, ms), sequence: sequence++, run, cancelled: false }
      push(due)
      return () => {
        due.cancelled = true
      }
    },
    step: (until) => {
      for (;;) {
        const next = heap[0]
        if (next === undefined || next.at > until) {
          time = Math.max(time, until)
          return false
        }
        pop()
        if (next.cancelled) continue
        time = next.at
        next.run()
        return true
      }
    }
  }
}

/** Numbers that depend on the seed alone (mulberry32). */
export const seededRandom = (seed: number): RandomService => {
  let state = seed | 0
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0
      let t = Math.imul(state ^ (state >>> 15), 1 | state)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    }
  }
}
