/**
 * For the engine's own tests: the same search done the slow and obvious way. Whole states with texts for keys, a `Map`, and
 * the model called for every step: nothing is numbered, hashed, remembered or shared with the engine.
 *
 * @module
 */
import type { AnyModel, AnyMove, AnyOutcome, AnySignal } from "./model.ts"

export interface NaiveEnvelope {
  readonly from: number
  readonly to: number
  readonly message: unknown
}

export interface NaiveState {
  readonly locals: readonly unknown[]
  /** Ascending by text. */
  readonly inFlight: readonly NaiveEnvelope[]
  readonly steps: number
  /** Keys of the states that one step leads to. */
  readonly next: Set<string>
  /** The locals after each step that changed that of its mover. */
  readonly changes: (readonly unknown[])[]
}

export interface Naive {
  readonly states: ReadonlyMap<string, NaiveState>
  readonly generated: number
  /** Steps to the first state or step that decides a property (or to the first throw), by id. Of lassos: 0. */
  readonly decided: ReadonlyMap<string, number>
}

/** More states than a test has time for. */
export class TooMany extends Error {}

/** Text of plain data; keys in order. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner
  )

const inOrder = (model: AnyModel, messages: readonly NaiveEnvelope[]): readonly NaiveEnvelope[] => {
  const texts = messages.map((envelope) => [textOf(envelope), envelope] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return texts.filter(([text], i) => model.network.kind === "multiset" || text !== texts[i - 1]?.[0]).map(([, envelope]) => envelope)
}

const keyOf = (locals: readonly unknown[], inFlight: readonly NaiveEnvelope[]): string => textOf([locals, inFlight])

/** Breadth-first. */
export const naive = (model: AnyModel, most = Number.POSITIVE_INFINITY): Naive => {
  const decided = new Map<string, number>()
  const decide = (id: string, steps: number): void => void (decided.has(id) || decided.set(id, steps))
  const states = new Map<string, NaiveState>()
  let generated = 1
  const enter = (locals: readonly unknown[], inFlight: readonly NaiveEnvelope[], steps: number): string => {
    const key = keyOf(locals, inFlight)
    if (states.has(key)) return key
    if (states.size >= most) throw new TooMany(`${model.name}: more than ${most} states`)
    states.set(key, { locals, inFlight, steps, next: new Set(), changes: [] })
    for (const property of model.properties) {
      if ((property.kind === "always" || property.kind === "sometimes") && property.holds(locals) === (property.kind === "sometimes")) decide(property.id, steps)
    }
    return key
  }
  enter(model.initial.locals, inOrder(model, model.initial.inFlight ?? []), 0)
  // A Map may grow while it is walked, and walks what was added: that is the queue.
  for (const state of states.values()) {
    for (const after of successors(model, state, decide)) {
      generated++
      state.next.add(enter(after.locals, after.inFlight, state.steps + 1))
    }
  }
  for (const property of model.properties) {
    if (property.kind === "recoverable") {
      const steps = nearestStuck(states, (locals) => property.holds(locals), (locals) => property.from?.(locals) ?? true)
      if (steps !== undefined) decide(property.id, steps)
    } else if (property.kind === "eventually" && hasIdleRun(states, (locals) => property.holds(locals), (locals) => property.from?.(locals) ?? true)) decide(property.id, 0)
  }
  return { states, generated, decided }
}

type Decide = (id: string, steps: number) => void

function* successors(model: AnyModel, state: NaiveState, decide: Decide): Generator<Pick<NaiveState, "locals" | "inFlight">> {
  const { carry, duplicate, lose } = model.network
  const seen = new Set<string>()
  for (const envelope of state.inFlight) {
    if (seen.has(textOf(envelope))) continue
    seen.add(textOf(envelope))
    const { from, to: slot, message } = envelope
    const receive = () => model.receive(slot, state.locals[slot], from, message)
    const carried = carry?.(from, slot) ?? []
    yield* attempt(model, state, { kind: "deliver", slot, from, message }, envelope, carried, receive, decide)
    if (duplicate !== undefined) yield* attempt(model, state, { kind: "duplicate", slot, from, message }, undefined, [...carried, ...duplicate], receive, decide)
    if (lose !== undefined) yield* attempt(model, state, { kind: "lose", slot, from, message }, envelope, lose, () => ({ local: state.locals[slot] as unknown }), decide)
  }
  for (const [slot, local] of state.locals.entries())
    for (const action of model.actions(slot, local)) yield* attempt(model, state, { kind: "act", slot, action }, undefined, [], () => model.act(slot, local, action), decide)
}

