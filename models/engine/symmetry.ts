/**
 * Exact symmetry: two states are one orbit when a permutation of the nodes makes one of the other. The fingerprint of an
 * orbit is the least of the fingerprints of its members.
 *
 * @module
 */
import type { AnyModel } from "./model.ts"

/** Position of each slot after the renaming: slot → slot. */
export type Permutation = readonly number[]

/** The permutations to search under, the identity first. Without symmetry: the identity alone. */
export const permutationsOf = (model: AnyModel, use: boolean): readonly Permutation[] => {
  const identity = model.slots.map((_, slot) => slot)
  if (!use || model.symmetry === undefined) return [identity]
  const { permutations } = model.symmetry
  checkGroup(model.name, identity, permutations)
  return permutations
}

/** The least member of an orbit is the same for all of its members only if the permutations form a group. */
const checkGroup = (name: string, identity: Permutation, permutations: readonly Permutation[]): void => {
  const complaint = (what: string) => new Error(`${name}: symmetry.permutations ${what}`)
  if (permutations[0]?.join() !== identity.join()) throw complaint("must begin with the identity")
  const known = new Set(permutations.map((p) => p.join()))
  if (known.size !== permutations.length) throw complaint("names one permutation twice")
  const alien = permutations.find((p) => [...p].sort((x, y) => x - y).join() !== identity.join())
  if (alien !== undefined) throw complaint(`holds [${alien.join()}], which does not permute its slots`)
  // A few of them generate all the others; if what those generate is all known, it is a group.
  let generated: ReadonlyMap<string, Permutation> = new Map([[identity.join(), identity]])
  const generators: Permutation[] = []
  for (const p of permutations) {
    if (generated.has(p.join())) continue
    generators.push(p)
    generated = closure(identity, generators, known.size)
    const missing = [...generated].find(([text]) => !known.has(text))
    if (missing !== undefined) throw complaint(`lacks [${missing[0]}], which follows from the others: they must form a group`)
  }
}

/** Everything that the generators make of the identity, or somewhat more than `most` of it. */
const closure = (identity: Permutation, generators: readonly Permutation[], most: number): ReadonlyMap<string, Permutation> => {
  const found = new Map([[identity.join(), identity]])
  // A Map may grow while it is walked, and walks what was added.
  for (const p of found.values()) {
    for (const generator of generators) {
      const product = p.map((slot) => generator[slot] as number)
      if (found.size <= most) found.set(product.join(), product)
    }
  }
  return found
}

/** All permutations of `count` nodes in slots 0, 1, …; the `fixed` slots after them keep their places. */
export const permutationsOfNodes = (count: number, fixed = 0): readonly Permutation[] => {
  const tail = Array.from({ length: fixed }, (_, i) => count + i)
  const from = (taken: Permutation): readonly Permutation[] =>
    taken.length === count
      ? [[...taken, ...tail]]
      : Array.from({ length: count }, (_, i) => i)
          .filter((i) => !taken.includes(i))
          .flatMap((i) => from([...taken, i]))
  return from([])
}
