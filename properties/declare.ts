/**
 * How a property is declared: with the sentence that it checks and where the sentence comes from, so that a trace can say
 * what was promised.
 *
 * @module
 */
import type { AnyMove, AnyOutcome } from "../models/engine/model.ts"

/** What a reader is told of a property. */
export interface Promised {
  /** `S2 ElectionSafety`. */
  readonly id: string
  /** The promise, in a sentence. */
  readonly sentence: string
  /** Seed clauses, paper, other specs. */
  readonly source: string
  /** A witness must be reached; a promise must hold. */
  readonly witness: boolean
}

/** Where a property was decided: the state, and of a property of steps the step that came to it. */
export interface Decided<L = unknown> {
  readonly locals: readonly L[]
  readonly before?: readonly L[]
  readonly move?: AnyMove
  /** What that step did. */
  readonly outcome?: AnyOutcome
}

/** What in these states contradicts the promise, or makes the witness one: sentences with values from them. */
export type Evidence<L = unknown> = (decided: Decided<L>) => readonly string[]

/** A property that was made with evidence carries it. */
export const evidenceOf = (property: object): Evidence | undefined => (property as { readonly evidence?: Evidence }).evidence

/** A property of worlds of one kind: made once the world's layout is known. */
export interface DeclaredIn<World, Property> extends Promised {
  (world: World): Property
}

// A property without its id; distributes over the kinds.
type Body<Property> = Property extends unknown ? Omit<Property, "id"> : never

type LocalOf<Property> = Extract<Property, { readonly kind: "always" }> extends { readonly holds: (locals: readonly (infer L)[]) => boolean } ? L : unknown

type Declare<World, Property> = (id: string, sentence: string, source: string, body: (world: World) => Body<Property>, evidence?: (world: World) => Evidence<LocalOf<Property>>) => DeclaredIn<World, Property>

/** `promise(…)` and `witness(…)` for worlds of one kind. */
export const declaring = <World, Property>(): { readonly promise: Declare<World, Property>; readonly witness: Declare<World, Property> } => {
  const of =
    (isWitness: boolean): Declare<World, Property> =>
    (id, sentence, source, body, evidence) =>
      Object.assign((world: World) => ({ ...body(world), id, ...(evidence === undefined ? {} : { evidence: evidence(world) }) }) as Property, { id, sentence, source, witness: isWitness })
  return { promise: of(false), witness: of(true) }
}
