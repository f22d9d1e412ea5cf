/**
 * The run that led to a mistake, told with it.
 *
 * @module
 */
import { ModelMistake } from "./mistake.ts"
import type { AnyModel } from "./model.ts"
import { show } from "./plain-data.ts"
import { isOfStates, PropertyThrew } from "./properties.ts"
import type { Search } from "./search.ts"
import { localsAfter, traceTo } from "./trace.ts"
import { moveText } from "./tell.ts"

/** What was thrown; a property that threw, with the state that it was asked about and the run to it. */
export const withRun = (model: AnyModel, search: Search, thrown: unknown): unknown => {
  if (!(thrown instanceof PropertyThrew) || thrown.found === undefined) return thrown
  const trace = traceTo(model, search, { state: thrown.found.state, via: thrown.found.via })
  const property = model.properties.find(({ id }) => id === thrown.property)
  const reads = property !== undefined && isOfStates(property) ? property.reads : undefined
  const seen = (reads ?? model.slots.map((_, slot) => slot).filter((slot) => model.ghosts?.includes(slot) !== true)).map((slot) => `    ${model.slots[slot]}: ${show(localsAfter(trace)[slot], 400)}`)
  const text = [
    `${model.name}: ${thrown.message}`,
    `  ${trace.steps.length === 0 ? "in the initial state" : `after ${trace.steps.length} steps`}${reads === undefined ? "" : " (it is given the slots of its `reads`, and no others)"}:`,
    ...seen,
    ...(trace.steps.length === 0 ? [] : ["  the run:", ...trace.steps.map(({ move }, i) => `    ${i + 1}  ${moveText(model, move)}`)])
  ].join("\n")
  const told = new ModelMistake(text, { cause: thrown.cause })
  told.trace = trace
  return told
}
