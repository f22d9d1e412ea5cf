/**
 * What the end of a run comes down to: those of its facts without which the promise would not be broken (or the witness
 * would be none). Asked of the property itself: a fact is taken back, and the property is asked again. Facts are the elements
 * of the lists that the history keeps, and what became of a slot at its last change that mattered.
 *
 * @module
 */
import type { AnyModel } from "../../models/engine/model.ts"
import type { Trace } from "../../models/engine/result.ts"
import { WORLD, type View } from "./view.ts"

export interface Fact {
  readonly slot: number
  /** The step that brought it about; 0: it was so from the beginning. */
  readonly step: number
  /** An element of a list of the history, in words; absent: what the step made of the slot. */
  readonly text?: string
}

/** How far back a slot's states are looked at. */
const BACK = 2_000

type Locals = readonly unknown[]

/** The facts, by step. Empty where nothing by itself would have made a difference, and for properties of whole runs. */
export const factsOf = (model: AnyModel, view: View, id: string, trace: Trace): readonly Fact[] => {
  const states: readonly Locals[] = [trace.initial, ...trace.steps.map(({ locals }) => locals)]
  const isSo = asking(model, id, trace)
  const end = states[states.length - 1] as Locals
  if (isSo === undefined || !isSo(end)) return []
  const last = trace.steps[trace.steps.length - 1]
  const decidedByStep = model.properties.find((property) => property.id === id)?.kind === "step"
  const facts = model.slots.flatMap((_, slot): readonly Fact[] => {
    const elements = view.laneOf(slot) === WORLD ? elementsOf(view, slot, states, isSo) : []
    if (elements.length > 0) return elements
    // What a step does to who makes it is the step itself.
    if (decidedByStep && slot === last?.move.slot) return []
    const step = lastThatMattered(slot, states, isSo)
    return step === undefined ? [] : [{ slot, step }]
  })
  return facts.sort((a, b) => a.step - b.step)
}

/** Is the promise broken in this state, or the witness one? `undefined`: it cannot be asked of one state. */
const asking = (model: AnyModel, id: string, trace: Trace): ((locals: Locals) => boolean) | undefined => {
  const property = model.properties.find((each) => each.id === id)
  switch (property?.kind) {
    case "always":
      return quiet((locals) => !property.holds(locals))
    case "sometimes":
      return quiet((locals) => property.holds(locals))
    case "step": {
      const last = trace.steps[trace.steps.length - 1]
      if (last === undefined) return undefined
      const before = trace.steps[trace.steps.length - 2]?.locals ?? trace.initial
      // The others are as they are told to be, before and after.
      const withOthers = (locals: Locals): Locals => locals.map((local, slot) => (local === last.locals[slot] ? before[slot] : local))
      return quiet((locals) => {
        const was = withOthers(locals)
        return property.concerns(was[last.move.slot], last.move, last.outcome) && !property.holds(was, last.move, last.outcome, locals)
      })
    }
    default:
      return undefined
  }
}

/** A state that never was may be one that a property cannot judge: then it decides nothing. */
const quiet =
  (ask: (locals: Locals) => boolean) =>
  (locals: Locals): boolean => {
    try {
      return ask(locals)
    } catch {
      return true
    }
  }

const withSlot = (locals: Locals, slot: number, local: unknown): Locals => locals.with(slot, local)

/** Elements of the lists in a slot without which it would not be so. */
const elementsOf = (view: View, slot: number, states: readonly Locals[], isSo: (locals: Locals) => boolean): readonly Fact[] => {
  const end = states[states.length - 1] as Locals
  return Object.entries(end[slot] as object).flatMap(([list, elements]) => {
    if (!Array.isArray(elements)) return []
    return (elements as readonly unknown[]).flatMap((element, i) => {
      if (isSo(withSlot(end, slot, { ...(end[slot] as object), [list]: elements.toSpliced(i, 1) }))) return []
      const text = JSON.stringify(element)
      const step = states.findIndex((locals) => ((locals[slot] as { readonly [list: string]: readonly unknown[] })[list] ?? []).some((each) => JSON.stringify(each) === text))
      return [{ slot, step, text: view.fact(list, element) }]
    })
  })
}

/** The step that took a slot out of the last of its states with which it would not be so. */
const lastThatMattered = (slot: number, states: readonly Locals[], isSo: (locals: Locals) => boolean): number | undefined => {
  const end = states[states.length - 1] as Locals
  let tried: unknown = end[slot]
  for (let step = states.length - 2; step >= Math.max(0, states.length - BACK); step--) {
    const local = (states[step] as Locals)[slot]
    if (local === tried) continue
    tried = local
    if (!isSo(withSlot(end, slot, local))) return step + 1
  }
  return undefined
}
