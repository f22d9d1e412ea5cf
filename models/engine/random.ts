/**
 * A small seeded generator (SplitMix32): the same seed gives the same numbers on every machine.
 *
 * @module
 */
import { scramble } from "./hash.ts"

export class Random {
  private state: number

  /** `stream` sets generators with the same seed apart. */
  constructor(seed: number, stream = 0) {
    this.state = scramble(seed ^ scramble(stream + 0x632be5ab))
  }

  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number {
    this.state = (this.state + 0x9e3779b9) | 0
    return Math.floor(((scramble(this.state) >>> 0) / 2 ** 32) * bound)
  }
}
