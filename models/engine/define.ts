/**
 * A model by names: nodes with what they do, put together to the {@link Model} that the engine explores.
 *
 * @module
 */
import { type Act, actText, arrived, type Inbox, type Inboxed, ofInbox, without } from "./define-acts.ts"
import { propertiesOf } from "./define-claims.ts"
import { type Limits, limitsOf, spent } from "./define-limits.ts"
import type { Model, Network, Outcome, Signal, Slot, Symmetry } from "./model.ts"
import { show } from "./plain-data.ts"
import { moveText } from "./tell.ts"

/** What a node does in one step: its next state, and what it sends to whom. */
export interface Reaction<State, Message> {
  readonly state: State
  readonly send?: readonly { readonly to: string; readonly message: Message }[]
}

/** One of several things that may be done. */
export interface Choice<State, Message> extends Reaction<State, Message> {
  /** What tells it apart from the others, in traces: the value that is proposed, say. */
  readonly as: string
}

export interface Node<State, Message> {
  readonly initial: State
  /** What it may do by itself, by name: a timer fires, a client calls, it crashes. `undefined`: not possible in this state. */
  readonly actions?: { readonly [name: string]: (self: State) => Reaction<State, Message> | undefined }
  /** What it may do in several ways, by name: every one of them is explored. None: not possible in this state. */
  readonly choices?: { readonly [name: string]: (self: State) => readonly Choice<State, Message>[] }
  /** What it does on a message. `undefined`: nothing, and the message stays in flight; to take it and do nothing, return `{ state: self }`. */
  receive?(self: State, message: Message, from: string): Reaction<State, Message> | undefined
}

/** The states of all nodes, by name. */
export type States<Nodes> = { readonly [Name in keyof Nodes]: Nodes[Name] extends { readonly initial: infer State } ? State : never }

export type Claim<Nodes, History> = (nodes: States<Nodes>, history: History) => boolean

