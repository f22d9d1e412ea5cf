/**
 * The client's view: brokers (a DLedger group, or masters and slaves with fixed roles), their NameServers, a producer and a
 * consumer, each its own machine, over one network. Slots: the brokers, the NameServers, the producer, the consumer, then
 * faults and history as in `group.ts`.
 *
 * A connection is not modelled: a crash sends word of its end to everybody who may have had one, and so does whoever is
 * dead to all who ask it. Slaves do not copy here: `brokers.ts` has that.
 *
 * @module
 */
import { keyText } from "./key-text.ts"
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import { defaults } from "../../spec/broker/config.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import { consumerDefaults, producerDefaults } from "../../spec/client/config.ts"
import type { ConsumerEvent } from "../../spec/client/consumer/events.ts"
import { consumer } from "../../spec/client/consumer/index.ts"
import type { ConsumerOutput } from "../../spec/client/consumer/outputs.ts"
import type { Consumer } from "../../spec/client/consumer/state.ts"
import type { ProducerEvent } from "../../spec/client/producer/events.ts"
import { producer } from "../../spec/client/producer/index.ts"
import type { ProducerOutput } from "../../spec/client/producer/outputs.ts"
import type { Producer } from "../../spec/client/producer/state.ts"
import { step, verdictOf } from "../../spec/machine.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import type { NameServerEvent } from "../../spec/name-server/events.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import type { NameServerOutput } from "../../spec/name-server/outputs.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import type { Model, Outcome, Property, Send, Signal } from "../engine/model.ts"
import { describeService } from "./describe-service.ts"
import { afterCrash, blankDisk, isMessage } from "./disk.ts"
import { type Fault, type Faults, spend } from "./faults.ts"
import { type History, initialHistory, type Note, record } from "./history.ts"
import { type Member, membersOf } from "./member.ts"
import { boot, type BrokerMachine, type Effects, fire, type Node, type NodeOptions, type Packet, perform, TOPIC } from "./node.ts"

/** A client machine or NameServer with its armed timers, by name. */
export interface Armed<State, Timer> {
  readonly state: State
  readonly timers: readonly Timer[]
  /** Gone for good. */
  readonly dead?: true
}

export type ServiceLocal =
  | Node
  | Armed<NameServer, NameServerEvent>
  | Armed<Producer, ProducerEvent>
  | Armed<Consumer, ConsumerEvent>
  | Faults
  | History

export type ServiceMessage =
  | Packet
  | { readonly is: "nameServer"; readonly event: NameServerEvent }
  | { readonly is: "producer"; readonly event: ProducerEvent }
  | { readonly is: "consumer"; readonly event: ConsumerEvent }
  | { readonly is: "broker"; readonly event: BrokerEvent }

export type ServiceAction =
  | { readonly do: "fire"; readonly timer: { readonly _tag: string } }
  | { readonly do: "send"; readonly message: string }
  | { readonly do: "crash" }
  | { readonly do: "kill" }
  /** An operator takes a broker off writing. */
  | { readonly do: "wipe"; readonly brokerName: string }

export type ServiceSignal = { readonly fault: Fault } | Note
export type ServiceModel = Model<ServiceLocal, ServiceMessage, ServiceAction, ServiceSignal>
export type ServiceProperty = Property<ServiceLocal, ServiceMessage, ServiceAction, ServiceSignal>

