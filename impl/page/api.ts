/**
 * What the explorer's page and its server say to each other. A state is named by the way to it: the choices made from the
 * beginning, each a place in the list of moves that the model offers. So nothing needs to be remembered, and a way can be shared.
 *
 * @module
 */
import type { StepKind, ToldStep } from "../../properties/telling/telling.ts"
import type { Packed } from "./pack.ts"

/** A model, and the mutant in it if there is one. */
export interface Subject {
  readonly model: string
  readonly mutant?: string
}

export interface Place extends Subject {
  readonly path: readonly number[]
}

export interface ModelEntry {
  readonly name: string
  readonly topic: string
  readonly mode: string
  readonly about: string
  /** Bugs that can be put in: ids of mutants. */
  readonly mutants: readonly string[]
}

/** `GET start`. */
export interface Start {
  /** What the command line asked for. */
  readonly at?: Place
  /** Of a trace file: the property that it is about. */
  readonly property?: NonNullable<Packed["property"]>
  readonly note?: string
  readonly models: readonly ModelEntry[]
}

/** A move that is possible. */
export interface Choice {
  /** Its place in the list of moves; what a path is made of. */
  readonly index: number
  readonly lane: string
  readonly kind: StepKind
  readonly fault: boolean
  readonly text: string
  /** Copies of the message under way; 1 if there is none. */
  readonly copies: number
  /** The rule throws: it can be looked at, and ends the run. */
  readonly throws?: string
}

/** A move that is not possible here, and why. */
export interface Refused {
  readonly lane: string
  readonly kind: StepKind
  readonly text: string
  readonly because: string
}

/** What a property says of one state, or of the step that led to it. */
export interface PropertyHere {
  readonly id: string
  readonly sentence: string
  /** `broken`: here, or by this step. `true` and `not yet` are said of witnesses. */
  readonly is: "holds" | "broken" | "true" | "not yet"
}

/** `POST at {…place, known}`: a state, told. */
export interface At {
  /** The run to it; its steps only from `known` on. */
  readonly run: Packed
  readonly known: number
  readonly choices: readonly Choice[]
  readonly refused: readonly Refused[]
  readonly properties: readonly PropertyHere[]
}

/** `POST preview {…place, choice}`: what a choice would do. */
export interface Preview {
  readonly step: ToldStep
  readonly breaks: readonly string[]
}

/** `POST run {…place, steps, seed, faults}`: random steps from here. */
export interface Ran {
  readonly path: readonly number[]
  /** Why it ended before all steps were made. */
  readonly ended?: string
}

/** `POST seek {…place, from, what}`: lines of these, the last one with `done`. */
export interface SeekLine {
  readonly states: number
  readonly depth: number
  readonly done?: SeekEnd
}

export type SeekEnd =
  | { readonly is: "found"; readonly path: readonly number[]; readonly property?: string }
  | { readonly is: "none"; readonly note: string }
  | { readonly is: "stopped"; readonly note: string }

/** Any answer that is not 200. */
export interface Problem {
  readonly error: string
}
