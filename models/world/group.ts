/**
 * The world of one DLedger group: its nodes with their disks, the messages between them, the faults that may strike, and a
 * producer that sends each of its messages once, to a leader. Slots: the nodes, then the faults, then the history.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import { defaults } from "../../spec/broker/config.ts"
import type { BrokerEvent, TimerEvent } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import type { AckRequires } from "../../spec/vocabulary.ts"
import type { Model, Outcome, Property, Send, Signal } from "../engine/model.ts"
import { permutationsOfNodes } from "../engine/symmetry.ts"
import { refuseGroupContradictions } from "./contradictions.ts"
import { describe } from "./describe-group.ts"
import type { Action, PowerLossSignal, TablesSignal } from "./group-action.ts"
import * as Disk from "./disk.ts"
import { cutsOf, type Fault, type Faults, type FaultSignal, listsOf, spend } from "./faults.ts"
import { type Ghost, type History, initialHistory, type Note, record } from "./history.ts"
import { bodiesFrom, boot, type BrokerMachine, type Effects, endsUpTo, fire, flushedEvent, holdsOffsets, type Node, type NodeOptions, OFFSETS, type Packet, perform, TOPICS } from "./node.ts"
import { remembered } from "./remembered.ts"
import { namesOf, rename } from "./rename.ts"
import { pullOf, readOf, sendOf } from "./requests.ts"

export type { Action } from "./group-action.ts"

export type Local = Node | Faults | History
export type GroupSignal = FaultSignal | Note | PowerLossSignal | TablesSignal

export type GroupModel = Model<Local, Packet, Action, GroupSignal>
export type GroupProperty = Property<Local, Packet, Action, GroupSignal>

/** The bounds of a model. All of them are in its name. */
export interface GroupOptions {
  readonly name: string
  readonly machine: BrokerMachine
  readonly nodes: number
  /** No election is started beyond this term. */
  readonly terms: number
  /** Only these nodes may start elections, if given: the others are as good, and symmetry does the rest. */
  readonly standing?: readonly number[]
  /** A leader of a released DLedger gives up only when it hears of a higher term, not because it hears from nobody. */
  readonly leadersStay?: boolean
  /** A node that knows its leader does not stand: heartbeats arrive in time. */
  readonly patient?: boolean
  /** How often a dispatcher of a released DLedger gives up a COMPARE or TRUNCATE and asks again, in one leadership. */
  readonly retries?: number
  /** Pairs of nodes that never hear from each other: what one sends to the other is lost at once. */
  readonly apart?: readonly (readonly [number, number])[]
  readonly messages: number
  /** Messages in each send: a batch, if more than one. */
  readonly batch?: number
  /** What clients and operators may ask any node at any time. Topics are changed twice at most. */
  readonly asks?: readonly BrokerEvent[]
  /** Reads of where the queue ends, asked of nodes that think they lead. */
  readonly reads?: number
  /** Messages between nodes at any moment. */
  readonly inFlight: number
  readonly faults: { readonly [fault in Fault]?: number }
  /** What may be written and not yet on disk: entries of the log, term and vote; or committed and not yet in the queues. Needed for power losses and disk errors to mean anything. */
  readonly fine?: readonly ("log" | "vote" | "queues")[]
  /** What is asked of a disk that is busy waits for its turn, instead of joining what is under way. */
  readonly busyDisk?: boolean
  /** Any message may be lost, however many: few in flight then leave out little. */
  readonly lossy?: boolean
  readonly ghosts: readonly Ghost[]
  readonly ackRequires?: AckRequires
  readonly config?: Partial<Config>
  /** A node may replace what is dispatched by a snapshot. */
  readonly compaction?: boolean
  /** Consumers pull, from the leader or (with `enableSlaveActingMaster`) from followers. */
  readonly pulls?: boolean
  readonly transfer?: boolean
  /** Timers other than election and heartbeat are left out: what they do is checked in models of their own. */
  readonly timers?: readonly (TimerEvent["_tag"] | "PushTimeout")[]
  readonly properties: readonly ((world: World) => GroupProperty)[]
}

