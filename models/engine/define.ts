/**
 * A model by names: nodes with what they do, put together to the {@link Model} that the engine explores.
 *
 * @module
 */
import { type Act, actText, arrived, type Inbox, type Inboxed, lettersIn, ofInbox, without } from "./define-acts.ts"
import { checkReaction, checkWords } from "./define-checks.ts"
import { propertiesOf } from "./define-claims.ts"
import { type Limits, limitsOf, spent } from "./define-limits.ts"
import { groupsOf, symmetryOf } from "./define-symmetry.ts"
import { type Letter, lettersOf, looksAtMessages, type Mail, sentTo, takenFrom } from "./define-under-way.ts"
import type { AnyNodes, Choice, Definition, Node, Reaction, Seen } from "./definition.ts"
import type { Model, Network, Outcome, Signal, Slot } from "./model.ts"
import { show } from "./plain-data.ts"
import { moveText } from "./tell.ts"

/** What a slot is told within a step of another. */
type Told =
  | { readonly spend: string }
  | { readonly note: unknown }
  | { readonly arrives: unknown; readonly from: string }
  | { readonly sent: readonly Letter[] }
  | { readonly taken: Letter }
  | { readonly acts: true }
  | { readonly begins: unknown }
type Local = unknown
type Message = unknown
type React = Reaction<Local, Message> | undefined
type Out = Outcome<Local, Message, Told> | undefined
export type DefinedModel = Model<Local, Message, Act, Told>

/** A node, for definitions that want its types checked where it is written. */
export const node = <State, Message, Sent = Message>(definition: Node<State, Message, Sent>): Node<State, Message, Sent> => definition

