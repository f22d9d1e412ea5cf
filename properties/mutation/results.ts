/**
 * What came of each mutant, in a file that grows by a line at a time: a run that is cut off goes on where it was.
 *
 * @module
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs"

/** How a mutant was noticed. */
export interface Kill {
  readonly kind: "kill"
  readonly id: string
  readonly model: string
  readonly property: string
  readonly verdict: "violated" | "missing"
}

/** Noticed, but by no property: exploring it threw, did not end, or found many more states than there are. */
export interface Odd {
  readonly kind: "odd"
  readonly id: string
  readonly model: string
  readonly what: "crashes" | "does not end" | "too many states"
}

/** A model was explored up to so many states (`null`: all) with every mutant alive that differs there; `survived` are those that it did not kill, `reordered` those of them that swap what leaves, and nobody can tell. */
export interface Asked {
  readonly kind: "asked"
  readonly model: string
  readonly states: number | null
  readonly survived: readonly string[]
  readonly reordered?: readonly string[]
}

/** One of those that change what is fixed when a file is loaded: alive, and these models said something else than without it. */
export interface Apart {
  readonly kind: "apart"
  readonly id: string
  readonly differ: readonly string[]
}

/** A run begins, over sources with this digest. */
export interface Begun {
  readonly kind: "begun"
  readonly digest: string
  readonly date: string
  readonly machine: string
  readonly mutants: number
  /** Ids of those that the compiler refuses. */
  readonly invalid: readonly string[]
  /** Ids of those that change what is worked out when a file is loaded, and run apart. */
  readonly fixed: readonly string[]
  /** One mutant in so many was run; see `isDrawn`. */
  readonly oneIn: number
}

/** Is a mutant of the sample? Its id ends with a hash of the place and the change. */
export const isDrawn = (id: string, oneIn: number): boolean => Number.parseInt(id.slice(-8), 16) % oneIn === 0

export type Line = Kill | Odd | Asked | Apart | Begun

export const readResults = (file: string): readonly Line[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Line)
    : []

export const note = (file: string, line: Line): void => appendFileSync(file, `${JSON.stringify(line)}\n`)
