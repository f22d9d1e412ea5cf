/**
 * What can be said of a model before it is run: names that are there twice, slots that there are not, an initial state that
 * is no plain data.
 *
 * @module
 */
import { encode, NotPlainData } from "./encode.ts"
import { ModelMistake } from "./mistake.ts"
import type { AnyModel, Slot } from "./model.ts"
import { isOfStates } from "./properties.ts"

/** Throws a {@link ModelMistake} that names the first thing wrong. */
export const validate = (model: AnyModel): void => {
  if (!Array.isArray((model as Partial<AnyModel>).slots)) throw new ModelMistake(`this is no model, it has ${Object.keys(model).join(", ")}; defineModel(…) makes one of a definition`)
  const { name, slots, initial, properties } = model
  const mistake = (text: string, cause?: unknown): ModelMistake => new ModelMistake(`${name}: ${text}`, { cause })
  const all = slots.map((slot, i) => `${i} ${slot}`).join(", ")
  const check = (slot: Slot, where: string): void => {
    if (slots[slot] === undefined) throw mistake(`${where} names slot ${slot}; there are ${all}`)
  }
  const slotTwice = slots.find((slot, i) => slots.indexOf(slot) !== i)
  if (slotTwice !== undefined) throw mistake(`two slots are called "${slotTwice}"`)
  if (initial.locals.length !== slots.length) throw mistake(`${initial.locals.length} initial locals for ${slots.length} slots (${all})`)
  const plain = (value: unknown, what: string): void => {
    try {
      encode(value)
    } catch (thrown) {
      if (thrown instanceof NotPlainData) throw mistake(`in ${what}, ${thrown.message}`, thrown)
      throw thrown
    }
  }
  initial.locals.forEach((local, slot) => plain({ local }, `the initial state of ${slots[slot]}`))
  for (const { from, to, message } of initial.inFlight ?? []) {
    check(from, "a message in flight at first")
    check(to, "a message in flight at first")
    plain({ message }, "a message in flight at first")
  }
  const ids = properties.map(({ id }) => id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) throw mistake(`two properties are called "${twice}"`)
  for (const property of properties) if (isOfStates(property)) for (const slot of property.reads ?? []) check(slot, `reads of "${property.id}"`)
}
