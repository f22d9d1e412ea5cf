import type { AnyModel, Locals, Move, Outcome } from "./model.ts"

/** What a property turned out to be. `missing`: a witness that an exhausted search did not reach. `undecided`: the budget ran out first. */
export type Verdict = "holds" | "violated" | "reached" | "missing" | "undecided"

export interface TraceStep {
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly move: Move<any, any>
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly outcome: Outcome<any, any, any>
  /** All slots after this step. */
  readonly locals: Locals<unknown>
}

/** From the initial state to the state (or step) that a property speaks of. Its length is the number of steps. */
export interface Trace {
  readonly initial: Locals<unknown>
  readonly steps: readonly TraceStep[]
  /** Of a lasso: the steps from here on (0: the first) are made over and over; as many as there are steps: nothing happens any more. */
  readonly loopFrom?: number
  /** Set when the last step threw. */
  readonly error?: string
}

export interface PropertyResult {
  readonly id: string
  readonly kind: "always" | "sometimes" | "step" | "recoverable" | "eventually"
  readonly verdict: Verdict
  readonly trace?: Trace
}

/** Why an exploration ended before nothing was left: an option's limit, `stopAt`, or `signal`. */
export type Stopped = "states" | "depth" | "timeout" | "decided" | "interrupted"

/** Running figures of an exploration. */
export interface Progress {
  readonly uniqueStates: number
  readonly generatedStates: number
  /** The level that is being expanded; the initial state is level 1. */
  readonly depth: number
  readonly seconds: number
  /** States found and not expanded yet. */
  readonly frontier: number
}

/** A figure of the world that was larger the deeper the search came. */
export interface Growing {
  /** Name of the slot, or `network`. */
  readonly slot: string
  /** `log.3.term`; the place of an element of a list is `*`. */
  readonly path: string
  readonly what: "length" | "value" | "messages in flight"
  /** The largest in the first quarter of the runs looked at, and in the last. */
  readonly from: number
  readonly to: number
}

export interface Result {
  readonly model: string
  /** Distinct states, or distinct orbits when `symmetry` is on. */
  readonly uniqueStates: number
  /** Successors generated, the initial state included, duplicates included. */
  readonly generatedStates: number
  /** Levels explored; the initial state is level 1. */
  readonly depth: number
  /** Every state that so many steps, or fewer, lead to was visited. */
  readonly completedDepth: number
  /** True when every reachable state within the bounds was visited. */
  readonly exhausted: boolean
  /** Absent when exhausted. */
  readonly stopped?: Stopped
  /** If a budget ran out: what still grew then, steepest first. A model that never ends has its reason here. */
  readonly growing?: readonly Growing[]
  readonly seconds: number
  readonly properties: readonly PropertyResult[]
  /** How often each verdict was taken by a distinct (local, event) call; see {@link AnyModel}. */
  readonly verdicts: ReadonlyMap<string, number>
  /** Upper estimate of the probability that two distinct states shared a fingerprint: unique² / 2⁶⁵. */
  readonly collisionProbability: number
  /** Calls of the model's own functions, and the share of successors that needed none. */
  readonly memo: { readonly calls: number; readonly hitRatio: number; readonly locals: number; readonly messages: number }
}

export interface ExploreOptions {
  /** Levels, the initial state being level 1; 0 or absent = no limit. */
  readonly maxDepth?: number
  readonly maxStates?: number
  readonly timeoutSeconds?: number
  /** Use the model's symmetry if it has one (default true). */
  readonly symmetry?: boolean
  /**
   * Look for mistakes of the model: each call of its functions is made twice and must give the same, and must leave its
   * arguments as they were. `true`: every call; `false`: none (default: the first 300, which cost milliseconds).
   */
  readonly debug?: boolean
  /** Stop when every property is decided as violated or reached, or, for a list of ids, when one of these is violated (default: explore everything). */
  readonly stopAt?: readonly string[]
  /** Called about once a second with running figures. */
  readonly onProgress?: (progress: Progress) => void
  /** Ends `exploreAsync` soon after it was aborted. */
  readonly signal?: AbortSignal
}

export type Explore = (model: AnyModel, options?: ExploreOptions) => Result
