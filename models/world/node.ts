/**
 * A node of the world: the machine under test with its disk and its armed timers. One event goes in; the machine's outputs
 * are carried out until it is quiet again, as the live shell does.
 *
 * @module
 */
import { keyText } from "./key-text.ts"
import * as HashMap from "effect/HashMap"
import type { BrokerEvent, EventOf, TimerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import { type Broker, subscriptionGroupDefaults } from "../../spec/broker/state.ts"
import type { Config } from "../../spec/broker/config.ts"
import { type Machine, step, verdictOf } from "../../spec/machine.ts"
import type { DLedgerMessage } from "../../spec/dledger/messages.ts"
import type { PeerMessage } from "../../spec/raft/messages.ts"
import { offsetKey } from "../../spec/serving/offsets.ts"
import { popRetryTopic } from "../../spec/pop/queues.ts"
import { REVIVED } from "../../spec/pop/records.ts"
import { dlqTopic, retryTopic } from "../../spec/serving/retry.ts"
import { sorted } from "../../spec/sorted.ts"
import { queueKey } from "../../spec/vocabulary.ts"
import * as Disk from "./disk.ts"
import { checkPointRead, popRead, popRecordsIn } from "./pop-disk.ts"

export type BrokerMachine = Machine<Broker, BrokerEvent, BrokerOutput, Config>

export interface Node {
  readonly broker: Broker
  readonly disk: Disk.Disk
  /** Armed timers, in canonical order. */
  readonly timers: readonly TimerEvent[]
  /** Starts after the first one: a connection of an earlier life is another one. Counted only where somebody asks. */
  readonly life?: number
  /** Its process is gone for good; what is on its disk is there still. */
  readonly dead?: true
}

/** A message between nodes, with the bodies that go with it. */
export type Packet = (PeerMessage | DLedgerMessage) & {
  /** AppendEntries, PushAppend, PushTruncate: payloads of their entries. InstallSnapshot: what the snapshot stands for. */
  readonly bodies?: readonly Disk.Entry[]
}

/** One event as the machine took it: what properties of single steps look at, before a world has made anything of it. */
export interface TakenEvent {
  readonly before: Broker
  readonly event: BrokerEvent
  readonly after: Broker
  readonly outputs: readonly BrokerOutput[]
}

/** What a step of a node does to the rest of the world. */
export interface Effects {
  readonly node: Node
  readonly packets: readonly { readonly to: string; readonly packet: Packet }[]
  /** Answers to clients, and whatever else leaves the group, in order. */
  readonly outputs: readonly BrokerOutput[]
  readonly verdicts: readonly string[]
  /** Events taken, in order: the first one, and those that its outputs brought about within the step. */
  readonly events: readonly BrokerEvent[]
  /** The same, with what the machine made of each. */
  readonly taken: readonly TakenEvent[]
}

export interface NodeOptions {
  readonly machine: BrokerMachine
  /** What is written and what is on disk are told apart: an fsync is a move of its own, as is the filling of the queues. Otherwise it completes inside the step that asks for it. */
  readonly fine: { readonly log: boolean; readonly vote: boolean; readonly queues?: boolean }
  /** There are consumers: their progress is saved and read again, and their group is known. */
  readonly consumers?: true
  /** Consumers pop: the group's own topics are there, and so often a message may come again. */
  readonly pops?: { readonly retryMaxTimes: number }
  /** A disk does one thing at a time: what is asked of it meanwhile begins when that is done. Otherwise it joins what is under way. */
  readonly busyDisk?: boolean
}

/** The one topic of the models, with one queue. */
export const TOPIC = "t"
export const QUEUE = queueKey(TOPIC, 0)

/** Every node knows the topic at once: a dispatched message would tell it anyway. */
export const TOPICS: EventOf<"CopyMetadata">["topics"] = [[TOPIC, { readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0, order: false }]]

const oneQueue = (name: string): EventOf<"CopyMetadata">["topics"][number] => [name, { readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0, order: false }]

/** What a broker makes of the group's first heartbeat. */
const RETRY_TOPIC = oneQueue(retryTopic("g"))

/** What a broker makes when a message that was popped comes again, and when it is dead. */
const POP_TOPICS: EventOf<"CopyMetadata">["topics"] = [oneQueue(popRetryTopic("g", TOPIC)), oneQueue(dlqTopic("g"))]

/** Progress of a consumer group, on every disk when a model begins: what only a copy of the tables gives back to a lost one. */
export const OFFSETS: EventOf<"CopyMetadata">["offsets"] = [[offsetKey("g", TOPIC, 0), 0]]

/** It knows the progress that every disk held when the model began. */
export const holdsOffsets = (broker: Broker): boolean => OFFSETS.every(([key]) => HashMap.has(broker.offsets, key))

/** A node's first life, or the next one after a crash: its disk is read. */
export const boot = (options: NodeOptions, config: Config, found: Disk.Disk, bootstrap: boolean): Effects => {
  const disk = bootstrap ? { ...found, offsets: true } : found
  return perform(options, { broker: options.machine.init(config), disk, timers: [] }, {
    _tag: "Recovered",
    ...disk.hard,
    blank: !disk.used,
    bootstrap,
    log: Disk.recoveredLog(disk),
    ...(disk.once === undefined ? {} : { onceDurable: disk.once }),
    baseEnds: endsUpTo(disk, disk.compacted.length - 1),
    topics: options.pops ? [...TOPICS, ...POP_TOPICS] : options.consumers ? [...TOPICS, RETRY_TOPIC] : TOPICS,
    offsets: disk.savedOffsets ?? (disk.offsets && !options.pops ? OFFSETS : []),
    ...(options.pops ? { subscriptionGroups: [["g", { ...subscriptionGroupDefaults, retryMaxTimes: options.pops.retryMaxTimes }]] } : {})
  })
}

/** Gives `event` to the machine, with the bodies that came with it, and carries out what follows. */
export const perform = (options: NodeOptions, node: Node, event: BrokerEvent, bodies: readonly Disk.Entry[] = [], firstBody = 0): Effects => {
  let { broker, disk, timers } = node
  const packets: { to: string; packet: Packet }[] = []
  const outputs: BrokerOutput[] = []
  const verdicts: string[] = []
  const events: BrokerEvent[] = [event]
  const taken: TakenEvent[] = []
  for (let i = 0; i < events.length; i++) {
    const now = events[i] as BrokerEvent
    verdicts.push(`${options.machine.name} ${verdictOf(options.machine, broker, now)}`)
    const [next, asked] = step(options.machine, broker, now)
    taken.push({ before: broker, event: now, after: next, outputs: asked })
    broker = next
    for (const output of asked) {
      switch (output._tag) {
        case "SendToPeer":
          packets.push({ to: output.to, packet: withBodies(disk, output.message) })
          break
        case "WriteNoop":
          disk = Disk.append(disk, [{ term: output.term, payload: config(broker).dLegerSelfId }])
          break
        case "WriteMessages":
          disk = Disk.append(disk, Array.from({ length: output.count }, () => ({ term: output.term, payload: String(output.request).split("/")[0] as string })))
          break
        case "WriteText":
          disk = Disk.append(disk, [{ term: output.term, payload: `${output.tags} ${output.body}`, at: { queue: queueKey(output.topic, output.queueId), offset: output.queueOffset, times: 0 } }])
          break
        case "WriteCopy": {
          const source = Disk.entryAt(disk, output.source) as Disk.Entry
          const revived = output.rewrite.set.find(([name]) => name === REVIVED)?.[1]
          disk = Disk.append(disk, [{ term: output.term, payload: source.payload, at: { queue: queueKey(output.topic, output.queueId), offset: output.queueOffset, times: output.rewrite.reconsumeTimes ?? 0, ...(revived === undefined ? {} : { revived }) } }])
          break
        }
        case "WriteEntries":
          disk = Disk.append(disk, bodies.slice(output.first - firstBody, output.last - firstBody + 1))
          break
        case "TruncateLog":
          disk = Disk.truncate(disk, output.from, options.busyDisk === true)
          break
        case "ResetLog":
          disk = { ...disk, used: true, compacted: bodies, entries: [], durable: output.index }
          break
        case "Flush":
          if (options.fine.log) disk = Disk.flush(disk, options.busyDisk === true)
          else {
            disk = { ...disk, durable: Disk.lastIndexOf(disk) }
            events.push(flushedEvent(disk))
          }
          break
        case "SaveHardState": {
          const { term, votedFor, voter } = output
          if (options.fine.vote) disk = Disk.save(disk, { term, votedFor, voter }, options.busyDisk === true)
          else {
            disk = Disk.keep(disk, { term, votedFor, voter })
            events.push({ _tag: "HardStateSaved", term, votedFor, voter })
          }
          break
        }
        case "Dispatch":
          if (options.fine.queues) disk = { ...disk, dispatching: output.last }
          else events.push({ _tag: "Dispatched", index: output.last, ends: endsUpTo(disk, output.last), ...popRecordsIn(disk, broker, output.last) })
          break
        case "ReadQueue": {
          const offsets = messagesUpTo(disk, broker.dispatchedIndex).map((_, offset) => offset)
          const found = offsets.slice(output.offset, Math.min(output.end, output.offset + output.maxMsgNums))
          events.push({ _tag: "QueueRead", request: output.request, found: found.map((offset) => ({ offset, size: 1, tagsCode: 0 })) })
          break
        }
        case "ReadPop":
          events.push(popRead(disk, broker, output, node.life ?? 0))
          break
        case "ReadCheckPoint":
          events.push(checkPointRead(disk, output))
          break
        case "ArmTimer":
        case "ArmTimerSinceStored":
          timers = arm(timers, output.event)
          break
        case "CancelTimer":
          timers = cancel(timers, output.event)
          break
        case "SaveOffsets":
        case "SaveSubscriptionGroups":
        case "FindOffsets":
          disk = { ...disk, offsets: holdsOffsets(broker), ...(options.consumers ? { savedOffsets: sorted(broker.offsets) } : {}) }
          break
        case "SaveTopics":
          break
        default:
          outputs.push(output)
      }
    }
  }
  return { node: { broker, disk, timers }, packets, outputs, verdicts, events, taken }
}

/** A timer that fires is armed no more. */
export const fire = (options: NodeOptions, node: Node, event: TimerEvent): Effects =>
  perform(options, { ...node, timers: cancel(node.timers, event) }, event)

/** Payloads of the messages (no-ops left out) among the first entries: the content of the one queue. */
export const messagesUpTo = (disk: Disk.Disk, index: number): readonly string[] =>
  Disk.allEntries(disk)
    .slice(0, index + 1)
    .filter(({ payload, at }) => at === undefined && Disk.isMessage(payload))
    .map(({ payload }) => payload)

const config = (broker: Broker): Config => broker.config

export const flushedEvent = (disk: Disk.Disk): BrokerEvent => ({
  _tag: "Flushed",
  index: disk.durable,
  term: Disk.entryAt(disk, disk.durable)?.term ?? -1
})

export const endsUpTo = (disk: Disk.Disk, index: number): readonly (readonly [string, number])[] => {
  const end = messagesUpTo(disk, index).length
  const others = new Map<string, number>()
  for (const { at } of Disk.allEntries(disk).slice(0, index + 1)) if (at !== undefined) others.set(at.queue, at.offset + 1)
  return [...(end === 0 ? [] : [[QUEUE, end] as const]), ...others]
}

const withBodies = (disk: Disk.Disk, message: PeerMessage | DLedgerMessage): Packet => {
  if ("entries" in message && message.entries.lastIndex > message.entries.prevLogIndex)
    return { ...message, bodies: Disk.entriesIn(disk, message.entries) }
  if (message._tag === "InstallSnapshot") return { ...message, bodies: Disk.allEntries(disk).slice(0, message.lastIncludedIndex + 1) }
  return message
}

/** Index of the first entry whose body comes with the message. */
export const bodiesFrom = (message: Packet): number => ("entries" in message ? message.entries.prevLogIndex + 1 : 0)

/** Timers stay armed over many steps, and are compared at each. */
const names = new WeakMap<TimerEvent, string>()

const nameOf = (event: TimerEvent): string => {
  const known = names.get(event)
  if (known !== undefined) return known
  const name = keyText(event)
  names.set(event, name)
  return name
}

const arm = (timers: readonly TimerEvent[], event: TimerEvent): readonly TimerEvent[] =>
  timers.some((armed) => nameOf(armed) === nameOf(event)) ? timers : [...timers, event].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))

/** Without this one. */
export const cancel = (timers: readonly TimerEvent[], event: TimerEvent): readonly TimerEvent[] =>
  timers.filter((armed) => nameOf(armed) !== nameOf(event))
