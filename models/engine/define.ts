/**
 * A model by names: nodes with what they do, put together to the {@link Model} that the engine explores.
 *
 * @module
 */
import type { Always, Eventually, Fairness, Model, Move, Network, Outcome, Property, Slot, Sometimes, Symmetry } from "./model.ts"
import { show } from "./plain-data.ts"

/** What a node does in one step: its next state, and what it sends to whom. */
export interface Reaction<State, Message> {
  readonly state: State
  readonly send?: readonly { readonly to: string; readonly message: Message }[]
}

export interface Node<State, Message> {
  readonly initial: State
  /** What it may do by itself, by name: a timer fires, a client calls, it crashes. `undefined`: not possible in this state. */
  readonly actions?: { readonly [name: string]: (self: State) => Reaction<State, Message> | undefined }
  /** What it does on a message. `undefined`: nothing, and the message stays in flight; to take it and do nothing, return `{ state: self }`. */
  readonly receive?: (self: State, message: Message, from: string) => Reaction<State, Message> | undefined
}

/** The states of all nodes, by name. */
export type States<Nodes> = { readonly [Name in keyof Nodes]: Nodes[Name] extends { readonly initial: infer State } ? State : never }

type Claim<Nodes> = (nodes: States<Nodes>) => boolean

/** What comes about in every fair run; see {@link Eventually}. */
export interface Promise<Nodes> {
  /** Default: from the beginning. */
  readonly from?: Claim<Nodes>
  readonly holds: Claim<Nodes>
  /** Which actions a fair run does not put off for ever, as `alice: vote` or `vote`. Deliveries are always fair; losses never. Default: every action. */
  readonly fair?: readonly string[]
}

// oxlint-disable-next-line typescript/no-explicit-any
type AnyNodes = { readonly [name: string]: Node<any, any> }

export interface Definition<Nodes extends AnyNodes> {
  readonly name: string
  readonly nodes: Nodes
  readonly network?: {
    /** Any message may get lost (default: none does). */
    readonly lossy?: boolean
    /** Delivery does not consume: every message may come again (default: it comes once). Not together with `lossy`, which it implies. */
    readonly repeats?: boolean
    /** Steps that would have more messages in flight are not taken. */
    readonly maxInFlight?: number
  }
  /** What holds in every reachable state, by name. */
  readonly always?: { readonly [id: string]: Claim<Nodes> }
  /** What must be reachable, by name: that a promise speaks of something. */
  readonly sometimes?: { readonly [id: string]: Claim<Nodes> }
  /** What every fair run comes to, by name. Explore without symmetry then. */
  readonly eventually?: { readonly [id: string]: Promise<Nodes> }
  /**
   * Nodes that are alike: states that differ only by which is which are explored once. Their names may stand anywhere in states
   * and messages, as texts or as keys; lists that hold some must not depend on their order (use a `Set`, or keys).
   */
  readonly symmetric?: readonly (keyof Nodes & string)[]
}

type Local = unknown
type Message = unknown
export type DefinedModel = Model<Local, Message, string, unknown>

/** A node, for definitions that want its types checked where it is written. */
export const node = <State, Message>(definition: Node<State, Message>): Node<State, Message> => definition

