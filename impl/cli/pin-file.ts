/**
 * Writes `properties/pins.ts` anew.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import type { Result } from "../../models/engine/result.ts"
import type { Pin } from "../../properties/pins.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { suites } from "../../properties/suites.ts"

export const pinOf = (result: Result): Pin => ({
  uniqueStates: result.uniqueStates,
  witnesses: Object.fromEntries(result.properties.flatMap(({ id, trace }) => (trace === undefined ? [] : [[id, trace.steps.length] as const])))
})

/** Pins of models and mutants that are gone are dropped. `checkedOn`: the day of the last check of all models (ISO 8601). */
export const writePins = (file: string, models: Readonly<Record<string, Pin>>, lengths: Readonly<Record<string, number>>, checkedOn: string): void => {
  const names = suites.map(({ name }) => name)
  const kept = Object.fromEntries(names.flatMap((name) => (models[name] === undefined ? [] : [[name, models[name]] as const])))
  const known = Object.fromEntries(mutants.flatMap(({ id }) => (lengths[id] === undefined ? [] : [[id, lengths[id]] as const])))
  writeFileSync(
    file,
    `/**
 * What the models measured when they were last looked at: a change of the spec shows here as drift, which is neither a
 * violation nor a catch. Written by \`check --deep --pin\` and \`mutants --pin\`.
 *
 * @module
 */

export interface Pin {
  readonly uniqueStates: number
  /** Steps of the shortest witness, per witness. */
  readonly witnesses: { readonly [id: string]: number }
}

/** The day of the last check of all models. */
export const checkedOn = ${JSON.stringify(checkedOn)}

/** By model name; counts are of orbits under renaming of nodes. */
export const pins: { readonly [model: string]: Pin } = ${JSON.stringify(kept, null, 2)}

/** Steps of the shortest counterexample, per mutant. */
export const mutantPins: { readonly [id: string]: number } = ${JSON.stringify(known, null, 2)}
`
  )
}
