/**
 * From a state's number back to the run that leads to it, and forward again by calling the model: what a trace shows is what
 * the model does, not what the tables remember.
 *
 * @module
 */
import type { AnyModel, AnyMove } from "./model.ts"
import type { Found } from "./properties.ts"
import type { Trace, TraceStep } from "./result.ts"
import type { Search } from "./search.ts"
import { take } from "./step.ts"
import type { Attempt } from "./transitions.ts"

/** The run to what was found. Steps are those of states that were visited, so it is a run of the model with symmetry too. */
export const traceTo = (model: AnyModel, { links, transitions }: Search, found: Found): Trace => {
  const moves = links.pathTo(found.state).map((t) => transitions.moveOf(t) as AnyMove)
  if (found.lasso !== undefined) {
    const { stem, loop } = found.lasso
    return { ...replay(model, [...moves, ...[...stem, ...loop].map((t) => transitions.moveOf(t) as AnyMove)]), loopFrom: moves.length + stem.length }
  }
  if (found.via < 0) return replay(model, moves)
  const last = transitions.moveOf(found.via) as Attempt
  if (found.error === undefined) return replay(model, [...moves, last as AnyMove])
  return withThrow(model, replay(model, moves), last, found.error)
}

/** The trace with a step at its end that threw, and changed nothing. */
export const withThrow = (model: AnyModel, trace: Trace, last: Attempt, error: string): Trace => {
  if (last.kind === "actions") return { ...trace, error: `actions of ${model.slots[last.slot]}: ${error}` }
  const locals = localsAfter(trace)
  return { ...trace, steps: [...trace.steps, { move: last, outcome: { local: locals[last.slot] }, locals }], error }
}

export const localsAfter = (trace: Trace): readonly unknown[] => trace.steps[trace.steps.length - 1]?.locals ?? trace.initial

/** Makes moves one after the other, from the initial state. Throws where one cannot be made, naming it. */
export const replay = (model: AnyModel, moves: readonly AnyMove[]): Trace => {
  let locals: readonly unknown[] = model.initial.locals
  const steps: TraceStep[] = []
  for (const move of moves) {
    const taken = take(model, locals, move)
    if (taken.kind !== "taken") {
      const what = model.describe?.(move) ?? JSON.stringify(move)
      throw new Error(`${model.name}: step ${steps.length + 1} of a trace, ${what}, ${taken.kind === "threw" ? `threw: ${taken.error}` : "cannot be made"}`)
    }
    locals = taken.locals
    steps.push({ move, outcome: taken.outcome, locals })
  }
  return { initial: model.initial.locals, steps }
}