/** A step of a node, as a history and claims about steps see it. A message that gets lost is none. */
export interface Seen<Nodes = { readonly [name: string]: { readonly initial: unknown } }> {
  readonly node: keyof Nodes & string
  /** The action or the choice that it made; absent on a message. */
  readonly does?: string
  /** Which of the choices. */
  readonly as?: string
  /** The message that it received, and from whom; absent on an action. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly receives?: any
  readonly from?: string
  readonly before: States<Nodes>[keyof Nodes]
  readonly after: States<Nodes>[keyof Nodes]
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly sends: readonly { readonly to: string; readonly message: any }[]
}

/** What comes about in every fair run; see {@link Eventually}. */
export interface Promise<Nodes, History = unknown> {
  /** Default: from the beginning. */
  readonly from?: Claim<Nodes, History>
  readonly holds: Claim<Nodes, History>
  /** Which actions a fair run does not put off for ever, as `alice: vote` or `vote`. Deliveries are always fair; losses never. Default: every action. */
  readonly fair?: readonly string[]
  /** `weak`: what can be done from some point on without a break is done. `strong` (the default): what can be done again and again is. */
  readonly fairness?: "weak" | "strong"
}

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyNodes = { readonly [name: string]: Node<any, any> }

export interface Definition<Nodes extends AnyNodes, History = undefined> {
  readonly name: string
  readonly nodes: Nodes
  /** A run begins in any of these, which say what differs from `initial` (default: `initial` alone). To begin is a step of its own, the first one; claims are asked from then on. */
  readonly begins?: readonly Partial<States<Nodes>>[]
  readonly network?: {
    /** Any message may get lost, or so many in all (default: none does). */
    readonly lossy?: boolean | number
    /**
     * `true`: delivery does not consume, and every message may come again (default: it comes once); not together with `lossy`,
     * which it implies. A number: so many deliveries in all leave the message in flight.
     */
    readonly repeats?: boolean | number
    /** What one node sends to another arrives in that order (default: in any order). The message that comes next then stands in the receiver's `inbox`. */
    readonly ordered?: boolean
    /** Steps that would have more messages in flight are not taken. With `ordered`: more from one node to another. */
    readonly maxInFlight?: number
  }
  /** How often actions may be taken in a run, as `crash` (by all nodes together) or `alice: crash`. */
  readonly atMost?: { readonly [action: string]: number }
  /**
   * What an observer keeps who sees every step, and no node does: who was elected, what clients called and were told. Claims
   * get it after the nodes. It is part of the state, so let it remember no more than they need.
   */
  readonly history?: { readonly initial: History; readonly note: (history: History, step: Seen<Nodes>) => History }
  /** What holds in every reachable state, by name. */
  readonly always?: { readonly [id: string]: Claim<Nodes, History> }
  /** What must be reachable, by name: that a promise speaks of something. */
  readonly sometimes?: { readonly [id: string]: Claim<Nodes, History> }
  /** What holds of every step, by name: a term never goes back. */
  readonly steps?: { readonly [id: string]: (before: States<Nodes>, step: Seen<Nodes>, after: States<Nodes>) => boolean }
  /** What every fair run comes to, by name. Explore without symmetry then. */
  readonly eventually?: { readonly [id: string]: Promise<Nodes, History> }
  /** What holds where no step is possible any more, by name: a run ends only so. `() => false`: none is ever stuck. */
  readonly ends?: { readonly [id: string]: Claim<Nodes, History> }
  /** What can be reached from every reachable state, by name: nothing is stuck for ever. */
  readonly recoverable?: { readonly [id: string]: Claim<Nodes, History> }
  /**
   * Nodes that are alike: states that differ only by which is which are explored once. Their names may stand anywhere in states
   * and messages, as texts or as keys; lists that hold some must not depend on their order (use a `Set`, or keys).
   */
  readonly symmetric?: readonly (keyof Nodes & string)[]
}

/** What a slot is told within a step of another. */
type Told = { readonly spend: string } | { readonly note: unknown } | { readonly arrives: unknown; readonly from: string } | { readonly acts: true } | { readonly begins: unknown }
type Local = unknown
type Message = unknown
type React = Reaction<Local, Message> | undefined
type Out = Outcome<Local, Message, Told> | undefined
export type DefinedModel = Model<Local, Message, Act, Told>

/** A node, for definitions that want its types checked where it is written. */
export const node = <State, Message>(definition: Node<State, Message>): Node<State, Message> => definition

/** The model that the definition speaks of. Throws on names that there are not. */
export const defineModel = <Nodes extends AnyNodes, History = undefined>(definition: Definition<Nodes, History>): DefinedModel => {
  const { name, nodes, network = {}, symmetric, history, begins } = definition
  const { maxInFlight, ordered: isOrdered = false } = network
  const names = Object.keys(nodes)
  const limits = limitsOf(definition as unknown as Definition<AnyNodes, unknown>)
  const slots = [...names, ...(limits === undefined ? [] : ["limits"]), ...(history === undefined ? [] : ["history"]), ...(begins === undefined ? [] : ["the run"])]
  const limitsSlot = names.length
  const historySlot = history === undefined ? -1 : slots.indexOf("history", names.length)
  const runSlot = begins === undefined ? -1 : slots.length - 1
  const set = network.repeats === true
  const canLose = network.lossy !== undefined && network.lossy !== false && !set
  const canRepeat = typeof network.repeats === "number"
  if (isOrdered && set) throw new Error(`network.repeats must be a number where messages arrive in order`)

  const nodeOf = (slot: Slot): AnyNodes[string] => nodes[names[slot] as string] as AnyNodes[string]
  if (begins?.length === 0) throw new Error("begins is empty: no run could begin")
  for (const node of (begins ?? []).flatMap((each) => Object.keys(each))) if (!names.includes(node)) throw new Error(`begins names "${node}"; the nodes are ${names.join(", ")}`)
  const stateOf = (local: Local): unknown => (isOrdered ? (local as Inboxed).state : local)
  const inboxOf = (local: Local): Inbox => (local as Inboxed).inbox
  const spend = (what: readonly string[]): readonly Signal<Told>[] => what.map((each) => ({ to: limitsSlot, signal: { spend: each } }))
  const slotOf = (to: string, by: string): Slot => {
    const slot = names.indexOf(to)
    if (slot < 0) throw new Error(`${by} sends to "${to}"; the nodes are ${names.join(", ")}`)
    return slot
  }
  /** What comes of a reaction; `inbox`: what is left in it, where messages arrive in order. */
  const outcome = (slot: Slot, local: Local, reaction: React, how: How, spends: readonly string[], inbox: Inbox = {}): Out => {
    if (reaction === undefined) return undefined
    const by = names[slot] as string
    if (typeof reaction !== "object" || reaction === null || !("state" in reaction)) throw new TypeError(`${by} returned ${show(reaction)}, which has no \`state\`; return { state: the next one, send: […] }, or undefined where it is not possible`)
    const { state, send = [] } = reaction
    const sends = send.map(({ to, message }) => ({ to: slotOf(to, by), message }))
    const seen: Seen = { node: by, ...how, before: stateOf(local), after: state, sends: send.map(({ to, message }) => ({ to, message: message as unknown })) }
    const arrivals = sends.map(({ to, message }): Signal<Told> => ({ to, signal: { arrives: message, from: by } }))
    return {
      local: isOrdered ? { state, inbox } : state,
      sends: isOrdered ? [] : sends,
      signals: [...(begins === undefined ? [] : [{ to: runSlot, signal: { acts: true as const } }]), ...spend(spends), ...(isOrdered ? arrivals : []), ...(history === undefined ? [] : [{ to: historySlot, signal: { note: seen } }])],
      ...(definition.steps === undefined ? {} : { detail: seen })
    }
  }
  const receive = (slot: Slot, local: Local, from: string, message: Message, spends: readonly string[], inbox?: Inbox): Out =>
    outcome(slot, local, nodeOf(slot).receive?.(stateOf(local), message, from) as React, { receives: message, from }, spends, inbox)
  /** A run that has begun does not begin again. */
  const beginning = (local: Local, action: Act): Out =>
    local === BEGUN ? undefined : { local: BEGUN, signals: Object.entries(begins?.[Number(action)] ?? {}).map(([node, state]) => ({ to: names.indexOf(node), signal: { begins: state } })) }
  const act = (slot: Slot, local: Local, action: Act): Out => {
    if (slot === runSlot) return beginning(local, action)
    const by = names[slot] as string
    const inbox = isOrdered ? inboxOf(local) : {}
    const spends = (what: string): readonly string[] => limits?.ofAction(by, what) ?? []
    if (typeof action === "string") return outcome(slot, local, nodeOf(slot).actions?.[action]?.(stateOf(local)) as React, { does: action }, spends(action), inbox)
    if (action.kind === "choice") return outcome(slot, local, choicesOf(nodeOf(slot), by, action.do, stateOf(local)).find(({ as }) => as === action.as), { does: action.do, as: action.as }, spends(action.do), inbox)
    const { kind, from, at, message } = action
    if (kind === "lose") return { local: { state: stateOf(local), inbox: without(inbox, from, at) }, signals: spend(limits?.ofLoss ?? []) }
    return kind === "repeat" ? receive(slot, local, from, message, limits?.ofRepeat ?? [], inbox) : receive(slot, local, from, message, [], without(inbox, from, at))
  }
  const actions = (slot: Slot, local: Local): readonly Act[] => {
    if (slot === runSlot && begins !== undefined) return local === BEGUN ? [] : Object.keys(begins)
    if (slot >= names.length) return []
    const { actions: own = {}, choices = {} } = nodeOf(slot)
    const chosen = Object.keys(choices).flatMap((what) => choicesOf(nodeOf(slot), names[slot] as string, what, stateOf(local)).map(({ as }): Act => ({ kind: "choice", do: what, as })))
    return [...Object.keys(own), ...chosen, ...(isOrdered ? ofInbox(inboxOf(local), { loses: canLose, repeats: canRepeat }) : [])]
  }
  const observe = (_slot: Slot, local: Local, signal: Told): Local | undefined => {
    if ("acts" in signal) return local === BEGUN ? local : undefined
    if ("begins" in signal) return isOrdered ? { state: signal.begins, inbox: {} } : signal.begins
    if ("spend" in signal) return spent(local as Limits["initial"], signal.spend)
    if ("note" in signal) return history?.note(local as History, signal.note as Seen<Nodes>)
    if (maxInFlight !== undefined && (inboxOf(local)[signal.from]?.length ?? 0) >= maxInFlight) return undefined
    return { state: stateOf(local), inbox: arrived(inboxOf(local), signal.from, signal.arrives) }
  }
  const ofNodes = names.map((each) => (isOrdered ? { state: nodes[each]?.initial as Local, inbox: {} } : (nodes[each]?.initial as Local)))
  return {
    name,
    slots,
    initial: { locals: [...ofNodes, ...(limits === undefined ? [] : [limits.initial]), ...(history === undefined ? [] : [history.initial]), ...(begins === undefined ? [] : [NOT_BEGUN])] },
    actions,
    act,
    receive: (slot, local, from, message) => receive(slot, local, names[from] as string, message, []),
    observe,
    describe: (move) => {
      if (move.kind !== "act") return moveText({ slots }, move)
      return move.slot === runSlot ? `the run begins as ${show(begins?.[Number(move.action)])}` : actText(slots[move.slot] as string, move.action)
    },
    ...(limits === undefined ? {} : { demands: (slot, action) => spend(demandsOf(limits, names[slot] as string, action)) }),
    network: {
      kind: set ? "set" : "multiset",
      ...(maxInFlight === undefined || isOrdered ? {} : { maxInFlight }),
      ...(canLose && !isOrdered ? { lose: spend(limits?.ofLoss ?? []) } : {}),
      ...(canRepeat && !isOrdered ? { duplicate: spend(limits?.ofRepeat ?? []) } : {})
    } satisfies Network<Told>,
    properties: propertiesOf(definition, { names, stateOf, historySlot, ...(begins === undefined ? {} : { hasBegun: (locals) => locals[runSlot] === BEGUN }) }),
    ...(symmetric === undefined ? {} : { symmetry: symmetryOf(slots, symmetric, definition.atMost ?? {}) })
  }
}

const NOT_BEGUN = "has not begun"
const BEGUN = "has begun"

type How = Pick<Seen, "does" | "as" | "receives" | "from">

const demandsOf = (limits: Limits, node: string, action: Act): readonly string[] => {
  if (typeof action === "string") return limits.ofAction(node, action)
  if (action.kind === "choice") return limits.ofAction(node, action.do)
  return action.kind === "lose" ? limits.ofLoss : action.kind === "repeat" ? limits.ofRepeat : []
}

/** The ways in which a node may do this here, told apart by `as`. */
const choicesOf = ({ choices = {} }: AnyNodes[string], by: string, what: string, state: unknown): readonly Choice<Local, Message>[] => {
  const all = (choices[what]?.(state) ?? []) as readonly Choice<Local, Message>[]
  if (!Array.isArray(all)) throw new TypeError(`${by}: ${what} returned ${show(all)}; choices return a list, [{ as: "what tells it apart", state: … }, …], and [] where nothing is possible`)
  const names = all.map(({ as }) => as)
  if (names.some((as) => typeof as !== "string")) throw new TypeError(`${by}: ${what} returned a choice without \`as\`, the text that tells it apart from the others`)
  const twice = names.find((as, i) => names.indexOf(as) !== i)
  if (twice !== undefined) throw new TypeError(`${by}: ${what} returned two choices as "${twice}"; give each another \`as\``)
  return all
}

const symmetryOf = (slots: readonly string[], symmetric: readonly string[], atMost: { readonly [action: string]: number }): Symmetry<Local, Message> => {
  const unknown = symmetric.find((name) => !slots.includes(name))
  if (unknown !== undefined) throw new Error(`symmetric names "${unknown}"; the nodes are ${slots.join(", ")}`)
  const single = Object.keys(atMost).find((name) => symmetric.some((each) => name.startsWith(`${each}: `)))
  if (single !== undefined) throw new Error(`atMost names "${single}", of a node that symmetric calls like the others; limit the action of all of them`)
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
