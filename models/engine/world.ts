/**
 * A state as it is, locals and messages in flight, and how it moves on: for random walks and shrinking, which meet too few
 * states twice for tables to pay.
 *
 * @module
 */
import { encode } from "./encode.ts"
import type { AnyModel, AnyMove, AnyOutcome } from "./model.ts"
import { holds, isOfStates } from "./properties.ts"
import { type Envelope, messageOf, take } from "./step.ts"
import { guarded } from "./steps.ts"

export interface World {
  readonly locals: readonly unknown[]
  readonly inFlight: readonly Envelope[]
}

export type Stepped =
  | { readonly kind: "stepped"; readonly world: World; readonly outcome: AnyOutcome }
  | { readonly kind: "refused" }
  | { readonly kind: "threw"; readonly error: string }

/** Why a run ends: a property that does not hold, and what was thrown if it is the built-in one. */
export interface Violation {
  readonly id: string
  readonly error?: string
}

export const initialWorld = ({ initial, network }: AnyModel): World => ({
  locals: initial.locals,
  inFlight: network.kind === "set" ? merged([], initial.inFlight ?? []) : (initial.inFlight ?? [])
})

/** Makes a move; `position` is that of its message in flight. */
export const step = (model: AnyModel, { locals, inFlight }: World, move: AnyMove, position: number): Stepped => {
  const taken = take(model, locals, move)
  if (taken.kind !== "taken") return taken
  const { network } = model
  const sent = (taken.outcome.sends ?? []).map(({ to, message }) => ({ from: move.slot, to, message: message as unknown }))
  const isGone = network.kind === "multiset" && (move.kind === "deliver" || move.kind === "lose")
  const after = network.kind === "set" ? merged(inFlight, sent) : [...(isGone ? inFlight.toSpliced(position, 1) : inFlight), ...sent]
  if (after.length > (network.maxInFlight ?? Number.POSITIVE_INFINITY)) return { kind: "refused" }
  return { kind: "stepped", world: { locals: taken.locals, inFlight: after }, outcome: taken.outcome }
}

/** The messages, and those of `more` that are not among them. */
const merged = (messages: readonly Envelope[], more: readonly Envelope[]): readonly Envelope[] => {
  if (more.length === 0) return messages
  const known = new Map([...messages, ...more].map((envelope) => [encode(envelope), envelope]))
  return [...known.values()]
}

/** What may be tried here: every message to its receiver, lost or repeated if the network may, and every slot's actions. */
export const movesOf = (model: AnyModel, { locals, inFlight }: World): readonly { readonly move: AnyMove; readonly position: number }[] => {
  const { duplicate, lose } = model.network
  const moves: { readonly move: AnyMove; readonly position: number }[] = []
  inFlight.forEach(({ from, to, message }, position) => {
    moves.push({ move: { kind: "deliver", slot: to, from, message }, position })
    if (duplicate !== undefined) moves.push({ move: { kind: "duplicate", slot: to, from, message }, position })
    if (lose !== undefined) moves.push({ move: { kind: "lose", slot: to, from, message }, position })
  })
  locals.forEach((local, slot) => {
    for (const action of actionsOf(model, slot, local)) moves.push({ move: { kind: "act", slot, action }, position: -1 })
  })
  return moves
}

/** `actions` threw; its message is as a trace shows it. */
export class ActionsThrew extends Error {}

const actionsOf = (model: AnyModel, slot: number, local: unknown): readonly unknown[] => {
  try {
    return model.actions(slot, local)
  } catch (thrown) {
    throw new ActionsThrew(`actions of ${model.slots[slot]}: ${messageOf(thrown)}`)
  }
}

/** Judges states and steps by the properties of a model, or by those that are named, as the search does. */
export class Judge {
  private readonly properties: AnyModel["properties"]
  private readonly reads: ReadonlyMap<string, readonly number[]>

  constructor(model: AnyModel, ids?: readonly string[]) {
    this.properties = model.properties.filter(({ id, kind }) => kind === "sometimes" || ids === undefined || ids.includes(id))
    const all = model.slots.map((_, slot) => slot)
    this.reads = new Map(model.properties.map((property) => [property.id, isOfStates(property) ? (property.reads ?? all) : all]))
  }

  /** The first property that the state violates, of those that `before` (a state that violates none) leaves open. */
  state(locals: readonly unknown[], before?: readonly unknown[]): Violation | undefined {
    for (const property of this.properties) {
      if (property.kind === "always" && this.isOpen(property.id, locals, before) && !holds(property, this.seenBy(property.id, locals))) return { id: property.id }
    }
    return undefined
  }

  /** The first property that a step violates. */
  step(before: readonly unknown[], move: AnyMove, outcome: AnyOutcome, after: readonly unknown[]): Violation | undefined {
    for (const property of this.properties) {
      if (property.kind !== "step") continue
      const { id } = property
      if (guarded(id, () => property.concerns(before[move.slot], move, outcome)) && !guarded(id, () => property.holds(before, move, outcome, after))) return { id }
    }
    return this.state(after, before)
  }

  /** Witnesses that the state is, of those that `open` names. */
  witnesses(locals: readonly unknown[], open: ReadonlySet<string>): readonly string[] {
    return this.properties.filter((property) => property.kind === "sometimes" && open.has(property.id) && holds(property, this.seenBy(property.id, locals))).map(({ id }) => id)
  }

  /** A property of states that holds in one of two states only, for a person. */
  differs(locals: readonly unknown[], others: readonly unknown[]): string | undefined {
    const found = this.properties.find((property) => isOfStates(property) && holds(property, this.seenBy(property.id, locals)) !== holds(property, this.seenBy(property.id, others)))
    return found && `"${found.id}" holds in one of the state and the renamed state only`
  }

  private isOpen(id: string, locals: readonly unknown[], before: readonly unknown[] | undefined): boolean {
    return before === undefined || (this.reads.get(id) ?? []).some((slot) => locals[slot] !== before[slot])
  }

  private seenBy(id: string, locals: readonly unknown[]): readonly unknown[] {
    const reads = this.reads.get(id) ?? []
    if (reads.length === locals.length) return locals
    const seen: unknown[] = Array.from({ length: locals.length })
    for (const slot of reads) seen[slot] = locals[slot]
    return seen
  }
}