function* attempt(model: AnyModel, state: NaiveState, move: AnyMove, gone: NaiveEnvelope | undefined, signals: readonly AnySignal[], rule: () => AnyOutcome | undefined, decide: Decide): Generator<Pick<NaiveState, "locals" | "inFlight">> {
  let outcome: AnyOutcome | undefined
  try {
    outcome = rule()
    if (outcome === undefined) return
  } catch {
    // Wherever no slot refuses, the throw is reported.
  }
  const locals = [...state.locals]
  if (outcome !== undefined) locals[move.slot] = outcome.local
  for (const { to, signal } of [...signals, ...(outcome?.signals ?? [])]) {
    const next: unknown = model.observe(to, locals[to], signal)
    if (next === undefined) return
    locals[to] = next
  }
  if (outcome === undefined) {
    decide("no rule throws", state.steps + 1)
    return
  }
  if (locals.some((local, slot) => textOf(local) !== textOf(state.locals[slot]) && model.within?.(slot, local) === false)) return
  const at = gone === undefined || model.network.kind === "set" ? -1 : state.inFlight.findIndex((envelope) => textOf(envelope) === textOf(gone))
  const rest = state.inFlight.filter((_, i) => i !== at)
  const inFlight = inOrder(model, [...rest, ...(outcome.sends ?? []).map(({ to, message }) => ({ from: move.slot, to, message: message as unknown }))])
  if (inFlight.length > (model.network.maxInFlight ?? Number.POSITIVE_INFINITY)) return
  for (const property of model.properties) {
    if (property.kind !== "step" || !property.concerns(state.locals[move.slot], move, outcome)) continue
    if (!property.holds(state.locals, move, outcome, locals)) decide(property.id, state.steps + 1)
  }
  if (textOf(outcome.local) !== textOf(state.locals[move.slot])) state.changes.push(locals)
  yield { locals, inFlight }
}

type Picks = (locals: readonly unknown[]) => boolean

/** Everything that `start` leads to, through states that `through` allows. */
const reached = (states: ReadonlyMap<string, NaiveState>, start: string, through: (state: NaiveState) => boolean): ReadonlySet<string> => {
  const seen = new Set([start])
  for (const key of seen) for (const next of (states.get(key) as NaiveState).next) if (through(states.get(next) as NaiveState)) seen.add(next)
  return seen
}

/** Steps to the first state from which no good one can be reached: asked of each by itself. */
const nearestStuck = (states: ReadonlyMap<string, NaiveState>, isGood: Picks, isAsked: Picks): number | undefined => {
  for (const [key, { locals, steps }] of states) {
    if (!isAsked(locals)) continue
    if (![...reached(states, key, () => true)].some((other) => isGood((states.get(other) as NaiveState).locals))) return steps
  }
  return undefined
}

/** Can a run that goes on as long as anything is possible go by without a good state, from a state that is asked about? */
const hasIdleRun = (states: ReadonlyMap<string, NaiveState>, isGood: Picks, isAsked: Picks): boolean => {
  const bad = ({ locals }: NaiveState): boolean => !isGood(locals)
  // What cannot go on among bad states, though something is possible, is taken out until nothing more goes.
  const left = new Set([...states].flatMap(([key, state]) => (bad(state) ? [key] : [])))
  for (let size = -1; size !== left.size; ) {
    size = left.size
    for (const key of left) {
      const { next } = states.get(key) as NaiveState
      if (next.size > 0 && ![...next].some((other) => left.has(other))) left.delete(key)
    }
  }
  return [...left].some((key) => isAsked((states.get(key) as NaiveState).locals))
}

/** One text for all states that differ by the names of nodes only. */
export const orbitOf = (model: AnyModel, { locals, inFlight }: Pick<NaiveState, "locals" | "inFlight">): string => {
  const { symmetry } = model
  if (symmetry === undefined) return keyOf(locals, inFlight)
  return symmetry.permutations
    .map((p) => {
      const moved: unknown[] = []
      locals.forEach((local, slot) => (moved[p[slot] as number] = symmetry.renameLocal(slot, local, p)))
      const renamed = inFlight.map(({ from, to, message }) => ({ from: p[from] as number, to: p[to] as number, message: symmetry.renameMessage(message, p) as unknown }))
      return keyOf(moved, inOrder(model, renamed))
    })
    .reduce((least, text) => (text < least ? text : least))
}
