/**
 * Looks for a state: breadth-first from a spot, so that what is found is nearest to it.
 *
 * @module
 */
import { exploreAsync } from "../../../models/engine/explore.ts"
import type { AnyModel } from "../../../models/engine/model.ts"
import { NO_THROW } from "../../../models/engine/properties.ts"
import type { SeekEnd } from "../api.ts"
import { parse } from "./expression.ts"
import { conditionOn, slotsOf, unknownFields } from "./fields.ts"
import type { Space, Spot } from "./space.ts"

export interface Seeking {
  /** A condition (see `expression.ts`); absent: any state or step that breaks a property. */
  readonly condition?: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { readonly uniqueStates: number; readonly depth: number }) => void
}

const SECONDS = 120
const STATES = 3_000_000
/** The id of what is looked for, among the properties of the search: nothing in a model is called so. */
const WANTED = "the state that is looked for"

/** Throws `NoCondition` if the condition cannot be understood. */
export const seek = async (space: Space, path: readonly number[], { condition, signal, onProgress }: Seeking): Promise<SeekEnd> => {
  const spot = space.at(path)
  const model = condition === undefined ? breaking(space.model) : wanting(space, condition)
  const stopAt = model.properties.map(({ id }) => id)
  const result = await exploreAsync(from(model, spot), { stopAt: [...stopAt, ...(condition === undefined ? [NO_THROW] : [])], symmetry: false, timeoutSeconds: SECONDS, maxStates: STATES, ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }) })
  const found = result.properties.find(({ verdict, trace, id }) => verdict === "violated" && trace !== undefined && (condition === undefined || id === WANTED))
  if (found?.trace !== undefined) {
    const { steps, error } = found.trace
    // A step that throws is none: the run ends before it.
    const moves = (error === undefined ? steps : steps.slice(0, -1)).map(({ move }) => move)
    return { is: "found", path: space.pathOf(path, moves), ...(condition === undefined ? { property: error === undefined ? found.id : `${found.id}: ${error}` } : {}) }
  }
  const looked = `${result.uniqueStates.toLocaleString("en")} states, up to ${result.completedDepth} steps away`
  if (result.stopped === "interrupted") return { is: "stopped", note: `Stopped after ${looked}.` }
  if (result.stopped !== undefined) return { is: "stopped", note: `Given up after ${looked}. It may be there all the same, further away.` }
  const unknown = condition === undefined ? [] : unknownFields(parse(condition, model.slots), model.slots, standingFor(space), spot.world.locals)
  return { is: "none", note: `There is none: all ${result.uniqueStates.toLocaleString("en")} states that can be reached from there were looked at.${unknown.length > 0 ? ` (The state here has no ${unknown.join(", ")}.)` : ""}` }
}

/** Slots that `any` and `every` stand for: those with a lane of their own. */
export const standingFor = ({ model, teller }: Space): readonly string[] => model.slots.filter((name) => teller.lanes.some(({ id, kind }) => id === name && kind === "broker"))

const from = (model: AnyModel, { world }: Spot): AnyModel => {
  const { symmetry: _, ...rest } = model
  return { ...rest, initial: { locals: world.locals, inFlight: world.inFlight } }
}

const breaking = (model: AnyModel): AnyModel => ({ ...model, properties: model.properties.filter(({ kind }) => kind === "always" || kind === "step") })

const wanting = (space: Space, condition: string): AnyModel => {
  const { model } = space
  const parsed = parse(condition, model.slots)
  const isSo = conditionOn(parsed, model.slots, standingFor(space))
  // Asked once for all states that are the same in these slots.
  const reads = [...new Set(slotsOf(parsed, standingFor(space)))].map((name) => model.slots.indexOf(name)).sort((a, b) => a - b)
  return { ...model, properties: [{ kind: "always", id: WANTED, reads, holds: (locals) => !isSo(locals) }] }
}
