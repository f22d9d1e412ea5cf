/**
 * Raft as Stateright's `examples/raft.rs` has it, faults included: a node that recovers has forgotten everything, its vote
 * too, so that two leaders of one term can be reached (in 8 steps). Nothing of RocketMQ is in it.
 *
 * A reference: its state counts are known from another checker.
 *
 * @module
 */
import type { Model, Outcome, Property, Signal } from "../engine/model.ts"
import { permutationsOfNodes } from "../engine/symmetry.ts"
import { type Message, onMessage, onTimeout, type Node, type Reaction, renameMessage, renameNode, type Timer } from "./raft-rules.ts"

/** A node with its timers. */
export interface Member {
  readonly node: Node
  readonly timers: readonly Timer[]
  readonly crashed: boolean
}

/** How many nodes are down. */
export interface Crashes {
  readonly down: number
}

export type Local = Member | Crashes
export type Action = Timer | "crash" | "recover"
export type Change = "down" | "up"

export interface Bounds {
  readonly nodes: number
  /** Nodes that may be down at a time. */
  readonly crashes: number
  /** Highest term. */
  readonly term?: number
  /** Longest log, in entries. */
  readonly log?: number
  /** Most messages in flight. */
  readonly inFlight?: number
}

/** The nodes are in slots 0, 1, …; if nodes may crash, a slot after them counts those that are down. */
export const raft = ({ nodes: count, crashes, term, log, inFlight }: Bounds): Model<Local, Message, Action, Change> => {
  const nodes = Array.from({ length: count }, (_, i) => i)
  const crashSlot = crashes > 0 ? count : undefined
  const tell = (signal: Change): readonly Signal<Change>[] => (crashSlot === undefined ? [] : [{ to: crashSlot, signal }])

  const act = (slot: number, member: Member, action: Action): Outcome<Local, Message, Change> => {
    if (action === "crash") return { local: { ...member, timers: [], crashed: true }, signals: tell("down") }
    if (action === "recover") return { local: started(slot, count), sends: [{ to: slot, message: wish(slot) }], signals: tell("up") }
    const { node, sends, arm } = onTimeout(member.node, action)
    return { local: { node, timers: armed(member.timers.filter((timer) => timer !== action), arm), crashed: false }, sends }
  }

  const bounds = [`${count}n`, ...(term === undefined ? [] : [`${term}t`]), ...(log === undefined ? [] : [`${log}log`]), ...(inFlight === undefined ? [] : [`${inFlight}net`]), `${crashes}crash`]
  return {
    name: `reference/raft-${bounds.join("-")}`,
    slots: [...nodes.map((i) => `n${i}`), ...(crashSlot === undefined ? [] : ["crashes"])],
    initial: {
      locals: [...nodes.map((i) => started(i, count)), ...(crashSlot === undefined ? [] : [{ down: 0 }])],
      inFlight: nodes.map((i) => ({ from: i, to: i, message: wish(i) }))
    },
    actions: (slot, local) => {
      if (slot === crashSlot) return []
      const { crashed, timers } = local as Member
      return crashed ? ["recover"] : [...timers, ...(crashSlot === undefined ? [] : (["crash"] as const))]
    },
    act: (slot, local, action) => act(slot, local as Member, action),
    receive: (_slot, local, _from, message) => {
      const member = local as Member
      if (member.crashed) return undefined
      const { node, sends, arm }: Reaction = onMessage(member.node, message)
      return { local: { node, timers: armed(member.timers, arm), crashed: false }, sends }
    },
    observe: (_slot, local, change) => {
      const down = (local as Crashes).down + (change === "down" ? 1 : -1)
      return down > crashes ? undefined : { down }
    },
    network: { kind: "multiset", ...(inFlight === undefined ? {} : { maxInFlight: inFlight }) },
    ...(term === undefined && log === undefined
      ? {}
      : { within: (slot: number, local: Local) => slot === crashSlot || isWithin((local as Member).node, term, log) }),
    properties: propertiesOf(nodes),
    symmetry: {
      permutations: permutationsOfNodes(count, crashSlot === undefined ? 0 : 1),
      renameLocal: (slot, local, permutation) => (slot === crashSlot ? local : { ...(local as Member), node: renameNode((local as Member).node, permutation) }),
      renameMessage
    },
    describe: (move) =>
      move.kind === "act" ? `n${move.slot}: ${move.action}` : `n${move.slot} receives ${move.message.kind} from n${move.from}`
  }
}

const started = (id: number, count: number): Member => ({
  node: {
    id,
    term: 0,
    votedFor: null,
    log: [],
    commit: 0,
    role: "follower",
    leader: null,
    votes: [],
    sent: Array.from({ length: count }, () => 0),
    acked: Array.from({ length: count }, () => 0),
    delivered: [],
    buffer: []
  },
  timers: ["election", "replication"],
  crashed: false
})

/** Every node wants to broadcast one payload, and tells itself so at its start. */
const wish = (id: number): Message => ({ kind: "Broadcast", payload: String(id) })

const armed = (timers: readonly Timer[], more: readonly Timer[]): readonly Timer[] => [...new Set([...timers, ...more])].sort()

const isWithin = (node: Node, term = Number.POSITIVE_INFINITY, log = Number.POSITIVE_INFINITY): boolean => node.term <= term && node.log.length <= log

const propertiesOf = (nodes: readonly number[]): readonly Property<Local, Message, Action, Change>[] => {
  const nodesOf = (locals: readonly Local[]): readonly Node[] => nodes.map((slot) => (locals[slot] as Member).node)
  return [
    { kind: "sometimes", id: "election liveness", reads: nodes, holds: (locals) => nodesOf(locals).some(({ role }) => role === "leader") },
    { kind: "sometimes", id: "log liveness", reads: nodes, holds: (locals) => nodesOf(locals).some(({ commit }) => commit > 0) },
    {
      kind: "always",
      id: "election safety",
      reads: nodes,
      holds: (locals) => {
        const terms = nodesOf(locals).filter(({ role }) => role === "leader").map(({ term }) => term)
        return new Set(terms).size === terms.length
      }
    },
    {
      kind: "always",
      id: "state machine safety",
      reads: nodes,
      holds: (locals) => {
        const all = nodesOf(locals).map(({ delivered }) => delivered)
        const longest = all.reduce((a, b) => (b.length > a.length ? b : a))
        return all.every((delivered) => delivered.every((payload, i) => payload === longest[i]))
      }
    }
  ]
}
