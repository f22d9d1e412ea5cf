/**
 * How a property is declared: with the sentence that it checks and where the sentence comes from, so that a trace can say
 * what was promised.
 *
 * @module
 */
import type { GroupProperty, World } from "../../models/world/group.ts"

export interface Declared {
  (world: World): GroupProperty
  /** `S2 ElectionSafety`. */
  readonly id: string
  /** The promise, in a sentence. */
  readonly sentence: string
  /** Seed clauses, paper, other specs. */
  readonly source: string
  /** A witness must be reached; a promise must hold. */
  readonly witness: boolean
}

// A property without its id; distributes over the kinds.
type Body<P = GroupProperty> = P extends GroupProperty ? Omit<P, "id"> : never

export const declare = (id: string, sentence: string, source: string, body: (world: World) => Body): Declared =>
  Object.assign((world: World) => ({ ...body(world), id }) as GroupProperty, { id, sentence, source, witness: false })

export const witness = (id: string, sentence: string, source: string, body: (world: World) => Body): Declared =>
  Object.assign(declare(id, sentence, source, body), { witness: true })
