/**
 * The world of a consumer group: brokers of one mode, and one or two members that pull from them, divide the queues, and lock
 * them. Slots: the brokers, the members, then the faults, then the history.
 *
 * What is made coarse here: a member learns the route from the world (who is up, and what it is); heartbeats, the list of
 * members, and word of the end of a member or broker come in one step, and a member rebalances at any time, told or not; the
 * keeper's tables reach the others in the step that sends them. Messages can be in the logs when the model begins. Everything
 * else, offsets, pulls, commits and locks, travels: in order on each connection, and with its end it is gone.
 *
 * @module
 */
import { keyText } from "./key-text.ts"
import type { TimerEvent } from "../../spec/broker/events.ts"
import { consumerDefaults } from "../../spec/client/config.ts"
import type { ConsumerEvent, ConsumerTimer } from "../../spec/client/consumer/events.ts"
import { consumer } from "../../spec/client/consumer/index.ts"
import type { Progress } from "../../spec/client/consumer/state.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { groupOf } from "../../spec/serving/groups.ts"
import type { Outcome, Send, Signal } from "../engine/model.ts"
import { type Budget, type BudgetSignal, spendBudget, type Strike, strikeKey } from "./budget.ts"
import { arrivedAt, type Client, type ClientSteps, endedAt, heardFrom, isQuestion, isUnderWay, nextNumber, sentTo, takeAsClient } from "./client.ts"
import {
  type ConsumersAction,
  type ConsumersLocal,
  type ConsumersModel,
  type ConsumersOptions,
  type ConsumersPacket,
  type ConsumersSignal,
  type ConsumersWorld,
  GROUP,
  isKeeper,
  type Listed,
  queuesOf,
  storedAt
} from "./consumers-bounds.ts"
import { refuseConsumersContradictions } from "./contradictions.ts"
import { describeConsumers } from "./describe-consumers.ts"
import * as Disk from "./disk.ts"
import { elected } from "./elected.ts"
import { listsOf } from "./faults.ts"
import { listings, routeOf } from "./listing.ts"
import { crash, losePower, memberConfig, type MemberNode, powerOff, receiveAt, start, type Steps, takeAt } from "./member.ts"
import { cancel, flushedEvent, messagesUpTo, type NodeOptions, TOPIC } from "./node.ts"
import { type Consumption, type ConsumptionNote, initialConsumption, recordConsumption } from "./progress.ts"
import { remembered } from "./remembered.ts"
import { sendOf } from "./requests.ts"

type Out = Outcome<ConsumersLocal, ConsumersPacket, ConsumersSignal>

