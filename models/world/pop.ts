/**
 * The world of POP: brokers of one mode, and consumers of one group that pop, ack, ask for more time, or do nothing any more.
 * Slots: the brokers, the consumers, then the faults, then the history.
 *
 * What is made coarse here: what a consumer asks reaches the broker in one step, and it is taken in the next; answers reach it
 * at once, and if it does not act on one, that is as if it had not come. Time is what ends the invisible time of a check point,
 * at any moment: whatever a broker does is quicker, or slower.
 *
 * @module
 */
import type { BrokerEvent, EventOf, TimerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import { openIn } from "../../spec/pop/check-points.ts"
import { restOf } from "../../spec/pop/queues.ts"
import { checkPointKey } from "../../spec/pop/records.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { offsetKey } from "../../spec/serving/offsets.ts"
import { queueKey, type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import type { Outcome, Send, Signal } from "../engine/model.ts"
import { type Budget, type BudgetSignal, spendBudget, type Strike, strikeKey } from "./budget.ts"
import { describePop } from "./describe-pop.ts"
import * as Disk from "./disk.ts"
import { elected } from "./elected.ts"
import { type BrokerPacket, crash, losePower, memberConfig, type MemberNode, powerOff, receiveAt, start, type Steps, takeAt } from "./member.ts"
import { cancel, flushedEvent, type NodeOptions, TOPIC } from "./node.ts"
import { type Handed, handsOut, type PopAction, type PopClients, type PopHistory, type PopLocal, type PopModel, type PopNode, type PopNote, type PopOptions, type PopSignal, type PopWorld } from "./pop-bounds.ts"
import { placedIn, timeAt } from "./pop-disk.ts"
import { addHanded, initialPopHistory, recordPop } from "./pop-history.ts"
import { sendOf } from "./requests.ts"

type Out = Outcome<PopLocal, BrokerPacket, PopSignal>

const GROUP = "g"

export const popModel = (options: PopOptions): PopModel => {
  const brokers = options.members.map(({ name }) => name)
  const clientsSlot = brokers.length
  const budgetSlot = clientsSlot + 1
  const historySlot = clientsSlot + 2
  const isDLedger = options.terms !== undefined
  const node: NodeOptions = { machine: options.machine, fine: { log: options.strikes.some(({ fault }) => fault === "powerLoss"), vote: false }, consumers: true, pops: { retryMaxTimes: options.retryMaxTimes } }
  const timers = new Set<string>(options.timers)
  const slotOf = (name: string): number => brokers.indexOf(name)

  const note = (n: PopNote): Signal<PopSignal> => ({ to: historySlot, signal: n })
  const strike = (which: Strike): readonly Signal<PopSignal>[] => [{ to: budgetSlot, signal: { strike: strikeKey(which) } }, note({ note: "strike" })]
  const strikesAt = (fault: Strike["fault"], born: Strike["at"]): readonly Strike[] => options.strikes.filter((s) => s.fault === fault && (s.at === born || s.at === "any"))

  /** What a broker did: packets to other brokers leave, and consumers have their answers. */
  const ofBroker = (steps: Steps, signals: readonly Signal<PopSignal>[] = []): Out => ({
    local: steps.member,
    sends: steps.packets.map(({ to, packet }): Send<BrokerPacket> => ({ to: slotOf(to), message: packet })),
    signals: [...signals, ...steps.outputs.flatMap((output) => answered(steps.member, output))],
    verdicts: steps.verdicts
  })

  const answered = ({ disk, broker }: MemberNode, output: BrokerOutput): readonly Signal<PopSignal>[] => {
    switch (output._tag) {
      case "ReplySend":
        return output.status === "SEND_OK" ? [note({ note: "acked", message: String(output.request) })] : []
      case "ReplyPop":
        return handedIn(disk, output, broker.config.dLegerSelfId).flatMap((handed) => [note({ note: "handed", handed }), { to: clientsSlot, signal: { gets: handed } }])
      case "Reply":
        return output.code === "SUCCESS" ? [note({ note: "answered", request: String(output.request) })] : []
      case "ReplyInvisibleTime": {
        const handed = changedTo(disk, output, broker.config.dLegerSelfId)
        return [note({ note: "changed", handed }), { to: clientsSlot, signal: { gets: handed } }]
      }
      default:
        return []
    }
  }

  const mayFire = (name: string, { broker }: PopNode, { _tag }: TimerEvent): boolean =>
    timers.has(_tag) && (_tag !== "ElectionTimeout" || (broker.raft.role !== "LEADER" && broker.raft.term < (options.terms ?? 0) && (options.standing ?? brokers).includes(name)))

  const brokerActions = (name: string, member: PopNode): readonly PopAction[] => {
    const { broker, disk, up, born } = member
    const promotable = broker.config.brokerRole === "SLAVE" && options.strikes.some(({ fault }) => fault === "promote")
    if (member.dead) return []
    // What was asked is taken before anything else.
    if (member.asked !== undefined) return [{ do: "take" }]
    if (!up) return [{ do: "start" }, ...(promotable ? [{ do: "promote" } as const] : [])]
    return [
      ...member.timers.filter((timer) => mayFire(name, member, timer)).map((timer): PopAction => ({ do: "fire", timer })),
      ...Array.from({ length: options.messages }, (_, i): PopAction => ({ do: "send", message: `m${i + 1}` })),
      ...(member.connecting && member.connections < options.connections ? [{ do: "connect" } as const] : []),
      ...strikesAt("crash", isDLedger ? (isReady(broker) ? "master" : "slave") : born).map((s): PopAction => ({ do: "crash", strike: s })),
      ...strikesAt("kill", isDLedger ? (isReady(broker) ? "master" : "slave") : born).map((s): PopAction => ({ do: "kill", strike: s })),
      ...(disk.flushing === null ? [] : [{ do: "flushed" } as const]),
      ...strikesAt("powerLoss", born).flatMap((s) => Array.from({ length: Disk.lastIndexOf(disk) - disk.durable + 1 }, (_, i): PopAction => ({ do: "powerLoss", strike: s, last: disk.durable + i }))),
      ...(promotable ? [{ do: "promote" } as const] : [])
    ]
  }

  /** What the history is told when a broker takes a request, of a message that is in flight still. */
  const takenFrom = ({ broker, disk }: PopNode, asked: BrokerEvent): readonly PopNote[] => {
    if (asked._tag === "AckMessage")
      return asked.acks.flatMap((ack) => openIn(broker, ack, ack.offsets).map((offset) => ({ note: "acking" as const, request: String(asked.request), message: messageAt(disk, queueKey(ack.topic, ack.queueId), offset), by: broker.config.dLegerSelfId })))
    return asked._tag === "ChangeMessageInvisibleTime" && openIn(broker, asked, [asked.offset]).length > 0 ? [{ note: "changing", checkPoint: checkPointKey(asked), offset: asked.offset }] : []
  }

  /** A broker in its next life. */
  const reborn = (steps: Steps, before: PopNode): Steps => ({ ...steps, member: { ...steps.member, life: (before.life ?? 0) + 1 } })

  const actBroker = (name: string, member: PopNode, action: PopAction): Out | undefined => {
    const { config } = member.broker
    switch (action.do) {
      case "fire": {
        const { timer } = action
        const over = timer._tag === "ReviveTimeout" ? [note({ note: "over", checkPoint: timer.checkPoint })] : []
        return ofBroker(takeAt(node, { ...member, timers: cancel(member.timers, timer) }, timer), over)
      }
      case "take": {
        const { asked, ...asking } = member
        if (asked === undefined || !("request" in asked)) return undefined
        return ofBroker(takeAt(node, asking, asked), takenFrom(member, asked).map(note))
      }
      case "send": {
        const sent = takeAt(node, member, sendOf(action.message))
        // A send that is refused changes nothing.
        return sent.member.broker.log === member.broker.log ? undefined : ofBroker(sent, [note({ note: "sent", message: action.message })])
      }
      case "connect": {
        const connection = `${name}#${member.connections + 1}`
        const connected = takeAt(node, { ...member, connecting: false, connections: member.connections + 1 }, { _tag: "HaConnected", from: config.haMaster as string, connection })
        return ofBroker(connected, [{ to: slotOf(config.haMaster as string), signal: { connected: connection, from: name } }])
      }
      case "start":
        return ofBroker(start(node, member, config))
      case "crash":
        return ofBroker(reborn(crash(node, member), member), strike(action.strike))
      case "kill": {
        const gone = crash(node, member)
        return ofBroker({ ...gone, member: { ...gone.member, dead: true } }, strike(action.strike))
      }
      case "flushed": {
        const disk = Disk.flushed(member.disk)
        return ofBroker(takeAt(node, { ...member, disk }, flushedEvent(disk)))
      }
      case "powerLoss":
        return ofBroker(reborn(losePower(node, member, action.last), member), strike(action.strike))
      case "promote": {
        const stopped = reborn(powerOff(node, member, Disk.afterCrash(member.disk)), member).member
        // It has no slave of its own now, and waits for none.
        const begun = start(node, stopped, { ...config, brokerRole: "ASYNC_MASTER", brokerId: 0, haMaster: null })
        return ofBroker(begun, [...strike({ fault: "promote", at: "slave", times: 1 }), { to: slotOf(config.haMaster as string), signal: { is: "down" } }])
      }
      default:
        return undefined
    }
  }

  const clientActions = ({ pops, acks, changes, handed }: PopClients): readonly PopAction[] =>
    brokers.flatMap((at): readonly PopAction[] => [
      ...(pops < options.pops ? [{ do: "pop", at, number: pops + 1 } as const] : []),
      ...(acks < options.acks ? handed.map((each): PopAction => ({ do: "ack", at, handed: each, number: acks + 1 })) : []),
      ...(changes < options.changes ? handed.map((each): PopAction => ({ do: "change", at, handed: each, number: changes + 1 })) : [])
    ])

  const actClients = (clients: PopClients, action: PopAction): Out | undefined => {
    switch (action.do) {
      case "pop":
        return { local: { ...clients, pops: clients.pops + 1 }, signals: [{ to: slotOf(action.at), signal: { asks: popOf(action.number, options) } }] }
      case "ack":
        return { local: { ...clients, acks: clients.acks + 1 }, signals: [{ to: slotOf(action.at), signal: { asks: ackOf(action.number, action.handed) } }] }
      case "change":
        return { local: { ...clients, changes: clients.changes + 1 }, signals: [{ to: slotOf(action.at), signal: { asks: changeOf(action.number, action.handed) } }] }
      default:
        return undefined
    }
  }

  const connect = (member: PopNode, signal: PopSignal): Steps | undefined =>
    "connected" in signal && member.up ? takeAt(node, member, { _tag: "HaConnected", from: signal.from, connection: signal.connected }) : undefined

  const observeBroker = (member: PopNode, signal: PopSignal): PopNode | undefined => {
    if ("connected" in signal) return connect(member, signal)?.member
    if ("asks" in signal) {
      // Only the master is asked, and one thing at a time; a pop where there is nothing comes to nothing.
      if (!handsOut(member) || member.asked !== undefined) return undefined
      const { asks } = signal
      if (asks._tag === "PopMessage" && restOf(member.broker, asks) === 0) return undefined
      return { ...member, asked: asks._tag === "ChangeMessageInvisibleTime" ? { ...asks, now: timeAt(member.broker, member.disk, member.life ?? 0) } : asks }
    }
    return "is" in signal && !member.up ? member : undefined
  }

  const world: PopWorld = { options, brokers, clientsSlot, budgetSlot, historySlot }
  const booted = options.members.map((member): Steps => {
    const config = memberConfig(options, member)
    const entries = Array.from({ length: options.stored }, (_, i) => ({ term: isDLedger ? 1 : 0, payload: `m${i + 1}` }))
    const written = Disk.append(Disk.blankDisk, entries)
    const disk = entries.length === 0 ? Disk.blankDisk : Disk.afterCrash(isDLedger ? { ...written, hard: { term: 1, votedFor: brokers[0] as string, voter: true } } : written)
    const stopped: PopNode = { broker: options.machine.init(config), disk, timers: [], up: false, born: member.role, connecting: false, connections: 0 }
    return start(node, stopped, config)
  })
  const started = booted.map(({ member }) => member)
  const began = isDLedger ? elected(node, brokers, started) : started
  const clients: PopClients = { pops: 0, acks: 0, changes: 0, handed: [] }

  return {
    name: options.name,
    slots: [...brokers, "consumers", "faults", "history"],
    initial: { verdicts: booted.flatMap(({ verdicts }) => verdicts), locals: [...began, clients, { left: Object.fromEntries(options.strikes.map((s) => [strikeKey(s), s.times])), cut: [] }, initialPopHistory(options.stored, options.order)] },
    actions: (slot, local) => {
      if (slot < brokers.length) return brokerActions(brokers[slot] as string, local as PopNode)
      return slot === clientsSlot ? clientActions(local as PopClients) : []
    },
    act: (slot, local, action) => (slot < brokers.length ? actBroker(brokers[slot] as string, local as PopNode, action) : actClients(local as PopClients, action)),
    receive: (slot, local, from, packet) => ((local as PopNode).asked === undefined ? ofBroker(receiveAt(node, local as PopNode, brokers[from] as string, packet)) : undefined),
    observe: (slot, local, signal) => {
      if (slot === budgetSlot) return spendBudget(local as Budget, signal as BudgetSignal)
      if (slot === historySlot) return recordPop(local as PopHistory, signal as PopNote)
      if (slot < brokers.length) return observeBroker(local as PopNode, signal)
      return "gets" in signal ? { ...(local as PopClients), handed: addHanded((local as PopClients).handed, signal.gets) } : undefined
    },
    observedVerdicts: (slot, local, signal) => (slot < brokers.length ? (connect(local as PopNode, signal)?.verdicts ?? []) : []),
    network: { kind: "multiset", maxInFlight: options.inFlight },
    ...(options.terms === undefined ? {} : { within: (slot: number, local: PopLocal) => slot >= brokers.length || (local as PopNode).broker.raft.term <= (options.terms as number) }),
    properties: options.properties.map((property) => property(world)),
    describe: (move) => describePop(brokers, move)
  }
}

const popOf = (number: number, { maxMsgNums, order }: Pick<PopOptions, "maxMsgNums" | "order">): EventOf<"PopMessage"> => ({
  _tag: "PopMessage",
  request: `pop ${number}`,
  channel: "consumers",
  group: GROUP,
  topic: TOPIC,
  queueId: -1,
  maxMsgNums,
  invisibleTime: 1_000,
  initMode: "MIN",
  codeSet: [],
  suspendTimeoutMillis: 0,
  ...(order === undefined ? {} : { order })
})

const handleOf = ({ group, topic, queueId, startOffset, popTime }: Handed) => ({ group, topic, queueId, startOffset, popTime })

const ackOf = (number: number, handed: Handed): BrokerEvent => ({ _tag: "AckMessage", request: `ack ${number}`, acks: [{ ...handleOf(handed), offsets: [handed.offset] }] })

const changeOf = (number: number, handed: Handed): EventOf<"ChangeMessageInvisibleTime"> => ({ _tag: "ChangeMessageInvisibleTime", request: `change ${number} ${offsetKey(handed.group, handed.topic, handed.queueId)} ${handed.offset}`, ...handleOf(handed), offset: handed.offset, now: 0, invisibleTime: 2_000 })

/** What a consumer finds in its answer. */
const handedIn = (disk: Disk.Disk, { messages, popTime }: Extract<BrokerOutput, { readonly _tag: "ReplyPop" }>, by: string): readonly Handed[] =>
  messages.flatMap(({ queue, startOffset, offsets }) => {
    const [topic, queueId] = splitQueueKey(queue)
    return placedIn(disk, queue, Disk.lastIndexOf(disk))
      .filter(({ offset }) => offsets.includes(offset))
      .map(({ offset, message }) => ({ group: GROUP, topic, queueId, startOffset, popTime, offset, message, by }))
  })

/** The handle that a message has with its new time: its request says which message. */
const changedTo = (disk: Disk.Disk, { request, popTime }: Extract<BrokerOutput, { readonly _tag: "ReplyInvisibleTime" }>, by: string): Handed => {
  const [, , key = "", text = ""] = String(request).split(" ")
  const [group = "", topic = "", queueId = ""] = key.split("@")
  const offset = Number(text)
  return { group, topic, queueId: Number(queueId), startOffset: offset, popTime, offset, message: messageAt(disk, `${topic}@${queueId}`, offset), by }
}

const messageAt = (disk: Disk.Disk, queue: QueueKey, offset: number): string => placedIn(disk, queue, Disk.lastIndexOf(disk)).find((placed) => placed.offset === offset)?.message ?? ""
