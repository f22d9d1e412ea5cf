/**
 * A call made in another world: at another time, and with other random numbers. A rule that looks at the clock or draws a number
 * gives itself away then, though two calls in one millisecond, or two draws, would often come to the same.
 *
 * @module
 */

/** A day and an odd moment. */
const LATER = 86_400_000 + 12_347

export interface Elsewhere {
  /** Calls, and remembers what was drawn. */
  readonly here: <T>(call: () => T) => T
  /** Calls at another time; each number drawn is far from the one that was drawn here. */
  readonly there: <T>(call: () => T) => T
}

export const elsewhere = (): Elsewhere => {
  const drawn: number[] = []
  const here = <T>(call: () => T): T => {
    const { random } = Math
    Math.random = () => drawn[drawn.push(random()) - 1] as number
    try {
      return call()
    } finally {
      Math.random = random
    }
  }
  const there = <T>(call: () => T): T => {
    const { random } = Math
    const { now } = Date
    const { now: elapsed } = performance
    const RealDate = globalThis.Date
    let i = 0
    Math.random = () => ((drawn[i++] ?? random()) + 0.5) % 1
    RealDate.now = () => now() + LATER
    performance.now = () => elapsed.call(performance) + LATER
    // Without arguments it is the time; called, it is a text of it.
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, args: readonly unknown[], self) => Reflect.construct(target, args.length === 0 ? [target.now()] : args, self === globalThis.Date ? target : self) as object,
      apply: (target) => new target(target.now()).toString()
    })
    try {
      return call()
    } finally {
      Math.random = random
      RealDate.now = now
      performance.now = elapsed
      globalThis.Date = RealDate
    }
  }
  return { here, there }
}