/** The model that the definition speaks of. Throws on names that there are not. */
export const defineModel = <Nodes extends AnyNodes>(definition: Definition<Nodes>): DefinedModel => {
  const { name, nodes, network = {}, symmetric } = definition
  const slots = Object.keys(nodes)
  const nodeOf = (slot: Slot): AnyNodes[string] => nodes[slots[slot] as string] as AnyNodes[string]
  const slotOf = (to: string, by: string): Slot => {
    const slot = slots.indexOf(to)
    if (slot < 0) throw new Error(`${by} sends to "${to}"; the nodes are ${slots.join(", ")}`)
    return slot
  }
  const outcome = (slot: Slot, reaction: Reaction<Local, Message> | undefined): Outcome<Local, Message, unknown> | undefined => {
    if (reaction === undefined) return undefined
    const by = slots[slot] as string
    if (typeof reaction !== "object" || reaction === null || !("state" in reaction)) throw new TypeError(`${by} returned ${show(reaction)}, which has no \`state\`; return { state: the next one, send: […] }, or undefined where it is not possible`)
    return { local: reaction.state, sends: (reaction.send ?? []).map(({ to, message }) => ({ to: slotOf(to, by), message })) }
  }
  const statesOf = (locals: readonly Local[]): States<Nodes> => Object.fromEntries(slots.map((slot, i) => [slot, locals[i]])) as unknown as States<Nodes>
  const about = (claim: Claim<Nodes>) => (locals: readonly Local[]): boolean => claim(statesOf(locals))
  const properties: Property<Local, Message, string, unknown>[] = [
    ...Object.entries(definition.always ?? {}).map(([id, claim]): Always<Local> => ({ kind: "always", id, holds: about(claim) })),
    ...Object.entries(definition.sometimes ?? {}).map(([id, claim]): Sometimes<Local> => ({ kind: "sometimes", id, holds: about(claim) })),
    ...Object.entries(definition.eventually ?? {}).map(([id, { from, holds, fair }]): Eventually<Local, Message, string> => ({
      kind: "eventually",
      id,
      ...(from === undefined ? {} : { from: about(from) }),
      holds: about(holds),
      fairness: fairnessOf(slots, fair)
    }))
  ]
  const kind = network.repeats === true ? "set" : "multiset"
  return {
    name,
    slots,
    initial: { locals: slots.map((slot) => nodes[slot]?.initial as Local) },
    actions: (slot) => Object.keys(nodeOf(slot).actions ?? {}),
    act: (slot, local, action) => outcome(slot, nodeOf(slot).actions?.[action]?.(local) as Reaction<Local, Message> | undefined),
    receive: (slot, local, from, message) => outcome(slot, nodeOf(slot).receive?.(local, message, slots[from] as string) as Reaction<Local, Message> | undefined),
    observe: () => undefined,
    network: { kind, ...(network.maxInFlight === undefined ? {} : { maxInFlight: network.maxInFlight }), ...(network.lossy === true && kind === "multiset" ? { lose: [] } : {}) } satisfies Network<unknown>,
    properties,
    ...(symmetric === undefined ? {} : { symmetry: symmetryOf(slots, symmetric) })
  }
}

const fairnessOf = (slots: readonly string[], fair: readonly string[] | undefined): readonly Fairness<Message, string>[] => {
  const lotOf = (move: Move<Message, string>): string | undefined => {
    const slot = slots[move.slot] as string
    if (move.kind === "deliver") return `${slot} receives ${show(move.message, 1000)} from ${slots[move.from]}`
    if (move.kind !== "act") return undefined
    const lot = `${slot}: ${move.action}`
    return fair === undefined || fair.includes(lot) || fair.includes(move.action) ? lot : undefined
  }
  return [{ name: fair === undefined ? "deliveries and actions" : `deliveries, ${fair.join(", ")}`, strength: "strong", lotOf }]
}

const symmetryOf = (slots: readonly string[], symmetric: readonly string[]): Symmetry<Local, Message> => {
  const unknown = symmetric.find((name) => !slots.includes(name))
  if (unknown !== undefined) throw new Error(`symmetric names "${unknown}"; the nodes are ${slots.join(", ")}`)
  const places = symmetric.map((name) => slots.indexOf(name))
  const permutations = orders(places).map((order) => slots.map((_, slot) => (places.includes(slot) ? (order[places.indexOf(slot)] as Slot) : slot)))
  const rename = (value: unknown, permutation: readonly Slot[]): unknown => {
    const called = (text: string): string => (symmetric.includes(text) ? (slots[permutation[slots.indexOf(text)] as Slot] as string) : text)
    const renamed = (held: unknown): unknown => {
      if (typeof held === "string") return called(held)
      if (Array.isArray(held)) return held.map(renamed)
      if (held instanceof Set) return new Set([...held].map(renamed))
      if (held instanceof Map) return new Map([...held].map(([key, of]) => [renamed(key), renamed(of)]))
      if (typeof held !== "object" || held === null) return held
      return Object.fromEntries(Object.entries(held).map(([key, of]) => [called(key), renamed(of)]))
    }
    return renamed(value)
  }
  return { permutations, renameLocal: (_slot, local, permutation) => rename(local, permutation), renameMessage: rename }
}

/** Every order of these places, that in which they stand first. */
const orders = (places: readonly Slot[]): readonly (readonly Slot[])[] =>
  places.length === 0 ? [[]] : places.flatMap((place) => orders(places.filter((other) => other !== place)).map((rest) => [place, ...rest]))