export interface ServiceOptions {
  readonly name: string
  readonly machine: BrokerMachine
  /** Brokers of a DLedger group; with `members`: how many these are. */
  readonly nodes: number
  /** Brokers with fixed roles. Absent: a DLedger group. */
  readonly members?: readonly Member[]
  readonly terms: number
  /** Nodes that may start elections: with the others it is the same, under other names. */
  readonly standing: readonly number[]
  readonly nameServers: number
  readonly messages: number
  readonly inFlight: number
  /** Crashes, and restarts, of a leader or master. */
  readonly crashes: number
  /** What else may go wrong: a leader or master that dies for good, NameServers that restart with empty tables or die. */
  readonly faults?: { readonly [fault in "kill" | "nameServerCrash" | "nameServerKill" | "wipeWritePerm"]?: number }
  readonly consumes: boolean
  /** Timers of brokers and NameServers that may fire besides: brokers register again, NameServers drop who is silent. */
  readonly timers?: readonly ("RegisterTimeout" | "HeartbeatTimeout" | "BrokerExpired")[]
  /** The machine of the NameServers; the spec's unless told otherwise. */
  readonly nameServerMachine?: typeof nameServer
  /** The machine of the producer; the spec's unless told otherwise. */
  readonly producerMachine?: typeof producer
  readonly properties: readonly ((layout: Layout) => ServiceProperty)[]
}

export interface Layout {
  readonly options: ServiceOptions
  readonly nodeSlots: readonly number[]
  readonly nameServerSlots: readonly number[]
  readonly producerSlot: number
  readonly consumerSlot: number
  readonly faultsSlot: number
  readonly historySlot: number
}

type Out = Outcome<ServiceLocal, ServiceMessage, ServiceSignal>

const GROUP = "broker-a"

/** Timers of clients and NameServers that every world has; the others would only add steps that change nothing. */
const TIMERS = ["RoutePollTimeout", "SendTimeout", "QueueTimeout"]

