/**
 * How a property is declared: with the sentence that it checks and where the sentence comes from, so that a trace can say
 * what was promised.
 *
 * @module
 */

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

/** A property of worlds of one kind: made once the world's layout is known. */
export interface DeclaredIn<World, Property> extends Promised {
  (world: World): Property
}

// A property without its id; distributes over the kinds.
type Body<Property> = Property extends unknown ? Omit<Property, "id"> : never

type Declare<World, Property> = (id: string, sentence: string, source: string, body: (world: World) => Body<Property>) => DeclaredIn<World, Property>

/** `promise(…)` and `witness(…)` for worlds of one kind. */
export const declaring = <World, Property>(): { readonly promise: Declare<World, Property>; readonly witness: Declare<World, Property> } => {
  const of =
    (isWitness: boolean): Declare<World, Property> =>
    (id, sentence, source, body) =>
      Object.assign((world: World) => ({ ...body(world), id }) as Property, { id, sentence, source, witness: isWitness })
  return { promise: of(false), witness: of(true) }
}
