/**
 * Time and chance: the only sources of either.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

export interface TimersService {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Calls back once after `ms`, unless the function returned is called first. */
  readonly after: (ms: number, callback: () => void) => () => void
}

export class Timers extends Context.Service<Timers, TimersService>()("rocketproof/Timers") {}

export interface RandomService {
  /** Uniform in [0, 1). */
  readonly next: () => number
}

export class Random extends Context.Service<Random, RandomService>()("rocketproof/Random") {}

/** A longer `setTimeout` would call back at once. */
const LONGEST = 2 ** 31 - 1

/** The wall clock. A timer that is due first lets the sockets that are readable be read: a busy event loop is no dead leader. */
export const nodeTimers: TimersService = {
  now: () => Date.now(),
  after: (ms, callback) => {
    let cancelled = false
    const wait = (left: number): NodeJS.Timeout =>
      setTimeout(() => {
        if (left > LONGEST) timer = wait(left - LONGEST)
        else
          setImmediate(() => {
            if (!cancelled) callback()
          })
      }, Math.min(left, LONGEST))
    let timer = wait(ms)
    return () => {
      cancelled = true
      clearTimeout(timer)
    }
  }
}

export const nodeRandom: RandomService = { next: () => Math.random() }

export const layer = Layer.merge(Layer.succeed(Timers, nodeTimers), Layer.succeed(Random, nodeRandom))