export const consumersModel = (options: ConsumersOptions): ConsumersModel => {
  refuseConsumersContradictions(options)
  const brokers = options.members.map(({ name }) => name)
  const names = [...brokers, ...options.clients]
  const memberSlots = brokers.map((_, i) => i)
  const clientSlots = options.clients.map((_, i) => brokers.length + i)
  const budgetSlot = names.length
  const historySlot = names.length + 1
  const isDLedger = options.terms !== undefined
  const machine = options.consumerMachine ?? consumer
  const node: NodeOptions = { machine: options.machine, fine: { log: options.strikes.some(({ fault }) => fault === "powerLoss"), vote: false }, consumers: true }
  const timers = new Set<string>(options.timers)
  const slotOf = (name: string): number => names.indexOf(name)
  const brokerNameOf = (broker: string): string => options.members.find(({ name }) => name === broker)?.brokerName as string

  const note = (n: ConsumptionNote): Signal<ConsumersSignal> => ({ to: historySlot, signal: n })
  const strike = (which: Strike): Signal<ConsumersSignal> => ({ to: budgetSlot, signal: { strike: strikeKey(which) } })
  const strikesAt = (fault: Strike["fault"], born: Strike["at"]): readonly Strike[] =>
    options.strikes.filter((s) => s.fault === fault && (s.at === born || (s.at === "any" && born !== "consumer")))

  /** What a broker did: packets to other brokers leave, its clients are answered, tables reach the others, the history is told. */
  const ofBroker = (before: MemberNode, steps: Steps, signals: readonly Signal<ConsumersSignal>[] = []): Out => {
    const { member, outputs } = steps
    const found = (_queueId: number, offset: number): string => messagesUpTo(member.disk, member.broker.dispatchedIndex)[offset] as string
    const heard = new Map<string, ConsumerEvent[]>()
    for (const output of outputs) for (const { client, event } of heardFrom(output, found)) heard.set(client, [...(heard.get(client) ?? []), event])
    const told = outputs.flatMap((output) => (output._tag === "ReplySend" ? [note({ note: "told", message: String(output.request), status: output.status, by: member.broker.config.dLegerSelfId })] : []))
    const tables = outputs.flatMap((output): Signal<ConsumersSignal>[] => {
      if (output._tag !== "CopyMetadataTo") return []
      const { to, term, topicVersion, topics, offsets } = output
      return [{ to: slotOf(to), signal: { atOnce: { _tag: "CopyMetadata", from: member.broker.config.dLegerSelfId, term, topicVersion, topics, offsets } } }]
    })
    return {
      local: member,
      sends: [
        ...steps.packets.map(({ to, packet }): Send<ConsumersPacket> => ({ to: slotOf(to), message: packet })),
        ...[...heard].map(([client, events]): Send<ConsumersPacket> => ({ to: slotOf(client), message: { is: "answers", ended: member.life ?? 0, events } }))
      ],
      signals: [
        ...signals,
        ...told,
        ...tables,
        ...(isKeeper(member) && storedAt(member) > 0 && (!isKeeper(before) || storedAt(member) !== storedAt(before)) ? [note({ note: "stored", brokerName: member.broker.config.brokerName, offset: storedAt(member) })] : [])
      ],
      verdicts: steps.verdicts
    }
  }

  /** A broker ends: what it had in memory is gone, and its clients hear of it. */
  const ofEnd = (before: MemberNode, ended: Steps, signals: readonly Signal<ConsumersSignal>[]): Out => {
    const name = before.broker.config.dLegerSelfId
    return ofBroker(before, { ...ended, member: { ...ended.member, life: (before.life ?? 0) + 1 } }, [...signals, ...clientSlots.map((to): Signal<ConsumersSignal> => ({ to, signal: { ended: name } }))])
  }

  const ofClient = ({ client, requests, heartbeats, consumed, verdicts }: ClientSteps, signals: readonly Signal<ConsumersSignal>[] = []): Out => ({
    local: requests.reduce((sender, { to }) => sentTo(sender, to), client),
    sends: requests.map(({ to, events }): Send<ConsumersPacket> => ({ to: slotOf(to), message: { is: "requests", ended: client.ended[to] ?? 0, number: nextNumber(client, to), events } })),
    signals: [...signals, ...heartbeats.map(({ to, event }): Signal<ConsumersSignal> => ({ to: slotOf(to), signal: { atOnce: event } })), ...consumed.map(({ message }) => note({ note: "processed", message: message.message }))],
    verdicts
  })

  const mayFire = (name: string, { broker }: MemberNode, { _tag }: TimerEvent): boolean =>
    timers.has(_tag) && (_tag !== "ElectionTimeout" || (broker.raft.role !== "LEADER" && broker.raft.term < (options.terms ?? 0) && (options.standing ?? brokers).includes(name)))

  const brokerActions = (name: string, member: MemberNode): readonly ConsumersAction[] => {
    const { broker, disk, up, born } = member
    const promotable = broker.config.brokerRole === "SLAVE" && options.strikes.some(({ fault }) => fault === "promote")
    if (member.dead) return []
    if (!up) return [{ do: "start" }, ...(promotable ? [{ do: "promote" } as const] : [])]
    return [
      ...member.timers.filter((timer) => mayFire(name, member, timer)).map((timer): ConsumersAction => ({ do: "fire", timer })),
      ...Array.from({ length: options.messages }, (_, i): ConsumersAction => ({ do: "send", message: `m${i + 1}` })),
      ...(member.connecting && member.connections < options.connections ? [{ do: "connect" } as const] : []),
      ...strikesAt("crash", isDLedger ? (isReady(broker) ? "master" : "slave") : born).map((s): ConsumersAction => ({ do: "crash", strike: s })),
      ...strikesAt("kill", born).map((s): ConsumersAction => ({ do: "kill", strike: s })),
      ...(disk.flushing === null ? [] : [{ do: "flushed" } as const]),
      ...strikesAt("powerLoss", born).flatMap((s) => Array.from({ length: Disk.lastIndexOf(disk) - disk.durable + 1 }, (_, i): ConsumersAction => ({ do: "powerLoss", strike: s, last: disk.durable + i }))),
      ...(promotable ? [{ do: "promote" } as const] : [])
    ]
  }

  const actBroker = (name: string, member: MemberNode, action: ConsumersAction): Out | undefined => {
    const { config } = member.broker
    switch (action.do) {
      case "fire": {
        const { timer } = action
        const over = timer._tag === "LockExpired" ? clientSlots.map((to): Signal<ConsumersSignal> => ({ to, signal: { lockOver: name } })) : []
        return ofBroker(member, takeAt(node, { ...member, timers: cancel(member.timers, timer) }, timer), over)
      }
      case "send": {
        const sent = takeAt(node, member, sendOf(action.message))
        // A send that is refused changes nothing.
        return sent.member.broker.log === member.broker.log ? undefined : ofBroker(member, sent, [note({ note: "sent", message: action.message })])
      }
      case "connect": {
        const connection = `${name}#${member.connections + 1}`
        const connected = takeAt(node, { ...member, connecting: false, connections: member.connections + 1 }, { _tag: "HaConnected", from: config.haMaster as string, connection })
        return ofBroker(member, connected, [{ to: slotOf(config.haMaster as string), signal: { connected: connection, from: name } }])
      }
      case "start":
        return ofBroker(member, start(node, member, config))
      case "crash":
        return ofEnd(member, crash(node, member), [strike(action.strike)])
      case "kill": {
        const gone = crash(node, member)
        return ofEnd(member, { ...gone, member: { ...gone.member, dead: true } }, [strike(action.strike)])
      }
      case "flushed": {
        const disk = Disk.flushed(member.disk)
        return ofBroker(member, takeAt(node, { ...member, disk }, flushedEvent(disk)))
      }
      case "powerLoss":
        return ofEnd(member, losePower(node, member, action.last), [strike(action.strike)])
      case "promote": {
        const stopped = powerOff(node, member, Disk.afterCrash(member.disk)).member
        const begun = start(node, stopped, { ...config, brokerRole: "ASYNC_MASTER", brokerId: 0, haMaster: null })
        return ofEnd(member, begun, [strike({ fault: "promote", at: "slave", times: 1 }), { to: slotOf(config.haMaster as string), signal: { is: "down" } }])
      }
      default:
        return undefined
    }
  }

  const routes = listings(options.members)

  /** What brokers say to a route with these in it. */
  const isTrue = remembered((all: readonly Listed[]): readonly Signal<ConsumersSignal>[] => {
    const hasMaster = all.includes("master")
    return all.map((listed, to) => ({ to, signal: { listed, underAnother: hasMaster && listed !== "master" } }))
  })
  const isNext = remembered((message: string): readonly Signal<ConsumersSignal>[] => [note({ note: "sent", message })])
  const isLeft = remembered((which: Strike): readonly Signal<ConsumersSignal>[] => [strike(which)])
  const mayPromote: readonly Signal<ConsumersSignal>[] = [strike({ fault: "promote", at: "slave", times: 1 })]

  /** What these actions ask of other slots, whatever comes of them. */
  const demands = (action: ConsumersAction): readonly Signal<ConsumersSignal>[] => {
    if (action.do === "route") return isTrue(action.listed)
    if (action.do === "send") return isNext(action.message)
    if (action.do === "promote") return mayPromote
    return "strike" in action ? isLeft(action.strike) : NOTHING
  }

  /** Locks are renewed and lapse where another member could have them. In mode 4 they are looked at while they last. */
  const locksEnd = options.clients.length > 1 && !isDLedger

  /** Every question is answered, or refused: nobody waits in vain, nor as long as a lock is relied on. */
  const isDue = ({ _tag }: ConsumerTimer, progress: Progress | undefined): boolean => (_tag === "QueueTimeout" ? progress?.asked === null : locksEnd && progress?.offset !== null)

  /** Who may be in the group. */
  const groups = listsOf(options.clients.length, [true, false]).map((there) => options.clients.filter((_, i) => there[i])).filter((members) => members.length > 0)

  const clientActions = (client: Client): readonly ConsumersAction[] => {
    const { consumer: { config, routing }, timers: armed, is } = client
    if (is === "dead") return []
    const learn = routes.map((listed): ConsumersAction => ({ do: "route", listed }))
    if (is === "joining") return learn
    const known = (routing.route?.brokerDatas ?? []).flatMap(({ brokerAddrs }) => Object.values(brokerAddrs))
    const queues = queuesOf(client)
    return [
      ...learn,
      ...(config.alone ? [] : [...known.map((to): ConsumersAction => ({ do: "heartbeat", to })), ...groups.map((members): ConsumersAction => ({ do: "rebalance", members }))]),
      ...armed.filter((timer) => "queue" in timer && isDue(timer, queues.find(({ name }) => name === timer.queue))).map((timer): ConsumersAction => ({ do: "timeout", timer })),
      ...queues.flatMap(({ name, unprocessed }) => unprocessed.map(({ offset }): ConsumersAction => ({ do: "consume", queue: name, offset }))),
      ...strikesAt("crash", "consumer").map((s): ConsumersAction => ({ do: "leave", strike: s }))
    ]
  }

  const actClient = (client: Client, action: ConsumersAction): Out | undefined => {
    const { config, routing } = client.consumer
    switch (action.do) {
      case "route": {
        const route = routeOf(options.members, action.listed, options.actingMaster === true)
        if (client.is === "up" && keyText(route) === keyText(routing.route)) return undefined
        const ask: ConsumerEvent = client.is === "joining" ? { _tag: "Started" } : { _tag: "RoutePollTimeout" }
        return ofClient(takeAsClient(machine, { ...client, is: "up" }, [ask, { _tag: "RouteReply", route }]), isTrue(action.listed))
      }
      case "heartbeat": {
        const { heartbeats, ...rest } = takeAsClient(machine, client, [{ _tag: "HeartbeatTimeout" }])
        return ofClient({ ...rest, heartbeats: heartbeats.filter(({ to }) => to === action.to) }, [{ to: slotOf(action.to), signal: { stranger: config.clientId } }])
      }
      case "rebalance": {
        const at = takeAsClient(machine, client, [{ _tag: "RebalanceTimeout" }]).client.consumer.listAsked?.at
        const done = takeAsClient(machine, client, [{ _tag: "RebalanceTimeout" }, { _tag: "ConsumerListReply", code: "SUCCESS", clientIds: action.members }])
        const names = (of: Client): string => queuesOf(of).map(({ name }) => name).sort().join()
        if (at === undefined || (names(done.client) === names(client) && done.requests.length === 0)) return undefined
        return ofClient(done, [{ to: slotOf(at), signal: { members: action.members } }])
      }
      case "timeout":
        return ofClient(takeAsClient(machine, { ...client, timers: client.timers.filter((timer) => keyText(timer) !== keyText(action.timer)) }, [action.timer]))
      case "consume": {
        const done = takeAsClient(machine, client, [{ _tag: "ConsumeMessage", queue: action.queue, offset: action.offset }])
        return done.consumed.length === 0 ? undefined : ofClient(done)
      }
      case "leave":
        return {
          local: { ...client, consumer: machine.init(config), timers: [], is: "dead" },
          signals: [strike(action.strike), ...memberSlots.map((to): Signal<ConsumersSignal> => ({ to, signal: { atOnce: { _tag: "ChannelClosed", channel: config.clientId } } }))]
        }
      default:
        return undefined
    }
  }

  const receiveBroker = (from: number, member: MemberNode, packet: ConsumersPacket): Out => {
    const stays = { member, packets: [], outputs: [], verdicts: [] }
    if (packet.is === "requests") {
      if (packet.ended !== (member.life ?? 0)) return ofBroker(member, stays)
      const arrived: Signal<ConsumersSignal>[] = [{ to: from, signal: { arrived: packet.number, at: member.broker.config.dLegerSelfId } }]
      if (!member.up) return { local: member, signals: arrived, sends: packet.events.some(isQuestion) ? [{ to: from, message: { is: "refused", ended: packet.ended } }] : [] }
      const taken = packet.events.reduce<Steps>((before, event) => {
        const next = takeAt(node, before.member, event)
        return { member: next.member, packets: [...before.packets, ...next.packets], outputs: [...before.outputs, ...next.outputs], verdicts: [...before.verdicts, ...next.verdicts] }
      }, stays)
      return ofBroker(member, taken, arrived)
    }
    if (packet.is === "answers" || packet.is === "refused") return ofBroker(member, stays)
    return ofBroker(member, receiveAt(node, member, names[from] as string, packet))
  }

  const receiveClient = (from: number, client: Client, packet: ConsumersPacket): Out => {
    const broker = names[from] as string
    const current = "ended" in packet && packet.ended === (client.ended[broker] ?? 0)
    if (client.is !== "up" || !current) return { local: client }
    return ofClient(takeAsClient(machine, client, packet.is === "answers" ? packet.events : [{ _tag: "ChannelClosed", address: broker }]))
  }

  /** What a signal makes a broker that runs do. */
  const takenAtOnce = (member: MemberNode, signal: ConsumersSignal): Steps | undefined => {
    if (!member.up) return undefined
    if ("connected" in signal) return takeAt(node, member, { _tag: "HaConnected", from: signal.from, connection: signal.connected })
    return "atOnce" in signal ? takeAt(node, member, signal.atOnce) : undefined
  }

  const observeBroker = (member: MemberNode, signal: ConsumersSignal): MemberNode | undefined => {
    if ("connected" in signal) return takenAtOnce(member, signal)?.member
    if ("atOnce" in signal) return takenAtOnce(member, signal)?.member ?? member
    if ("stranger" in signal) return member.up && !knownTo(member).includes(signal.stranger) ? member : undefined
    if ("members" in signal) return member.up && knownTo(member).join() === signal.members.join() ? member : undefined
    if ("is" in signal) return member.up ? undefined : member
    if ("listed" in signal) return (isDeposed(member) && signal.underAnother ? "slave" : listedAs(member)) === signal.listed ? member : undefined
    return undefined
  }

  const knownTo = ({ broker }: MemberNode): readonly string[] => (groupOf(broker, GROUP)?.members ?? []).map(({ clientId }) => clientId)

  const listedAs = (member: MemberNode): Listed => (!member.up ? "no" : isKeeper(member) ? "master" : "slave")

  /** It may lead and not know yet that there is a later leader, whom routes name then. */
  const isDeposed = (member: MemberNode): boolean => isKeeper(member) && member.broker.raft.term < (options.terms ?? 0)

  const closed = (client: Client, address: string): ClientSteps | undefined => (client.is === "up" ? takeAsClient(machine, client, [{ _tag: "ChannelClosed", address }]) : undefined)

  const observeClient = (client: Client, signal: ConsumersSignal): Client | undefined => {
    if ("ended" in signal) {
      return endedAt(closed(client, signal.ended)?.client ?? client, signal.ended)
    }
    if ("arrived" in signal) return arrivedAt(client, signal.at, signal.arrived)
    // A member stops relying on its lock long before the broker gives up on it.
    return "lockOver" in signal && reliesOn(client, signal.lockOver) ? undefined : client
  }

  /** It counts on a lock of this broker, or waits for the answer to its question for it, or what it sends has not arrived: none of this takes as long. */
  const reliesOn = (client: Client, broker: string): boolean =>
    isUnderWay(client, broker) ||
    (client.is === "up" &&
      queuesOf(client).some(({ name, brokerName, lock, asked }) => brokerName === brokerNameOf(broker) && (client.timers.some((timer) => timer._tag === "LockLapsed" && timer.queue === name) || (lock === "wanted" && asked !== null))))

  const world: ConsumersWorld = { options, names, memberSlots, clientSlots, budgetSlot, historySlot }
  const booted = options.members.map((member): Steps => {
    const config = memberConfig(options, member)
    const entries = Array.from({ length: options.stored[member.name] ?? 0 }, (_, i) => ({ term: isDLedger ? 1 : 0, payload: `m${i + 1}` }))
    const written = { ...Disk.append(Disk.blankDisk, entries), offsets: true }
    const disk = entries.length === 0 ? Disk.blankDisk : Disk.afterCrash(isDLedger ? { ...written, hard: { term: 1, votedFor: brokers[0] as string, voter: true } } : written)
    const stopped: MemberNode = { broker: options.machine.init(config), disk, timers: [], up: false, born: member.role, connecting: false, connections: 0 }
    return start(node, stopped, config)
  })
  const started = booted.map(({ member }) => member)
  const began = isDLedger ? elected(node, brokers, started) : started
  const joining = options.clients.map((clientId): Client => ({
    consumer: machine.init({ ...consumerDefaults, nameServers: ["the world"], topic: TOPIC, consumerGroup: GROUP, clientId, suspendTimeoutMillis: 0, pullBatchSize: Math.max(1, options.messages), pollRouteOnFailure: false, remembersConsumed: false, consumesAtOnce: false, ...options.consumer }),
    timers: [],
    is: "joining",
    ended: {},
    underWay: {}
  }))
  const stored = Math.max(0, ...Object.values(options.stored))
  const first = brokers.find((name) => options.stored[name] === stored) ?? ""

  return {
    name: options.name,
    slots: [...names, "faults", "history"],
    initial: { verdicts: booted.flatMap(({ verdicts }) => verdicts), locals: [...began, ...joining, { left: Object.fromEntries(options.strikes.map((s) => [strikeKey(s), s.times])), cut: [] }, initialConsumption(stored, first)] },
    actions: (slot, local) => {
      if (slot < brokers.length) return brokerActions(brokers[slot] as string, local as MemberNode)
      return slot < names.length ? clientActions(local as Client) : []
    },
    act: (slot, local, action) => (slot < brokers.length ? actBroker(brokers[slot] as string, local as MemberNode, action) : actClient(local as Client, action)),
    demands: (_slot, action) => demands(action),
    receive: (slot, local, from, packet) => (slot < brokers.length ? receiveBroker(from, local as MemberNode, packet) : receiveClient(from, local as Client, packet)),
    observe: (slot, local, signal) => {
      if (slot === budgetSlot) return spendBudget(local as Budget, signal as BudgetSignal)
      if (slot === historySlot) return recordConsumption(local as Consumption, signal as ConsumptionNote)
      return slot < brokers.length ? observeBroker(local as MemberNode, signal) : observeClient(local as Client, signal)
    },
    observedVerdicts: (slot, local, signal) => {
      if (slot < brokers.length) return takenAtOnce(local as MemberNode, signal)?.verdicts ?? []
      return slot < names.length && "ended" in signal ? (closed(local as Client, signal.ended)?.verdicts ?? []) : []
    },
    network: { kind: "multiset", maxInFlight: options.inFlight },
    ...(options.terms === undefined ? {} : { within: (slot: number, local: ConsumersLocal) => slot >= brokers.length || (local as MemberNode).broker.raft.term <= (options.terms as number) }),
    properties: options.properties.map((property) => property(world)),
    describe: (move) => describeConsumers(names, move)
  }
}

/** Most actions ask nobody. */
const NOTHING: readonly never[] = []