export const serviceModel = (options: ServiceOptions): ServiceModel => {
  const nodes = options.members?.map(({ name }) => name) ?? Array.from({ length: options.nodes }, (_, i) => `n${i}`)
  const timers = new Set<string>([...TIMERS, ...(options.timers ?? [])])
  const budget: { readonly [fault in Fault]?: number } = { crash: options.crashes, ...options.faults }
  const names = Array.from({ length: options.nameServers }, (_, i) => `ns${i}`)
  const nodeSlots = nodes.map((_, i) => i)
  const nameServerSlots = names.map((_, i) => options.nodes + i)
  const producerSlot = options.nodes + options.nameServers
  const consumerSlot = producerSlot + 1
  const faultsSlot = producerSlot + 2
  const historySlot = producerSlot + 3
  const layout: Layout = { options, nodeSlots, nameServerSlots, producerSlot, consumerSlot, faultsSlot, historySlot }
  const slots = [...nodes, ...names, "producer", "consumer", "faults", "history"]
  const nodeOptions: NodeOptions = { machine: options.machine, fine: { log: false, vote: false } }
  const slotOf = (name: string): number => slots.indexOf(name)

  const configOf = (slot: number): Config => {
    const self = { ...defaults, dLegerSelfId: nodes[slot] as string, enableSlaveActingMaster: false }
    const member = options.members?.[slot]
    if (member === undefined) return { ...self, peers: nodes.filter((_, i) => i !== slot) }
    const { brokerName, role, master = null } = member
    const peers = membersOf(options.members ?? [], member.name).filter((other) => other !== member.name)
    return { ...self, brokerName, peers, ...(role === "slave" ? { brokerRole: "SLAVE", brokerId: 1, haMaster: master } : { brokerRole: "ASYNC_MASTER", brokerId: 0 }) }
  }
  const brokerNameOf = (slot: number): string => options.members?.[slot]?.brokerName ?? GROUP
  const note = (n: Note): Signal<Note> => ({ to: historySlot, signal: n })

  /** A broker's connection to the NameServers; it ends with its life. */
  const channelOf = (slot: number, { life = 0 }: Node): string => (life === 0 ? (nodes[slot] as string) : `${nodes[slot]}/${life}`)

  const clientOf = (request: unknown): "producer" | "consumer" => (String(request).startsWith("m") ? "producer" : "consumer")

  /** What a broker says to anybody but its peers. */
  const fromBroker = (slot: number, output: BrokerOutput, node: Node): readonly Send<ServiceMessage>[] => {
    switch (output._tag) {
      case "RegisterBroker":
        return nameServerSlots.map((to) => ({
          to,
          message: {
            is: "nameServer",
            event: {
              _tag: "RegisterBroker",
              request: nodes[slot] as string,
              channel: channelOf(slot, node),
              clusterName: "c",
              brokerName: brokerNameOf(slot),
              brokerId: output.brokerId,
              brokerAddr: nodes[slot] as string,
              haServerAddr: "",
              term: output.term,
              topics: output.topics
            }
          }
        }))
      case "ReplySend":
        return [{ to: producerSlot, message: { is: "producer", event: { _tag: "SendReply", request: output.request, code: "SUCCESS", queueOffset: output.queueOffset } } }]
      case "Reply":
        return clientOf(output.request) === "producer"
          ? [{ to: producerSlot, message: { is: "producer", event: { _tag: "SendReply", request: output.request, code: output.code, queueOffset: -1 } } }]
          : [{ to: consumerSlot, message: { is: "consumer", event: { _tag: "PullReply", request: output.request, code: output.code, found: [], nextBeginOffset: 0 } } }]
      case "ReplyOffset":
        return [{ to: consumerSlot, message: { is: "consumer", event: { _tag: "OffsetReply", request: output.request, code: "SUCCESS", offset: output.offset } } }]
      case "ReplyPull": {
        const messages = node.disk.entries.map(({ payload }) => payload).filter(isMessage)
        const found = output.offsets.map((offset) => ({ offset, message: messages[offset] as string }))
        return [{ to: consumerSlot, message: { is: "consumer", event: { _tag: "PullReply", request: output.request, code: output.code, found, nextBeginOffset: output.nextBeginOffset } } }]
      }
      default:
        return []
    }
  }

  const ofNode = (slot: number, before: Node, effects: Effects, signals: Out["signals"] = [], sends: readonly Send<ServiceMessage>[] = [], life = before.life): Out => {
    const { packets, outputs, verdicts } = effects
    const node: Node = life === undefined ? effects.node : { ...effects.node, life }
    const notes: Signal<Note>[] = []
    const from = before.broker.raft.commitIndex
    for (let index = from + 1; index <= node.broker.raft.commitIndex; index++) {
      const entry = node.disk.entries[index]
      if (entry !== undefined) notes.push(note({ note: "committed", index, entry, inTerm: node.broker.raft.term }))
    }
    for (const output of outputs)
      if (output._tag === "ReplySend") notes.push(note({ note: "acked", message: messageOf(String(output.request)), inTerm: node.broker.raft.term }))
    return {
      local: node,
      sends: [...packets.map(({ to, packet }) => ({ to: slotOf(to), message: packet })), ...outputs.flatMap((output) => fromBroker(slot, output, node)), ...sends],
      signals: [...signals, ...notes],
      verdicts,
      detail: effects.taken
    }
  }

  /** A machine without a disk takes an event; timers are kept, everything else is sent. */
  const ofMachine = <State, E extends { readonly _tag: string }, O extends { readonly _tag: string }>(
    machine: Parameters<typeof step<State, E, O>>[0] & { readonly name: string },
    local: Armed<State, E>,
    event: E,
    send: (output: O) => readonly Send<ServiceMessage>[]
  ): Out => {
    const [state, outputs] = step(machine, local.state, event)
    let armed = local.timers
    const name = (timer: E): string => keyText(timer)
    const sends: Send<ServiceMessage>[] = []
    for (const output of outputs) {
      const timer = (output as unknown as { readonly event?: E }).event
      if (output._tag === "ArmTimer" && timer !== undefined) {
        if (timers.has(timer._tag)) armed = [...armed.filter((other) => name(other) !== name(timer)), timer].sort((a, b) => (name(a) < name(b) ? -1 : 1))
      } else if (output._tag === "CancelTimer" && timer !== undefined) armed = armed.filter((other) => name(other) !== name(timer))
      else sends.push(...send(output))
    }
    return { local: { state, timers: armed } as unknown as ServiceLocal, sends, verdicts: [`${machine.name} ${verdictOf(machine, local.state, event)}`] }
  }

  const ofNameServer = (local: ServiceLocal, event: NameServerEvent): Out =>
    ofMachine<NameServer, NameServerEvent, NameServerOutput>(options.nameServerMachine ?? nameServer, local as Armed<NameServer, NameServerEvent>, event, (output) => {
      const route = output._tag === "ReplyRoute" ? output.route : null
      if (!("request" in output) || (output._tag !== "ReplyRoute" && output._tag !== "Reply")) return []
      if (String(output.request) === "producer") return [{ to: producerSlot, message: { is: "producer", event: { _tag: "RouteReply", route } } }]
      if (String(output.request) === "consumer") return [{ to: consumerSlot, message: { is: "consumer", event: { _tag: "RouteReply", route } } }]
      return []
    })

  const askRoute = (who: string, { to, topic }: { readonly to: string; readonly topic: string }): readonly Send<ServiceMessage>[] => [
    { to: slotOf(to), message: { is: "nameServer", event: { _tag: "GetRouteInfoByTopic", request: who, topic } } }
  ]

  const ofProducer = (local: ServiceLocal, event: ProducerEvent): Out =>
    ofMachine<Producer, ProducerEvent, ProducerOutput>(options.producerMachine ?? producer, local as Armed<Producer, ProducerEvent>, event, (output) => {
      if (output._tag === "GetRouteInfoByTopic") return askRoute("producer", output)
      if (output._tag !== "SendMessage") return []
      const { request, topic, queueId } = output
      const sent: BrokerEvent = { _tag: "SendMessage", request, topic, queueId, count: 1, bodySize: 1, propertiesSize: 0, defaultTopicQueueNums: 1 }
      return [{ to: slotOf(output.to), message: { is: "broker", event: sent } }]
    })

  const ofConsumer = (local: ServiceLocal, event: ConsumerEvent): Out =>
    ofMachine<Consumer, ConsumerEvent, ConsumerOutput>(consumer, local as Armed<Consumer, ConsumerEvent>, event, (output) => {
      if (output._tag === "GetRouteInfoByTopic") return askRoute("consumer", output)
      if (output._tag === "QueryConsumerOffset") {
        const { to, request, group, topic, queueId } = output
        return [{ to: slotOf(to), message: { is: "broker", event: { _tag: "QueryConsumerOffset", request, group, topic, queueId } } }]
      }
      if (output._tag !== "PullMessage") return []
      const { to, request, group, topic, queueId, offset, maxMsgNums, suspendTimeoutMillis, commitOffset, readFromFollower } = output
      const pull: BrokerEvent = { _tag: "PullMessage", request, channel: "consumer", group, topic, queueId, offset, maxMsgNums, codeSet: [], suspendTimeoutMillis, commitOffset, readFromFollower }
      return [{ to: slotOf(to), message: { is: "broker", event: pull } }]
    })

  /** It serves under brokerId 0, or would. */
  const isMaster = (slot: number, { broker }: Node): boolean => (options.members === undefined ? broker.raft.role === "LEADER" : options.members[slot]?.role === "master")

  const nodeActions = (slot: number, node: Node): readonly ServiceAction[] => {
    const { broker } = node
    if (node.dead) return []
    const stands = broker.raft.role !== "LEADER" && broker.raft.term < options.terms && options.standing.includes(slot)
    return [
      ...node.timers.filter(({ _tag }) => (_tag === "ElectionTimeout" ? stands : timers.has(_tag))).map((timer): ServiceAction => ({ do: "fire", timer })),
      ...(options.crashes > 0 && isMaster(slot, node) ? [{ do: "crash" } as const] : []),
      ...((budget.kill ?? 0) > 0 && isMaster(slot, node) ? [{ do: "kill" } as const] : [])
    ]
  }

  const actNode = (slot: number, node: Node, action: ServiceAction): Out | undefined => {
    if (action.do === "fire") return ofNode(slot, node, fire(nodeOptions, node, action.timer as never))
    if (action.do !== "crash" && action.do !== "kill") return undefined
    const gone = nodes[slot] as string
    const word: Send<ServiceMessage>[] = [
      ...nameServerSlots.map((to) => ({ to, message: { is: "nameServer", event: { _tag: "ChannelClosed", channel: channelOf(slot, node) } } as const })),
      { to: producerSlot, message: { is: "producer", event: { _tag: "ChannelClosed", address: gone } } },
      ...(options.consumes ? [{ to: consumerSlot, message: { is: "consumer", event: { _tag: "ChannelClosed", address: gone } } } as const] : [])
    ]
    const signals: readonly Signal<ServiceSignal>[] = [{ to: faultsSlot, signal: { fault: action.do } }]
    if (action.do === "kill") return { local: { broker: options.machine.init(configOf(slot)), disk: node.disk, timers: [], dead: true }, sends: word, signals }
    return ofNode(slot, node, boot(nodeOptions, configOf(slot), afterCrash(node.disk), false), signals, word, (node.life ?? 0) + 1)
  }

  /** The connection to whoever is dead cannot be made. */
  const refused = (from: number, address: string): readonly Send<ServiceMessage>[] => {
    if (from === producerSlot) return [{ to: from, message: { is: "producer", event: { _tag: "ChannelClosed", address } } }]
    return from === consumerSlot ? [{ to: from, message: { is: "consumer", event: { _tag: "ChannelClosed", address } } }] : []
  }

  const nameServerActions = (slot: number, { state, timers: armed, dead }: Armed<NameServer, NameServerEvent>): readonly ServiceAction[] => {
    if (dead) return []
    const fires = armed.map((timer): ServiceAction => ({ do: "fire", timer }))
    return [
      ...fires,
      ...((budget.nameServerCrash ?? 0) > 0 ? [{ do: "crash" } as const] : []),
      ...((budget.nameServerKill ?? 0) > 0 ? [{ do: "kill" } as const] : []),
      // At the first one: an operator's tool asks each in turn, and here one is enough.
      ...((budget.wipeWritePerm ?? 0) > 0 && slot === nameServerSlots[0] && HashMap.has(state.brokerAddrTable, GROUP) ? [{ do: "wipe", brokerName: GROUP } as const] : [])
    ]
  }

  const actNameServer = (slot: number, local: Armed<NameServer, NameServerEvent>, action: ServiceAction): Out | undefined => {
    const signal = (fault: Fault): readonly Signal<ServiceSignal>[] => [{ to: faultsSlot, signal: { fault } }]
    if (action.do === "fire") return ofNameServer(without(local, action.timer), action.timer as NameServerEvent)
    if (action.do === "wipe") return { ...ofNameServer(local, { _tag: "WipeWritePermOfBroker", request: "operator", brokerName: action.brokerName }), signals: signal("wipeWritePerm") }
    if (action.do !== "crash" && action.do !== "kill") return undefined
    const address = slots[slot] as string
    const sends = [producerSlot, ...(options.consumes ? [consumerSlot] : [])].flatMap((client) => refused(client, address))
    const empty = { state: nameServer.init(nameServerDefaults), timers: [] }
    return action.do === "crash" ? { local: empty, sends, signals: signal("nameServerCrash") } : { local: { ...empty, dead: true }, sends, signals: signal("nameServerKill") }
  }

  const first = (): { readonly verdicts: readonly string[]; readonly locals: readonly ServiceLocal[] } => {
    const started = <S, E extends { readonly _tag: string }>(state: S): Armed<S, E> => ({ state, timers: [] })
    const p = ofProducer(started(producer.init({ ...producerDefaults, nameServers: names, topic: TOPIC, retryTimesWhenSendFailed: 1, pollRouteOnFailure: true })) as ServiceLocal, { _tag: "Started" })
    const c = started(consumer.init({ ...consumerDefaults, nameServers: names, topic: TOPIC, suspendTimeoutMillis: 0, pullBatchSize: options.messages + 1 }))
    const begun: Out = options.consumes ? ofConsumer(c as ServiceLocal, { _tag: "Started" }) : { local: c as ServiceLocal }
    const booted = nodes.map((_, slot) => boot(nodeOptions, configOf(slot), blankDisk, true))
    return {
      verdicts: [...booted, p, begun].flatMap(({ verdicts = [] }) => verdicts),
      locals: [
        ...booted.map(({ node }) => node),
        ...names.map(() => started<NameServer, NameServerEvent>(nameServer.init(nameServerDefaults)) as ServiceLocal),
        p.local,
        begun.local,
        { left: budget, cut: [] },
        initialHistory
      ]
    }
  }

  return {
    name: options.name,
    slots,
    initial: first(),
    actions: (slot, local) => {
      if (slot < options.nodes) return nodeActions(slot, local as Node)
      if (nameServerSlots.includes(slot)) return nameServerActions(slot, local as Armed<NameServer, NameServerEvent>)
      if (slot === producerSlot || slot === consumerSlot) {
        const { timers } = local as Armed<Producer, ProducerEvent>
        const fires = timers.map((timer): ServiceAction => ({ do: "fire", timer }))
        if (slot === consumerSlot) return options.consumes ? fires : []
        return [...fires, ...Array.from({ length: options.messages }, (_, i): ServiceAction => ({ do: "send", message: `m${i + 1}` }))]
      }
      return []
    },
    act: (slot, local, action) => {
      if (slot < options.nodes) return actNode(slot, local as Node, action)
      if (nameServerSlots.includes(slot)) return actNameServer(slot, local as Armed<NameServer, NameServerEvent>, action)
      if (action.do === "fire") {
        const rest = without(local as Armed<unknown, { readonly _tag: string }>, action.timer)
        return slot === producerSlot ? ofProducer(rest, action.timer as ProducerEvent) : ofConsumer(rest, action.timer as ConsumerEvent)
      }
      if (action.do !== "send") return undefined
      const sent = ofProducer(local, { _tag: "Send", message: action.message })
      return { ...sent, signals: [note({ note: "sent", message: action.message })] }
    },
    receive: (slot, local, from, message) => {
      if (slot < options.nodes) {
        const node = local as Node
        if (node.dead) return { local, sends: refused(from, nodes[slot] as string) }
        if ("is" in message) return message.is === "broker" ? ofNode(slot, node, perform(nodeOptions, node, message.event)) : undefined
        const { bodies, ...peer } = message
        const event = { ...peer, from: nodes[from] as string } as BrokerEvent
        return ofNode(slot, node, perform(nodeOptions, node, event, bodies, peer._tag === "AppendEntries" ? peer.entries.prevLogIndex + 1 : 0))
      }
      if (!("is" in message)) return undefined
      if (message.is === "nameServer") return (local as Armed<NameServer, NameServerEvent>).dead ? { local, sends: refused(from, slots[slot] as string) } : ofNameServer(local, message.event)
      if (message.is === "producer") return ofProducer(local, message.event)
      return message.is === "consumer" ? ofConsumer(local, message.event) : undefined
    },
    observe: (slot, local, signal) => (slot === faultsSlot ? spend(local as Faults, signal as { readonly fault: Fault }) : record(local as History, signal as Note)),
    network: { kind: "multiset", maxInFlight: options.inFlight, lose: [] },
    within: (slot, local) => slot >= options.nodes || (local as Node).broker.raft.term <= options.terms,
    properties: options.properties.map((property) => property(layout)),
    describe: (move) => describeService(slots, move)
  }
}

/** A timer that fires is armed no more. */
const without = (armed: Armed<unknown, { readonly _tag: string }>, fired: { readonly _tag: string }): ServiceLocal =>
  ({ ...armed, timers: armed.timers.filter((timer) => keyText(timer) !== keyText(fired)) }) as ServiceLocal

/** `m1/2` is the third try of `m1`. */
export const messageOf = (request: string): string => request.split("/")[0] as string