/** What a property needs to know of the world's layout. */
export interface World {
  readonly options: GroupOptions
  readonly nodes: readonly string[]
  readonly nodeSlots: readonly number[]
  readonly faultsSlot: number
  readonly historySlot: number
}

/** Slots of a group's world, by name. */
export const slotNames = (nodes: readonly string[]): readonly string[] => [...nodes, "faults", "history"]

export const nodeNames = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `n${i}`)

export const nodeAt = (locals: readonly Local[], slot: number): Node => locals[slot] as Node
export const historyOf = (world: World, locals: readonly Local[]): History => locals[world.historySlot] as History

export const groupModel = (options: GroupOptions): GroupModel => {
  refuseGroupContradictions(options)
  const nodes = nodeNames(options.nodes)
  const nodeSlots = nodes.map((_, i) => i)
  const faultsSlot = options.nodes
  const historySlot = options.nodes + 1
  const world: World = { options, nodes, nodeSlots, faultsSlot, historySlot }
  const fine = { log: options.fine?.includes("log") ?? false, vote: options.fine?.includes("vote") ?? false, queues: options.fine?.includes("queues") ?? false }
  const nodeOptions: NodeOptions = { machine: options.machine, fine, busyDisk: options.busyDisk ?? false }
  const timers = new Set<string>(options.timers ?? ["ElectionTimeout", "HeartbeatTimeout", ...(options.ackRequires === "PAGE_CACHE" && fine.log ? ["FlushTimeout"] : [])])
  const ghosts = new Set<Ghost>(options.ghosts)
  const apart = (from: string, to: string): boolean =>
    options.apart !== undefined && options.apart.some(([a, b]) => (nodes[a] === from && nodes[b] === to) || (nodes[a] === to && nodes[b] === from))
  const cuts = (options.faults.cut ?? 0) > 0 ? cutsOf(nodes) : []

  const configOf = (slot: number): Config => ({
    ...defaults,
    ...options.config,
    ackRequires: options.ackRequires ?? "FSYNC",
    dLegerSelfId: nodes[slot] as string,
    peers: nodes.filter((_, i) => i !== slot)
  })

  const keepsApart = (to: readonly number[]): boolean => options.apart === undefined || options.apart.every(([a, b]) => apart(nodes[to[a] as number] as string, nodes[to[b] as number] as string))
  const mayStand = (slot: number): boolean => options.standing === undefined || options.standing.includes(slot)

  const slotOf = (node: string): number => nodes.indexOf(node)

  const fault = (kind: Fault): Signal<GroupSignal> => ({ to: faultsSlot, signal: { fault: kind } })
  const note = (n: Note): Signal<GroupSignal> => ({ to: historySlot, signal: n })
  const asked = (operation: string) => (ghosts.has("operations") ? [note({ note: "invoked", operation })] : [])
  const wiped = (slot: number) => (ghosts.has("votes") ? [note({ note: "wiped", node: nodes[slot] as string })] : [])

  /** Turns what a node did into an outcome: its packets leave, and the history learns what it wants to know. */
  const outcome = (before: Node, effects: Effects, signals: readonly Signal<GroupSignal>[] = []): Outcome<Local, Packet, GroupSignal> => ({
    local: effects.node,
    sends: effects.packets.filter(({ to }) => !apart(effects.node.broker.config.dLegerSelfId, to)).map(({ to, packet }): Send<Packet> => ({ to: slotOf(to), message: packet })),
    signals: [...signals, ...notes(before, effects)],
    verdicts: effects.verdicts,
    detail: effects.taken
  })

  const notes = (before: Node, { node, outputs, packets, events }: Effects): readonly Signal<GroupSignal>[] => {
    const found: Signal<GroupSignal>[] = []
    const { raft, config } = node.broker
    const self = config.dLegerSelfId
    const reborn = events[0]?._tag === "Recovered"
    if (ghosts.has("leaders") && raft.role === "LEADER" && (before.broker.raft.role !== "LEADER" || before.broker.raft.term !== raft.term || reborn))
      found.push(note({ note: "led", term: raft.term, node: self }))
    if (ghosts.has("votes")) {
      for (const { to, packet } of packets)
        if (isGranted(packet)) found.push(note({ note: "voted", term: packet.term, voter: self, candidate: to }))
      // DLedger counts its own vote when it asks for the others', on disk or not.
      if (packets.some(({ packet }) => packet._tag === "VoteRequest") && raft.votedFor === self) found.push(note({ note: "voted", term: raft.term, voter: self, candidate: self }))
      if (raft.role !== "FOLLOWER" && raft.votedFor === self && raft.saved.term === raft.term && raft.saved.votedFor === self && before.broker.raft.saved !== raft.saved)
        found.push(note({ note: "voted", term: raft.term, voter: self, candidate: self }))
    }
    if (ghosts.has("commits") && raft.commitIndex > (reborn ? -1 : before.broker.raft.commitIndex)) {
      const all = Disk.allEntries(node.disk)
      for (let index = (reborn ? -1 : before.broker.raft.commitIndex) + 1; index <= raft.commitIndex; index++) {
        const entry = all[index]
        if (entry !== undefined) found.push(note({ note: "committed", index, entry, inTerm: raft.term }))
      }
    }
    if (ghosts.has("acks"))
      for (const output of outputs) if (output._tag === "ReplySend") found.push(note({ note: "acked", message: String(output.request), inTerm: raft.term, queueOffset: output.queueOffset }))
    if (ghosts.has("operations")) {
      for (const output of outputs) {
        if (output._tag === "ReplySend") found.push(note({ note: "answered", operation: String(output.request), value: output.queueOffset }))
        else if (output._tag === "ReplyOffset") found.push(note({ note: "answered", operation: String(output.request), value: output.offset }))
        else if (output._tag === "Reply") found.push(note({ note: "abandoned", operation: String(output.request) }))
      }
      if (reborn) found.push(...abandonedBy(before))
    }
    return found
  }

  /** Reads that a node takes with it when it goes down. */
  const abandonedBy = (node: Node): readonly Signal<GroupSignal>[] =>
    ghosts.has("operations") ? node.broker.pendingReads.map(({ request }) => note({ note: "abandoned", operation: String(request) })) : []

  const nodeActions = (slot: number, node: Node): readonly Action[] => {
    const found: Action[] = []
    const { broker, disk } = node
    if (node.dead) return []
    for (const timer of node.timers) {
      if (!timers.has(timer._tag) || ("peer" in timer && apart(nodes[slot] as string, String(timer.peer)))) continue
      if (timer._tag === "ElectionTimeout") {
        // In DLedger it may also end a vote, or hold one in the same term.
        if (!timers.has("PushTimeout") && broker.raft.voter && broker.raft.role !== "LEADER" && broker.raft.term >= options.terms) continue
        if (options.patient && broker.raft.leader !== null) continue
        if (options.leadersStay && broker.raft.role === "LEADER") continue
        if (options.standing !== undefined && !options.standing.includes(slot) && broker.raft.voter && !takesTerm(broker)) continue
      }
      found.push({ do: "fire", timer })
    }
    if (broker.raft.role === "LEADER") for (let i = 1; i <= options.messages; i++) found.push({ do: "send", message: `m${i}` })
    if (broker.raft.role === "LEADER") for (let i = 1; i <= (options.reads ?? 0); i++) found.push({ do: "read", read: `r${i}` })
    if (disk.flushing !== null) found.push({ do: "flushed" })
    if (disk.saving !== null) found.push({ do: "saved" })
    if (disk.dispatching !== undefined) found.push({ do: "dispatched" })
    // No two requests that wait have one name.
    for (const event of options.asks ?? []) if (event._tag !== "PullMessage" || !isHeld(broker, event.request)) found.push({ do: "ask", event })
    if ((options.faults.crash ?? 0) > 0) found.push({ do: "crash" })
    if ((options.faults.kill ?? 0) > 0) found.push({ do: "kill" })
    if ((options.faults.powerLoss ?? 0) > 0)
      for (let last = disk.durable; last <= Disk.lastIndexOf(disk); last++) {
        found.push({ do: "powerLoss", last, keepsSaving: false })
        if (disk.saving !== null) found.push({ do: "powerLoss", last, keepsSaving: true })
      }
    if ((options.faults.diskLoss ?? 0) > 0 && disk.used) found.push({ do: "diskLoss" })
    // Entries behind what was on disk are gone as well.
    if ((options.faults.damage ?? 0) > 0) for (let last = disk.compacted.length - 1; last < disk.durable; last++) found.push({ do: "damage", last })
    if ((options.faults.diskError ?? 0) > 0 && !broker.diskFailed && (disk.flushing !== null || disk.saving !== null)) found.push({ do: "diskError" })
    if (options.compaction && broker.dispatchedIndex >= disk.compacted.length) found.push({ do: "compact" })
    if (options.transfer && broker.raft.role === "LEADER" && broker.raft.transferee === null)
      for (const to of broker.config.peers) found.push({ do: "transfer", to })
    if (!broker.raft.voter && !broker.raft.tablesTaken) for (const from of broker.config.peers) found.push({ do: "tables", from })
    if (options.pulls) for (let offset = 0; offset < options.messages; offset++) found.push({ do: "pull", offset })
    return found
  }

  const act = (slot: number, node: Node, action: Action): Outcome<Local, Packet, GroupSignal> | undefined => {
    const take = (event: BrokerEvent) => outcome(node, perform(nodeOptions, node, event))
    switch (action.do) {
      case "fire":
        return outcome(node, fire(nodeOptions, node, action.timer))
      case "send": {
        const effects = perform(nodeOptions, node, sendOf(action.message, options.batch))
        // A send that is refused changes nothing; its producer tries again.
        return effects.node.broker === node.broker ? undefined : outcome(node, effects, [note({ note: "sent", message: action.message }), ...asked(action.message)])
      }
      case "read": {
        const effects = perform(nodeOptions, node, readOf(action.read))
        // Nor does a read that is refused.
        return effects.outputs.some(({ _tag }) => _tag === "Reply") ? undefined : outcome(node, effects, asked(action.read))
      }
      case "flushed": {
        const disk = Disk.flushed(node.disk)
        const { stale } = node.disk
        return outcome(node, perform(nodeOptions, { ...node, disk }, stale === undefined ? flushedEvent(disk) : { _tag: "Flushed", ...stale }))
      }
      case "dispatched": {
        const last = node.disk.dispatching as number
        return outcome(node, perform(nodeOptions, { ...node, disk: Disk.dispatched(node.disk) }, { _tag: "Dispatched", index: last, ends: endsUpTo(node.disk, last) }))
      }
      case "ask":
        return take(action.event)
      case "saved": {
        const disk = Disk.saved(node.disk)
        return outcome(node, perform(nodeOptions, { ...node, disk }, { _tag: "HardStateSaved", ...disk.hard }))
      }
      case "crash":
        return outcome(node, boot(nodeOptions, configOf(slot), Disk.afterCrash(node.disk), false), [fault("crash")])
      case "kill":
        return { local: { broker: options.machine.init(configOf(slot)), disk: node.disk, timers: [], dead: true }, signals: [fault("kill"), ...abandonedBy(node)] }
      case "powerLoss":
        return outcome(node, boot(nodeOptions, configOf(slot), Disk.afterPowerLoss(node.disk, action.last, action.keepsSaving), false), [fault("powerLoss")])
      case "diskLoss":
        return outcome(node, boot(nodeOptions, configOf(slot), Disk.blankDisk, false), [fault("diskLoss"), ...wiped(slot)])
      case "damage":
        return outcome(node, boot(nodeOptions, configOf(slot), Disk.afterDamage(node.disk, action.last), false), [fault("damage")])
      case "diskError": {
        const effects = perform(nodeOptions, { ...node, disk: Disk.idle(node.disk) }, { _tag: "DiskFailed", reason: "fsync" })
        return outcome(node, effects, [fault("diskError")])
      }
      case "compact": {
        const index = node.broker.dispatchedIndex
        return outcome(node, perform(nodeOptions, { ...node, disk: Disk.compact(node.disk, index) }, { _tag: "Compacted", index, ends: endsUpTo(node.disk, index) }))
      }
      case "transfer":
        return take({ _tag: "LeadershipTransfer", request: "transfer", to: action.to })
      case "pull":
        return take(pullOf(action.offset, options.messages))
      case "tables": {
        // Sent and delivered in one: what is delivered late is of an older term, or the same.
        const { from } = action
        const { term } = node.broker.raft
        const effects = perform(nodeOptions, node, { _tag: "CopyMetadata", from, term, topicVersion: 0, topics: TOPICS, offsets: OFFSETS })
        return outcome(node, effects, [{ to: slotOf(from), signal: { sendsTables: term } }, ...(cuts.length > 0 ? [{ to: faultsSlot, signal: { over: `${from}>${nodes[slot]}` } }] : [])])
      }
      case "cut":
      case "heal":
      case "powerLossOfAll":
        return undefined
    }
  }

  /** All at once; each node keeps as much as it happens to. */
  const powerLosses = (options.faults.powerLossOfAll ?? 0) > 0 ? waysToLosePower(options.nodes, options.messages + options.terms, fine).map((ways): Action => ({ do: "powerLossOfAll", nodes: ways })) : []

  const isNext = remembered((message: string): readonly Signal<GroupSignal>[] => [note({ note: "sent", message })])
  const isLeft = remembered((kind: Fault): readonly Signal<GroupSignal>[] => [fault(kind)])

  /** What these actions ask of the shared slots, whatever the node makes of them. */
  const demands = (action: Action): readonly Signal<GroupSignal>[] => {
    switch (action.do) {
      case "send":
        return isNext(action.message)
      case "crash":
      case "kill":
      case "powerLoss":
      case "diskLoss":
      case "damage":
      case "diskError":
        return isLeft(action.do)
      default:
        return NOTHING
    }
  }

  const losesPower = (slot: number, node: Node, { keeps, keepsSaving }: PowerLossSignal): Node | undefined => {
    const last = node.disk.durable + keeps
    // What is not there cannot be kept.
    if (last > Disk.lastIndexOf(node.disk) || (keepsSaving && node.disk.saving === null)) return undefined
    return boot(nodeOptions, configOf(slot), Disk.afterPowerLoss(node.disk, last, keepsSaving), false).node
  }

  /** It leads this term, and has tables to send. */
  const sendsTables = (node: Node, { sendsTables: term }: TablesSignal): Node | undefined =>
    node.dead !== true && isReady(node.broker) && node.broker.raft.term === term && holdsOffsets(node.broker) ? node : undefined

  const faultActions = (faults: Faults): readonly Action[] => [
    ...(faults.cut.length === 0 && (faults.left.cut ?? 0) > 0 ? cuts.map((links): Action => ({ do: "cut", links })) : []),
    ...(faults.cut.length > 0 ? [{ do: "heal" } as const] : []),
    ...((faults.left.powerLossOfAll ?? 0) > 0 ? powerLosses : [])
  ]

  const actFaults = (faults: Faults, action: Action): Outcome<Local, Packet, GroupSignal> | undefined => {
    if (action.do === "heal") return { local: { ...faults, cut: [] } }
    if (action.do === "powerLossOfAll") {
      const spent = spend(faults, { fault: "powerLossOfAll" })
      return spent && { local: spent, signals: action.nodes.map((signal, to) => ({ to, signal })) }
    }
    if (action.do !== "cut") return undefined
    const spent = spend(faults, { fault: "cut" })
    const local = spent && spend(spent, { cutLinks: action.links })
    return local && { local }
  }

  // The group's first start is behind it: every node has noted on its disk that it began.
  const first = nodes.map((_, slot) => boot({ ...nodeOptions, fine: { log: false, vote: false } }, configOf(slot), Disk.blankDisk, true))

  const properties = options.properties.map((property) => property(world))

  return {
    name: options.name,
    slots: slotNames(nodes),
    initial: { verdicts: first.flatMap(({ verdicts }) => verdicts), locals: [...first.map(({ node }) => node), { left: options.faults, cut: [] }, initialHistory] },
    actions: (slot, local) => (slot < options.nodes ? nodeActions(slot, local as Node) : slot === faultsSlot ? faultActions(local as Faults) : []),
    act: (slot, local, action) => (slot === faultsSlot ? actFaults(local as Faults, action) : act(slot, local as Node, action)),
    demands: (_slot, action) => demands(action),
    receive: (_slot, local, from, packet) => {
      const node = local as Node
      if (node.dead) return { local }
      const { bodies, ...message } = packet
      const event = { ...message, from: nodes[from] as string } as BrokerEvent
      return outcome(node, perform(nodeOptions, node, event, bodies, bodiesFrom(message)))
    },
    observe: (slot, local, signal) => {
      if (slot === faultsSlot) return spend(local as Faults, signal as FaultSignal)
      if (slot === historySlot) return record(local as History, signal as Note)
      return "sendsTables" in signal ? sendsTables(local as Node, signal) : losesPower(slot, local as Node, signal as PowerLossSignal)
    },
    network: {
      kind: "multiset",
      maxInFlight: options.inFlight,
      ...(options.lossy ? { lose: [] } : (options.faults.lose ?? 0) > 0 ? { lose: [fault("lose")] } : {}),
      ...((options.faults.duplicate ?? 0) > 0 ? { duplicate: [fault("duplicate")] } : {}),
      ...(cuts.length > 0 ? { carry: (from: number, to: number) => [{ to: faultsSlot, signal: { over: `${nodes[from]}>${nodes[to]}` } }] } : {})
    },
    within: (slot, local) => slot >= options.nodes || ((local as Node).broker.raft.term <= options.terms && retries((local as Node).broker) <= (options.retries ?? Infinity) && (options.asks === undefined || (local as Node).broker.topicVersion <= 2)),
    properties,
    // A loop of orbits is no loop of states.
    ...(properties.some(({ kind }) => kind === "eventually") ? {} : { symmetry: {
      // Nodes that may stand for election change places among each other, and the others among each other.
      permutations: permutationsOfNodes(options.nodes, 2).filter((to) => nodeSlots.every((slot) => mayStand(slot) === mayStand(to[slot] as number)) && keepsApart(to)),
      renameLocal: (_slot, local, permutation) => rename(local, namesOf(nodes, permutation)),
      renameMessage: (packet, permutation) => rename(packet, namesOf(nodes, permutation))
    } }),
    describe: (move) => describe(nodes, move)
  }
}

