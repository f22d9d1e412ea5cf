/**
 * From a state number back to the run that leads to it, and forward again by calling the model: what a trace shows is what
 * the model does, not what the tables remember.
 *
 * @module
 */
import { encode } from "./encode.ts"
import type { AnyModel, Move, Outcome } from "./model.ts"
import type { Found } from "./properties.ts"
import type { Trace, TraceStep } from "./result.ts"
import type { Transitions } from "./transitions.ts"

// oxlint-disable-next-line typescript/no-explicit-any
type AnyMove = Move<any, any>
// oxlint-disable-next-line typescript/no-explicit-any
type AnyOutcome = Outcome<any, any, any>

export const traceTo = (model: AnyModel, transitions: Transitions, parents: Int32Array, via: Int32Array, found: Found): Trace => {
  const path: number[] = found.via >= 0 ? [found.via] : []
  for (let state = found.state; (parents[state] as number) >= 0; state = parents[state] as number) path.push(via[state] as number)
  const moves = path.reverse().map((t) => transitions.moves[t] as AnyMove)
  const trace = replay(model, moves)
  if (found.error === undefined) return trace
  const locals = trace.steps[trace.steps.length - 1]?.locals ?? trace.initial
  const move = found.error.move as AnyMove
  return { ...trace, steps: [...trace.steps, { move, outcome: { local: locals[move.slot] }, locals }], error: found.error.message }
}

/** Performs moves one after the other. Throws where one cannot be made, naming it. */
export const replay = (model: AnyModel, moves: readonly AnyMove[]): Trace => {
  let locals: readonly unknown[] = model.initial.locals
  const steps: TraceStep[] = []
  moves.forEach((move, i) => {
    const outcome = outcomeOf(model, locals, move)
    const after = outcome === undefined ? undefined : applied(model, locals, move, outcome)
    if (outcome === undefined || after === undefined) throw new Error(`step ${i + 1} of the trace cannot be made: ${model.describe?.(move) ?? encode(move)}`)
    steps.push({ move, outcome, locals: after })
    locals = after
  })
  return { initial: model.initial.locals, steps }
}

/** What a move does in these locals; `undefined` if it is not enabled. */
export const outcomeOf = (model: AnyModel, locals: readonly unknown[], move: AnyMove): AnyOutcome | undefined => {
  const local = locals[move.slot]
  if (move.kind === "act") return model.act(move.slot, local, move.action)
  if (move.kind === "lose") return { local, signals: model.network.lose ?? [] }
  const outcome = model.receive(move.slot, local, move.from, move.message)
  if (outcome === undefined) return undefined
  const signals = [
    ...(model.network.carry?.(move.from, move.slot) ?? []),
    ...(move.kind === "duplicate" ? (model.network.duplicate ?? []) : []),
    ...(outcome.signals ?? [])
  ]
  return { ...outcome, signals }
}

/** The locals after an outcome; `undefined` if a slot refuses one of its signals. */
export const applied = (model: AnyModel, locals: readonly unknown[], move: AnyMove, outcome: AnyOutcome): readonly unknown[] | undefined => {
  const after = [...locals]
  after[move.slot] = outcome.local
  for (const { to, signal } of outcome.signals ?? []) {
    const next: unknown = model.observe(to, after[to], signal)
    if (next === undefined) return undefined
    after[to] = next
  }
  return after
}