/** The model that the definition speaks of. Throws on names and words that there are not. */
export const defineModel = <Nodes extends AnyNodes, History = undefined>(definition: Definition<Nodes, History>): DefinedModel => {
  const { name, nodes, network = {}, history, begins, underWay = [] } = definition
  const { maxInFlight, ordered: isOrdered = false } = network
  const names = Object.keys(nodes)
  const plain = definition as unknown as Definition<AnyNodes, unknown>
  checkWords(plain)
  const limits = limitsOf(plain)
  const groups = groupsOf(plain)
  const others = groups.flat().filter((each) => !names.includes(each))
  const mirrors = !isOrdered && looksAtMessages(plain)
  const slots = [...names, ...(limits === undefined ? [] : ["limits"]), ...(history === undefined ? [] : ["history"]), ...(mirrors ? [MAIL] : []), ...others, ...(begins === undefined ? [] : ["the run"])]
  const limitsSlot = names.length
  const historySlot = history === undefined ? -1 : slots.indexOf("history", names.length)
  const mailSlot = mirrors ? slots.indexOf(MAIL, names.length) : -1
  const runSlot = begins === undefined ? -1 : slots.length - 1
  const set = network.repeats === true
  const canLose = network.lossy !== undefined && network.lossy !== false && !set
  const canRepeat = typeof network.repeats === "number"
  if (isOrdered && set) throw new Error(`network.repeats must be a number where messages arrive in order`)

  const nodeOf = (slot: Slot): AnyNodes[string] => nodes[names[slot] as string] as AnyNodes[string]
  if (begins?.length === 0) throw new Error("begins is empty: no run could begin")
  const check = (where: string, node: string): void => {
    if (!names.includes(node)) throw new Error(`${where} names "${node}"; the nodes are ${names.join(", ")}`)
  }
  for (const node of new Set((begins ?? []).flatMap((each) => Object.keys(each)))) check("begins", node)
  for (const { from, to } of underWay) for (const node of [from, to]) check("underWay", node)
  const stateOf = (local: Local): unknown => (isOrdered ? (local as Inboxed).state : local)
  const inboxOf = (local: Local): Inbox => (local as Inboxed).inbox
  const spend = (what: readonly string[]): readonly Signal<Told>[] => what.map((each) => ({ to: limitsSlot, signal: { spend: each } }))
  const begun: readonly Signal<Told>[] = begins === undefined ? [] : [{ to: runSlot, signal: { acts: true } }]
  const choices = choosing()
  const lettersFrom = (by: string, send: NonNullable<NonNullable<React>["send"]>): readonly Letter[] =>
    send.flatMap(({ to, message }) =>
      (Array.isArray(to) ? (to as readonly string[]) : [to as string]).map((each) => {
        if (!names.includes(each)) throw new Error(`${by} sends to "${each}"; the nodes are ${names.join(", ")}`)
        if (nodes[each]?.receive === undefined) throw new Error(`${by} sends ${show(message)} to ${each}, which has no \`receive\``)
        return { from: by, to: each, message }
      })
    )
  /** What comes of a reaction; `inbox`: what is left in it, where messages arrive in order. */
  const outcome = (slot: Slot, local: Local, reaction: React, how: How, spends: readonly string[], inbox: Inbox = {}): Out => {
    if (reaction === undefined) return undefined
    const by = names[slot] as string
    checkReaction(by, reaction)
    const { state, send = [] } = reaction
    const letters = lettersFrom(by, send)
    const sends = letters.map(({ to, message }) => ({ to: names.indexOf(to), message }))
    const seen: Seen = { node: by, ...how, before: stateOf(local), after: state, sends: letters.map(({ to, message }) => ({ to, message })) }
    const arrivals = sends.map(({ to, message }): Signal<Told> => ({ to, signal: { arrives: message, from: by } }))
    return {
      local: isOrdered ? { state, inbox } : state,
      sends: isOrdered ? [] : sends,
      signals: [
        ...begun,
        ...spend(spends),
        ...(isOrdered ? arrivals : []),
        ...(history === undefined ? [] : [{ to: historySlot, signal: { note: seen } }]),
        ...(mirrors && letters.length > 0 ? [{ to: mailSlot, signal: { sent: letters } }] : [])
      ],
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
    if (action.kind === "choice") return outcome(slot, local, choices(slot, nodeOf(slot), by, action.do, stateOf(local)).get(action.as), { does: action.do, as: action.as }, spends(action.do), inbox)
    const { kind, from, at, message } = action
    if (kind === "lose") return { local: { state: stateOf(local), inbox: without(inbox, from, at) }, signals: [...begun, ...spend(limits?.ofLoss ?? [])] }
    return kind === "repeat" ? receive(slot, local, from, message, limits?.ofRepeat ?? [], inbox) : receive(slot, local, from, message, [], without(inbox, from, at))
  }
  const beginnings = Object.keys(begins ?? [])
  const actions = (slot: Slot, local: Local): readonly Act[] => {
    if (slot === runSlot) return local === BEGUN ? [] : beginnings
    if (slot >= names.length) return []
    const { actions: own = {}, choices: several = {} } = nodeOf(slot)
    const chosen = Object.keys(several).flatMap((what) => [...choices(slot, nodeOf(slot), names[slot] as string, what, stateOf(local)).keys()].map((as): Act => ({ kind: "choice", do: what, as })))
    return [...Object.keys(own), ...chosen, ...(isOrdered ? ofInbox(inboxOf(local), { loses: canLose, repeats: canRepeat }) : [])]
  }
  const observe = (_slot: Slot, local: Local, signal: Told): Local | undefined => {
    if ("acts" in signal) return local === BEGUN ? local : undefined
    if ("begins" in signal) return isOrdered ? { state: signal.begins, inbox: inboxOf(local) } : signal.begins
    if ("spend" in signal) return spent(local as Limits["initial"], signal.spend)
    if ("note" in signal) return noted(history?.note(local as History, signal.note as Seen<Nodes>))
    if ("sent" in signal) return sentTo(local as Mail, signal.sent, set)
    if ("taken" in signal) return takenFrom(local as Mail, signal.taken)
    if (maxInFlight !== undefined && (inboxOf(local)[signal.from]?.length ?? 0) >= maxInFlight) return undefined
    return { state: stateOf(local), inbox: arrived(inboxOf(local), signal.from, signal.arrives) }
  }
  const inboxAtFirst = (of: string): Inbox => underWay.filter(({ to }) => to === of).reduce<Inbox>((inbox, { from, message }) => arrived(inbox, from, message), {})
  const ofNodes = names.map((each) => (isOrdered ? { state: nodes[each]?.initial as Local, inbox: inboxAtFirst(each) } : (nodes[each]?.initial as Local)))
  const isBounded = names.some((each) => nodes[each]?.within !== undefined)
  for (const each of names) if (!isWithin(nodes[each] as AnyNodes[string], each, nodes[each]?.initial)) throw new Error(`within of ${each} is false of the state that it begins in, ${show(nodes[each]?.initial)}`)
  return {
    name,
    slots,
    initial: {
      locals: [
        ...ofNodes,
        ...(limits === undefined ? [] : [limits.initial]),
        ...(history === undefined ? [] : [history.initial]),
        ...(mirrors ? [sentTo(new Set(), underWay as readonly Letter[], set)] : []),
        ...others.map(() => NOTHING),
        ...(begins === undefined ? [] : [NOT_BEGUN])
      ],
      ...(isOrdered || underWay.length === 0 ? {} : { inFlight: underWay.map(({ from, to, message }) => ({ from: names.indexOf(from), to: names.indexOf(to), message: message as unknown })) })
    },
    actions,
    act,
    receive: (slot, local, from, message) => receive(slot, local, names[from] as string, message, []),
    observe,
    describe: (move) => {
      if (move.kind !== "act") return moveText({ slots }, move)
      return move.slot === runSlot ? `the run begins as ${show(begins?.[Number(move.action)])}` : actText(slots[move.slot] as string, move.action)
    },
    namedActions: {
      all: names.flatMap((each) => [...Object.keys(nodes[each]?.actions ?? {}), ...Object.keys(nodes[each]?.choices ?? {})].map((action) => `${each}: ${action}`)),
      of: (slot, action) => (slot === runSlot ? undefined : typeof action === "string" ? `${names[slot]}: ${action}` : action.kind === "choice" ? `${names[slot]}: ${action.do}` : undefined)
    },
    ghosts: [...(mirrors ? [mailSlot] : []), ...others.map((other) => slots.indexOf(other, names.length))],
    ...(limits === undefined ? {} : { demands: (slot, action) => spend(demandsOf(limits, names[slot] as string, action)) }),
    network: {
      kind: set ? "set" : "multiset",
      ...(maxInFlight === undefined || isOrdered ? {} : { maxInFlight }),
      ...(canLose && !isOrdered ? { lose: [...begun, ...spend(limits?.ofLoss ?? [])] } : {}),
      ...(canRepeat && !isOrdered ? { duplicate: spend(limits?.ofRepeat ?? []) } : {}),
      ...(mirrors && !set ? { mirror: ({ kind, slot, from, message }) => (kind === "duplicate" ? [] : [{ to: mailSlot, signal: { taken: { from: names[from] as string, to: names[slot] as string, message } } }]) } : {})
    } satisfies Network<Told>,
    ...(isBounded ? { within: (slot, local) => slot >= names.length || isWithin(nodeOf(slot), names[slot] as string, stateOf(local)) } : {}),
    properties: propertiesOf(definition, {
      names,
      stateOf,
      historySlot,
      underWay: (locals) => (isOrdered ? lettersIn(names, locals as readonly Inboxed[]) : mirrors ? lettersOf(locals[mailSlot] as Mail) : []),
      ...(begins === undefined ? {} : { hasBegun: (locals) => locals[runSlot] === BEGUN })
    }),
    ...(groups.length === 0 ? {} : { symmetry: symmetryOf(slots, groups) })
  }
}

const NOT_BEGUN = "has not begun"
const BEGUN = "has begun"
/** The slot that mirrors the network. */
const MAIL = "under way"
/** What is in the slot of a name that is no node's. */
const NOTHING = 0

type How = Pick<Seen, "does" | "as" | "receives" | "from">

/** `undefined` would mean that there is no such step. */
const noted = <History>(history: History): History => {
  if (history === undefined) throw new TypeError("history.note returned nothing; it must return the history after the step, or the one that it was given: is there a return?")
  return history
}

const isWithin = ({ within }: AnyNodes[string], by: string, state: unknown): boolean => {
  if (within === undefined) return true
  const answer: unknown = within(state)
  if (typeof answer !== "boolean") throw new TypeError(`within of ${by} returned ${show(answer)}; it must say true or false`)
  return answer
}

const demandsOf = (limits: Limits, node: string, action: Act): readonly string[] => {
  if (typeof action === "string") return limits.ofAction(node, action)
  if (action.kind === "choice") return limits.ofAction(node, action.do)
  return action.kind === "lose" ? limits.ofLoss : action.kind === "repeat" ? limits.ofRepeat : []
}

type Choices = ReadonlyMap<string, Choice<Local, Message>>

/** The ways in which a node may do something in a state, by `as`. They are asked for one after the other, so those of the last state are kept. */
const choosing = () => {
  const last: { readonly state: unknown; readonly by: Map<string, Choices> }[] = []
  return (slot: Slot, node: AnyNodes[string], by: string, what: string, state: unknown): Choices => {
    let kept = last[slot]
    if (kept === undefined || kept.state !== state) kept = last[slot] = { state, by: new Map() }
    const known = kept.by.get(what)
    if (known !== undefined) return known
    const found = choicesOf(node, by, what, state)
    kept.by.set(what, found)
    return found
  }
}

const choicesOf = ({ choices = {} }: AnyNodes[string], by: string, what: string, state: unknown): Choices => {
  const all = (choices[what]?.(state) ?? []) as readonly Choice<Local, Message>[]
  if (!Array.isArray(all)) throw new TypeError(`${by}: ${what} returned ${show(all)}; choices return a list, [{ as: "what tells it apart", state: … }, …], and [] where nothing is possible`)
  const found = new Map<string, Choice<Local, Message>>()
  for (const choice of all) {
    if (typeof choice !== "object" || choice === null || typeof choice.as !== "string") throw new TypeError(`${by}: ${what} returned a choice without \`as\`, the text that tells it apart from the others`)
    if (found.has(choice.as)) throw new TypeError(`${by}: ${what} returned two choices as "${choice.as}"; give each another \`as\``)
    found.set(choice.as, choice)
  }
  return found
}
