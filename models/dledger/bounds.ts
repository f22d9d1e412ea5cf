/**
 * What a model of a DLedger group is, before its properties are chosen.
 *
 * @module
 */
import type { GroupOptions } from "../world/group.ts"

/** A world without its properties: those are chosen in `properties/`. */
export type Bounds = Omit<GroupOptions, "properties" | "machine" | "name"> & {
  /** Without the bounds. */
  readonly topic: string
  /** What may go wrong here takes acked messages: the loss must be found. */
  readonly losesAcked?: boolean
  /** It is asked what comes about in the end. */
  readonly recovers?: boolean
  /** It is asked what comes about in fair runs: with what may be lost, or with dead nodes. */
  readonly fair?: "lossless" | "lossy" | "no majority"
  /** Explored with `check --deep` only. */
  readonly deep?: boolean
  /** Too large to be exhausted: `check --deep` explores it for so many seconds, and says how far it came. */
  readonly seconds?: number
  /** What a reader should know it is for. */
  readonly about: string
}

/** Three nodes, two terms and a message, any number of copies lost on the way: what most faults need, and can be exhausted. */
export const oneMessage = { nodes: 3, terms: 2, messages: 1, inFlight: 2, lossy: true, ghosts: ["commits", "acks"] } as const
