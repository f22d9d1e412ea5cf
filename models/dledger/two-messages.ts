/**
 * Larger than `check` has time for. Cells of the promise table with two messages, for `check --deep`: the worlds that decide
 * them with one, and one more sent. And worlds that nobody exhausts, explored for a stated time.
 *
 * @module
 */
import type { Bounds } from "./bounds.ts"
import { core } from "./core.ts"
import { promiseCells } from "./promise-cells.ts"

const named = (topic: string): Bounds => {
  const found = [...core, ...promiseCells].find((b) => b.topic === topic)
  if (found === undefined) throw new Error(`no model "${topic}" to send more in`)
  return found
}

const withTwo = (one: string, topic: string = one): Bounds => ({ ...named(one), topic: `${topic}-two`, about: `${one} with two messages`, deep: true, messages: 2, ghosts: ["commits", "acks"] })

export const twoMessages: readonly Bounds[] = [
  withTwo("replication-power-loss", "power-loss"),
  withTwo("disk-loss"),
  withTwo("partition"),
  withTwo("power-loss-of-all"),
  withTwo("replication-disk-error", "disk-error"),
  withTwo("disk-error-power-loss"),
  withTwo("partition-disk-loss"),
  withTwo("page-cache-crash"),
  withTwo("page-cache-disk-loss"),
  withTwo("page-cache-partition"),
  withTwo("page-cache-partition-disk-loss"),
  withTwo("page-cache-disk-error")
]

/** As `combined`, with more of one thing: far beyond what can be exhausted. */
const combinedWith = (topic: string, about: string, more: Partial<Bounds>): Bounds => ({ ...named("combined"), ...more, topic, about, deep: true, seconds: 60 })

export const explored: readonly Bounds[] = [
  combinedWith("combined-two", "combined with two messages, as far as a minute takes it", { messages: 2 }),
  combinedWith("combined-terms", "combined with three terms, as far as a minute takes it", { terms: 3 })
]
