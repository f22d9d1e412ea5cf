/**
 * Hears everything that a model asks of the spec, and what it is told: where two explorations hear the same, their states are the same.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { encode } from "../../models/engine/encode.ts"
import type { AnyModel } from "../../models/engine/model.ts"

export interface Ear {
  readonly watch: (model: AnyModel) => AnyModel
  /** A digest of all answers so far. */
  readonly heard: () => string
}

export const listening = (): Ear => {
  const hash = createHash("sha256")
  const heard =
    <F extends (...given: never[]) => unknown>(f: F): F =>
    ((...given: never[]) => {
      const said = f(...given)
      hash.update(textOf(said))
      return said
    }) as F
  return {
    watch: (model) => ({
      ...model,
      actions: heard(model.actions),
      act: heard(model.act),
      receive: heard(model.receive),
      properties: model.properties.map((property) => ({ ...property, holds: heard(property.holds as (...given: never[]) => boolean) }) as typeof property)
    }),
    heard: () => hash.digest("hex").slice(0, 16)
  }
}

const textOf = (said: unknown): string => {
  if (said === undefined) return "nothing"
  try {
    return encode(said)
  } catch {
    // Something in it is none of the plain data of states.
    return JSON.stringify(said)
  }
}
