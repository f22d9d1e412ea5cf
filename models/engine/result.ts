import type { Never } from "./never.ts"
import type { SnapshotOptions } from "./snapshot.ts"
import type { SpillOptions } from "./spill.ts"
import type { ModelReference } from "./team-control.ts"
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
  readonly kind: "always" | "sometimes" | "step" | "recoverable" | "eventually" | "ends"
  readonly verdict: Verdict
  readonly trace?: Trace
}

/** Why an exploration ended before nothing was left: an option's limit, `stopAt`, `signal`, or that the heap is nearly full. */
export type Stopped = "states" | "depth" | "timeout" | "decided" | "interrupted" | "memory"

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
  /** Of a search that visited everything: what was sent and never received, and the actions that never were possible. */
  readonly never?: Never
  readonly seconds: number
  /** Threads that took part: fewer than asked for if the search was over before there was work for more. */
  readonly threads: number
  readonly properties: readonly PropertyResult[]
  /** How often each verdict was taken by a distinct (local, event) call; see {@link AnyModel}. */
  readonly verdicts: ReadonlyMap<string, number>
  /** Upper estimate of the probability that two distinct states shared a fingerprint: unique² / 2⁶⁵; 0 when that was disproved. */
  readonly collisionProbability: number
  /** Calls of the model's own functions, and the share of successors that needed none. */
  /** Only of a search with `reduction`: how often it was begun (what an earlier one had assumed was wrong), states that were stored and not expanded since one with more messages was found first, fingerprints kept (of what is subsumed, too). */
  readonly reduction?: { readonly searches: number; readonly overtaken: number; readonly remembered: number }
  readonly memo: { readonly calls: number; readonly hitRatio: number; readonly locals: number; readonly messages: number }
}

export interface ExploreOptions {
  /** Levels, the initial state being level 1; 0 or absent = no limit. */
  readonly maxDepth?: number
  readonly maxStates?: number
  readonly timeoutSeconds?: number
  /** Use the model's symmetry if it has one (default true). */
  readonly symmetry?: boolean
  /** Leave out states that differ from others by messages that matter no more (default false). Traces are then not the shortest, `maxDepth` counts levels of what is left, and models with properties of whole runs are refused. */
  readonly reduction?: boolean
  /**
   * Look for mistakes of the model: each call of its functions is made twice and must give the same, and must leave its
   * arguments as they were. `true`: every call; `false`: none (default: the first 300, which cost milliseconds).
   */
  readonly debug?: boolean
  /** Stop when every property is decided as violated or reached, or, for a list of ids, when one of these is violated (default: explore everything). */
  readonly stopAt?: readonly string[]
  /**
   * Share the work with other threads, once a search has 100,000 states; `threads` counts this one. They make the model
   * anew, so they are told where it comes from. A search that keeps its edges (properties of whole runs) stays alone.
   * `eager`: the search waits for them before its first level.
   */
  readonly workers?: { readonly threads: number; readonly model: ModelReference; readonly eager?: boolean }
  /** Keep the search on disk, and go on with what is there. Not what keeps its edges (properties of whole runs): it begins anew. */
  readonly snapshot?: SnapshotOptions
  /** Past so many states, keep them on disk. Not what keeps its edges, which stays in memory. A search that has states on disk keeps no snapshots. */
  readonly spill?: SpillOptions
  /**
   * Prove that no two states share a fingerprint, by comparing all of them in full; throws if two do. Takes about twenty
   * times as long, and a few hundred bytes a state; one thread.
   */
  readonly exact?: boolean
  /** Called about once a second with running figures. */
  readonly onProgress?: (progress: Progress) => void
  /** Ends `exploreAsync` soon after it was aborted. */
  readonly signal?: AbortSignal
}

export type Explore = (model: AnyModel, options?: ExploreOptions) => Result