const isHeld = ({ held }: Broker, request: unknown): boolean => [...HashMap.values(held)].some((pulls) => pulls.some((pull) => pull.request === request))

/** Most actions ask nobody. */
const NOTHING: readonly never[] = []

/** What each of `nodes` keeps when all lose power: none, some or all of at most `most` entries. */
const waysToLosePower = (nodes: number, most: number, fine: NodeOptions["fine"]): readonly (readonly PowerLossSignal[])[] =>
  listsOf(nodes, Array.from({ length: fine.log ? most + 1 : 1 }, (_, keeps) => [false, ...(fine.vote ? [true] : [])].map((keepsSaving) => ({ keeps, keepsSaving }))).flat())

/** In DLedger a node takes the term of a candidate or a leader when its own timer fires. */
const takesTerm = ({ raft, dledger }: Node["broker"]): boolean => raft.role === "CANDIDATE" && dledger.round === null && dledger.needIncreaseTermImmediately

/** Of a leader: one that gives up leading gives up what it has asked as well. */
const retries = ({ raft, dledger }: Node["broker"]): number => (raft.role === "LEADER" ? Math.max(0, ...Object.values(dledger.dispatchers).map(({ opaque }) => opaque)) : 0)

type Granted = Extract<Packet, { readonly _tag: "RequestVoteReply" | "VoteResponse" }>

const isGranted = (packet: Packet): packet is Granted =>
  packet._tag === "RequestVoteReply" ? packet.granted : packet._tag === "VoteResponse" && packet.voteResult === "ACCEPT"
