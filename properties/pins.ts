/**
 * What the models measured when they were last looked at: a change of the spec shows here as drift, which is neither a
 * violation nor a catch.
 *
 * @module
 */

export interface Pin {
  readonly uniqueStates: number
  /** Steps of the shortest witness, per witness. */
  readonly witnesses: { readonly [id: string]: number }
}

/** By model name; counts are of orbits under renaming of nodes. */
export const pins: { readonly [model: string]: Pin } = {}

/** Steps of the shortest counterexample, per mutant. */
export const mutantPins: { readonly [id: string]: number } = {}
