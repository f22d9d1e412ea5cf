/**
 * In which mutants does a model differ at all? The model is explored as it is, and everything that it says is asked again under
 * each mutant whose place was passed. Where every answer is the same, so is every state: that model cannot tell the mutant from
 * the spec, and need not be explored with it.
 *
 * @module
 */
import { encode } from "../../models/engine/encode.ts"
import type { AnyEnds, AnyModel, AnyStateProperty } from "../../models/engine/model.ts"
import type { Build } from "./hunt.ts"
import type { Switch } from "./switch.ts"

type Asked = (...given: never[]) => unknown

export interface Differing {
  /** With these the first states of the model may be others. */
  readonly differ: ReadonlySet<number>
  /** Those of them whose every answer differs in the order of what leaves alone, as far as `isReordered` says. */
  readonly reordered: ReadonlySet<number>
}

/** Mutants among `alive` with which the first `maxStates` states of a model may be others. Of `swaps` it is asked whether that is all. */
export const differing = (build: Build, model: () => AnyModel, mutants: Switch, alive: ReadonlySet<number>, maxStates: number, swaps: ReadonlySet<number> = new Set(), isReordered: (a: unknown, b: unknown) => boolean = () => false): Differing => {
  const differ = new Set<number>()
  const reordered = new Set<number>()
  const under = (mutant: number, ask: () => unknown): unknown => {
    mutants.turnOn(mutant)
    mutants.begin()
    try {
      return ask()
    } catch (thrown) {
      return thrown
    } finally {
      mutants.turnOn(-1)
    }
  }
  const watched =
    <F extends Asked>(f: F): F =>
    ((...given: never[]) => {
      let said: unknown
      const passed = mutants.passed(() => {
        said = f(...given)
      })
      for (const mutant of passed) {
        if (!alive.has(mutant) || (differ.has(mutant) && !reordered.has(mutant))) continue
        const other = under(mutant, () => f(...given))
        if (isSame(said, other)) continue
        if (swaps.has(mutant) && isReordered(said, other)) reordered.add(mutant)
        else reordered.delete(mutant)
        differ.add(mutant)
      }
      return said
    }) as F

  let original: AnyModel | undefined
  // What is worked out while the model is made may be kept in it, unseen.
  for (const mutant of mutants.passed(() => (original = model()))) if (alive.has(mutant)) differ.add(mutant)
  build.engine.explore(watchedModel(original as AnyModel, watched), Number.isFinite(maxStates) ? { maxStates } : {})
  return { differ, reordered }
}

const watchedModel = (model: AnyModel, watched: <F extends Asked>(f: F) => F): AnyModel => ({
  ...model,
  actions: watched(model.actions),
  act: watched(model.act),
  receive: watched(model.receive),
  observe: watched(model.observe),
  network: { ...model.network, ...(model.network.carry && { carry: watched(model.network.carry) }) },
  ...(model.within && { within: watched(model.within) }),
  properties: model.properties.map((property): AnyModel["properties"][number] => {
    if (property.kind === "step") return { ...property, concerns: watched(property.concerns), holds: watched(property.holds) }
    if (property.kind === "always" || property.kind === "sometimes" || property.kind === "ends") return { ...property, holds: watched(property.holds) } as AnyStateProperty | AnyEnds
    return { ...property, holds: watched(property.holds), ...(property.from && { from: watched(property.from) }) }
  }),
  ...(model.symmetry && { symmetry: { ...model.symmetry, renameLocal: watched(model.symmetry.renameLocal), renameMessage: watched(model.symmetry.renameMessage) } })
})

/** Structurally. What cannot be compared counts as different. */
export const isSame = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, i) => isSame(each, b[i]))
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (Object.getPrototypeOf(a) !== Object.prototype) return isEncodedSame(a, b)
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}

const isEncodedSame = (a: object, b: object): boolean => {
  try {
    return encode(a) === encode(b)
  } catch {
    return false
  }
}
