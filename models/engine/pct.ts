/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010) over the threads of a
 * world: each kind of action of each slot is a thread, and so is what happens to the messages of each channel (delivered,
 * repeated, lost). Every thread gets a random priority, and of those that can move the highest one does. At d − 1 random
 * steps of the walk the thread that would move falls below all others.
 *
 * A bug that shows whenever d moves come in a certain order is found by one walk with a probability of at least
 * 1/(n·k^(d−1)): n threads, k steps. It holds as far as a thread has no choice of its own: the messages of a channel come
 * oldest first, and of several actions of one kind one is drawn.
 *
 * @module
 */
import type { Random } from "./random.ts"
import type { Schedule } from "./schedules.ts"
import { scramble } from "./hash.ts"
import { REFUSED } from "./walk-tables.ts"
import type { Walker } from "./walker.ts"

/** Below every priority. */
const STUCK = Number.NEGATIVE_INFINITY

/** `depth`: d, moves whose order matters. */
export const pct = (depth: number): Schedule => {
  let random: Random
  let salt = 0
  let made = 0
  let changes: readonly number[] = []
  /** Threads that fell, in that order: the last of them is the lowest. */
  let fallen: number[] = []

  const priority = (thread: number): number => {
    const at = fallen.indexOf(thread)
    return at >= 0 ? -1 - at : scramble(thread ^ salt) >>> 0
  }

  /** Priorities by try; those of threads that turned out not to move are `STUCK`. */
  let priorities = new Float64Array(64)

  /** The first try of the highest thread that can be made; leaves it as the walker's last try. */
  const highest = (walker: Walker, threads: Int32Array): number => {
    const { length } = threads
    if (priorities.length < length) priorities = new Float64Array(2 * length)
    for (let i = 0; i < length; i++) priorities[i] = i > 0 && threads[i] === threads[i - 1] ? (priorities[i - 1] as number) : priority(threads[i] as number)
    for (;;) {
      let best = -1
      let least = STUCK
      for (let i = 0; i < length; i++) {
        const p = priorities[i] as number
        if (p > least || (p === least && best >= 0 && (threads[i] as number) < (threads[best] as number))) {
          best = i
          least = p
        }
      }
      if (best < 0) return -1
      const thread = threads[best] as number
      const i = firstOf(walker, threads, thread)
      if (i >= 0) return i
      for (let k = best; k < length; k++) if (threads[k] === thread) priorities[k] = STUCK
    }
  }

  const firstOf = (walker: Walker, threads: Int32Array, thread: number): number => {
    const messages = walker.messageTries
    const own: number[] = []
    for (let i = threads.indexOf(thread); i >= 0 && i < threads.length; i++) {
      if (threads[i] !== thread) continue
      if (i >= messages) own.push(i)
      else if (walker.try(i) !== REFUSED) return i
    }
    while (own.length > 0) {
      const [i] = own.splice(random.below(own.length), 1) as [number]
      if (walker.try(i) !== REFUSED) return i
    }
    return -1
  }

  return {
    begin: (own, steps) => {
      random = own
      salt = random.below(2 ** 32) | 0
      made = 0
      fallen = []
      changes = Array.from({ length: depth - 1 }, () => random.below(steps))
    },
    pick: (walker) => {
      const threads = walker.threads()
      let i = highest(walker, threads)
      for (const at of changes) {
        if (at !== made || i < 0) continue
        const thread = threads[i] as number
        fallen = [...fallen.filter((other) => other !== thread), thread]
        i = highest(walker, threads)
      }
      made++
      return i < 0 ? REFUSED : walker.try(i)
    }
  }
}
