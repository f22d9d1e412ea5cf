/**
 * One thing that is asked of both.
 *
 * @module
 */
import type { Version } from "../run.ts"
import { reasons } from "./reasons.ts"

export interface Asked {
  /** The command and its arguments, space between them. `{…}`: a value of the world. */
  readonly args: string
  /** It runs until it is stopped: milliseconds. */
  readonly runsMs?: number
  /** Waited before it, for what goes on by itself: milliseconds. */
  readonly afterMs?: number
  /** The only version that has it, or this option of it. */
  readonly only?: Version
  /** Why its answers may differ. Without it, a difference is one to mend. */
  readonly differs?: string
  /** Lines that may differ; all, if not told. */
  readonly lines?: RegExp
}

export const withReason = (args: string): Asked => (reasons[args] === undefined ? { args } : { args, differs: reasons[args] })

export const of5 = (...all: readonly string[]): readonly Asked[] => all.map((args) => ({ ...withReason(args), only: "5.5.0" }))
export const plain = (...all: readonly string[]): readonly Asked[] => all.map(withReason)

export const LONG = "L".repeat(128)
export const NOBODY = "127.0.0.1:1"
