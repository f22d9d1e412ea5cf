/**
 * One step of the world, made by calling the model: what traces, random walks and shrinking do. The search in `expansion.ts`
 * does the same from tables; its tests hold the two together.
 *
 * @module
 */
import { ModelMistake } from "./mistake.ts"
import type { AnyModel, AnyMove, AnyOutcome, AnySignal, Slot } from "./model.ts"

/** A message in flight. */
export interface Envelope {
  readonly from: Slot
  readonly to: Slot
  readonly message: unknown
}

export type Taken =
  | { readonly kind: "taken"; readonly outcome: AnyOutcome; readonly locals: readonly unknown[] }
  /** Not enabled, refused by a slot, or out of bounds: the step does not exist. */
  | { readonly kind: "refused" }
  | { readonly kind: "threw"; readonly error: string }

/** What the model's own function says of a move; `undefined` if it is not enabled. May throw. */
export const outcomeOf = (model: AnyModel, local: unknown, move: AnyMove): AnyOutcome | undefined => {
  if (move.kind === "act") return model.act(move.slot, local, move.action)
  if (move.kind === "lose") return { local }
  return model.receive(move.slot, local, move.from, move.message)
}

/** Signals that the network wants accepted before those of the outcome. */
export const networkSignals = (model: AnyModel, move: AnyMove): readonly AnySignal[] => {
  const wanted = wantedBy(model, move)
  return move.kind === "act" || model.network.mirror === undefined ? wanted : [...wanted, ...model.network.mirror(move)]
}

/** Those of them that are the same for all messages of a channel. */
export const wantedBy = ({ network }: AnyModel, move: AnyMove): readonly AnySignal[] => {
  switch (move.kind) {
    case "act":
      return []
    case "lose":
      return network.lose ?? []
    case "deliver":
      return network.carry?.(move.from, move.slot) ?? []
    case "duplicate":
      return [...(network.carry?.(move.from, move.slot) ?? []), ...(network.duplicate ?? [])]
  }
}

/** Throws if anything goes to a slot that there is not. */
export const checkSlots = ({ slots }: AnyModel, outcome: AnyOutcome | undefined, signals: readonly AnySignal[]): void => {
  for (const { to } of [...(outcome?.sends ?? []), ...signals]) {
    if (slots[to] === undefined) throw new RangeError(`something goes to slot ${to}; there are ${slots.length}`)
  }
}

/**
 * Makes a move. The order of things: the rule, then the mover's new local, then each slot takes its signals in order. A
 * refusal anywhere means that there is no such step, even if something else in it throws. Does not know what is in flight.
 */
export const take = (model: AnyModel, before: readonly unknown[], move: AnyMove): Taken => {
  let outcome: AnyOutcome | undefined
  let error: string | undefined
  let signals: readonly AnySignal[] = []
  try {
    outcome = outcomeOf(model, before[move.slot], move)
    if (outcome === undefined) return REFUSED
  } catch (thrown) {
    error = messageOf(thrown)
  }
  try {
    signals = [...networkSignals(model, move), ...(outcome?.signals ?? [])]
    checkSlots(model, outcome, signals)
  } catch (thrown) {
    error ??= messageOf(thrown)
  }
  const locals = [...before]
  if (outcome !== undefined) locals[move.slot] = outcome.local
  for (const slot of new Set(signals.map(({ to }) => to))) {
    if (model.slots[slot] === undefined) continue
    const noticed = notice(model, slot, locals[slot], signals)
    if (noticed.kind === "refused") return REFUSED
    if (noticed.kind === "threw") error ??= noticed.error
    else locals[slot] = noticed.local
  }
  if (error !== undefined || outcome === undefined) return { kind: "threw", error: error ?? "" }
  try {
    if (!locals.every((local, slot) => local === before[slot] || isWithin(model, slot, local))) return REFUSED
  } catch (thrown) {
    return { kind: "threw", error: messageOf(thrown) }
  }
  return { kind: "taken", outcome, locals }
}

const REFUSED = { kind: "refused" } as const

export type Noticed = { readonly kind: "noticed"; readonly local: unknown } | { readonly kind: "refused" } | { readonly kind: "threw"; readonly error: string }

/** A slot takes those of the signals that are for it, in order. */
export const notice = (model: AnyModel, slot: Slot, before: unknown, signals: readonly AnySignal[]): Noticed => {
  let local = before
  try {
    for (const { to, signal } of signals) {
      if (to !== slot) continue
      local = model.observe(slot, local, signal)
      if (local === undefined) return REFUSED
    }
  } catch (thrown) {
    return { kind: "threw", error: messageOf(thrown) }
  }
  return { kind: "noticed", local }
}

export const isWithin = (model: AnyModel, slot: Slot, local: unknown): boolean => model.within?.(slot, local) !== false

/**
 * Does a step from `before` leave the bounds? A local that is out of them already may stay as it is, so where this is `undefined`
 * it takes a comparison to say. Much of what rules work out is out of bounds, and need not be numbered to be told so.
 */
export const leavesBounds = (model: AnyModel, slot: Slot, before: unknown, local: unknown): boolean | undefined => {
  if (local === before || isWithin(model, slot, local)) return false
  return isWithin(model, slot, before) ? true : undefined
}

/** What a rule threw, as a text. A mistake in the model is no counterexample, and is thrown on. */
export const messageOf = (thrown: unknown): string => {
  if (thrown instanceof ModelMistake) throw thrown
  return thrown instanceof Error ? thrown.message : String(thrown)
}
