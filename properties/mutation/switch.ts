/**
 * Which mutant is on, and which ones were asked about: what the texts of `schemata.ts` call.
 *
 * @module
 */
import { ASK } from "./schemata.ts"

/** Questions within one call of the spec after which it counts as endless. */
const ENDLESS = 2_000_000

export class DoesNotEnd extends Error {
  constructor() {
    super("it does not end")
    this.name = "DoesNotEnd"
  }
}

export interface Switch {
  /** Turns one mutant on; −1: none. */
  readonly turnOn: (mutant: number) => void
  /** A new call of the spec begins. */
  readonly begin: () => void
  /** The mutants whose places `work` came by. */
  readonly passed: (work: () => void) => readonly number[]
  /** Likewise, between two calls. */
  readonly beginLoading: () => void
  readonly endLoading: () => readonly number[]
}

export const install = (): Switch => {
  let on = -1
  let asked = 0
  let round = 0
  let recording = false
  let list: number[] = []
  const seen: number[] = []
  const ask = (mutant: number): boolean => {
    if (recording) {
      if (seen[mutant] !== round) {
        seen[mutant] = round
        list.push(mutant)
      }
    } else if (++asked > ENDLESS) throw new DoesNotEnd()
    return mutant === on
  }
  const begin = (): void => {
    round++
    list = []
    recording = true
  }
  ;(globalThis as unknown as Record<string, unknown>)[ASK] = ask
  return {
    turnOn: (mutant) => {
      on = mutant
    },
    begin: () => {
      asked = 0
    },
    passed: (work) => {
      begin()
      try {
        work()
      } finally {
        recording = false
      }
      return list
    },
    beginLoading: begin,
    endLoading: () => {
      recording = false
      return list
    }
  }
}
