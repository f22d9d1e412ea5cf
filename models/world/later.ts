/**
 * The world of messages that come later: one broker with its disk, producers that delay messages or end transactions, a
 * consumer that sends messages back, and what each of them was told. Its disk may lose what is not flushed.
 *
 * @module
 */
import { byKeyText } from "./key-text.ts"
import { defaults, type Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, EventOf, TimerEvent } from "../../spec/broker/events.ts"
import type { Rewrite } from "../../spec/broker/outputs.ts"
import * as Log from "../../spec/log/log.ts"
import { step, verdictOf } from "../../spec/machine.ts"
import { deliveredOf, SCHEDULE_TOPIC } from "../../spec/schedule/levels.ts"
import type { TimerAsked } from "../../spec/schedule/state.ts"
import { RECALL_TAG, TIMER_QUEUE } from "../../spec/schedule/timers.ts"
import { sorted } from "../../spec/sorted.ts"
import { REAL_QID, REAL_TOPIC } from "../../spec/store/put.ts"
import { HALF_TOPIC, OP_TOPIC } from "../../spec/transaction/halves.ts"
import { queueKey, type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { Model, Move, Outcome, Property, Signal } from "../engine/model.ts"
import { type BrokerMachine, cancel, QUEUE, TOPIC } from "./node.ts"

/** One entry of the log: a message on its way, or the end of a half message. */
export interface LaterEntry {
  readonly queue: QueueKey
  readonly offset: number
  readonly message: string
  readonly reconsumeTimes: number
  /** Where it is to go in the end. */
  readonly real: QueueKey
  readonly delayLevel: number
  /** Of a timer message's copy: which one it is of. */
  readonly endsTimer?: number
  /** Of a recall: the timer messages that it ends. */
  readonly recalls?: readonly number[]
}

export interface LaterNode {
  readonly broker: Broker
  readonly entries: readonly LaterEntry[]
  /** Index of the last entry on disk. */
  readonly durable: number
  readonly flushing: number | null
  /** Consumer offsets, and with them the progress of delay levels, as last saved. */
  readonly offsets: EventOf<"Recovered">["offsets"]
  readonly timers: readonly TimerEvent[]
}

/** What has happened. All ascending. */
export interface LaterHistory {
  readonly sent: readonly string[]
  /** Answered SEND_OK. */
  readonly acked: readonly string[]
  /** Their time has come: the timer of their level has fired for them. */
  readonly due: readonly string[]
  /** Their producer has asked for the commit. */
  readonly committing: readonly string[]
  /** The commit was answered. */
  readonly committed: readonly string[]
  /** Their producer has asked for the rollback. */
  readonly rollingBack: readonly string[]
  /** Entries that the consumer has sent back. */
  readonly returned: readonly number[]
  readonly strikes: number
  readonly ends: number
  /** Their producer has asked for them back. */
  readonly recalling: readonly string[]
  /** That was answered: they are not to come. */
  readonly recalled: readonly string[]
  readonly recalls: number
}

export type LaterLocal = LaterNode | LaterHistory
export type LaterAction =
  | { readonly do: "send"; readonly message: string }
  | { readonly do: "end"; readonly message: string; readonly decision: "COMMIT" | "ROLLBACK"; readonly entry: number }
  | { readonly do: "back"; readonly entry: number }
  | { readonly do: "recall"; readonly message: string; readonly offset: number }
  | { readonly do: "fire"; readonly timer: TimerEvent }
  | { readonly do: "flushed" }
  | { readonly do: "powerLoss"; readonly last: number }
export type LaterSignal =
  | { readonly note: "sent" | "acked" | "due" | "committing" | "committed" | "rollingBack" | "recalling" | "recalled"; readonly message: string }
  | { readonly note: "returned"; readonly entry: number }
  | { readonly note: "strike" | "end" | "recall" }

export type LaterModel = Model<LaterLocal, never, LaterAction, LaterSignal>
export type LaterProperty = Property<LaterLocal, never, LaterAction, LaterSignal>

export interface LaterOptions {
  readonly name: string
  readonly machine: BrokerMachine
  /** What producers may send: how each message is marked. */
  readonly messages: { readonly [message: string]: { readonly delayLevel?: number; readonly prepared?: boolean; readonly timer?: TimerAsked } }
  /** Ends of transactions that producers may ask for. */
  readonly ends: number
  /** How often producers may ask for a timer message back. */
  readonly recalls: number
  /** Consumption fails as often as the consumer likes, and it allows so many retries; `null`: it sends nothing back. */
  readonly maxReconsumeTimes: number | null
  readonly powerLosses: number
  readonly properties: readonly LaterProperty[]
}

export const BROKER_SLOT = 0
export const HISTORY_SLOT = 1

/** The group that consumes, and the one that produces. */
const CONSUMERS = "g"
const PRODUCERS = "p"
export const RETRY_QUEUE = queueKey(`%RETRY%${CONSUMERS}`, 0)
export const DLQ = queueKey(`%DLQ%${CONSUMERS}`, 0)

/** Messages of a queue that consumers can see, in order. */
export const visibleIn = ({ broker, entries }: LaterNode, queue: QueueKey): readonly LaterEntry[] =>
  entries.slice(0, broker.dispatchedIndex + 1).filter((entry) => entry.queue === queue)

const topic = { readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0, order: false }
const TOPICS = [TOPIC, `%RETRY%${CONSUMERS}`, `%DLQ%${CONSUMERS}`].map((name) => [name, topic] as const)

const config: Config = {
  ...defaults,
  flushDiskType: "SYNC_FLUSH",
  messageDelayLevel: "1s",
  transactionCheckMax: 1,
  dLegerSelfId: "n0",
  peers: []
}

const initialHistory: LaterHistory = { sent: [], acked: [], due: [], committing: [], committed: [], rollingBack: [], returned: [], strikes: 0, ends: 0, recalling: [], recalled: [], recalls: 0 }

export const laterModel = (options: LaterOptions): LaterModel => {
  const { machine, messages } = options

  const boot = (entries: readonly LaterEntry[], offsets: LaterNode["offsets"]): Steps => {
    const log = entries.length === 0 ? Log.empty : Log.append(Log.empty, 0, entries.length)
    const stopped: LaterNode = { broker: machine.init(config), entries, durable: entries.length - 1, flushing: null, offsets, timers: [] }
    return take(stopped, { _tag: "Recovered", term: 0, votedFor: null, voter: true, blank: entries.length === 0, bootstrap: true, log: Log.flushed(log, log.lastIndex), baseEnds: [], topics: TOPICS, offsets })
  }

  interface Steps {
    readonly node: LaterNode
    readonly notes: readonly LaterSignal[]
    readonly verdicts: readonly string[]
  }

  /** The broker takes an event, and what it asks of its disk is done. */
  const take = (before: LaterNode, event: BrokerEvent): Steps => {
    let node = before
    const notes: LaterSignal[] = []
    const verdicts: string[] = []
    const events: BrokerEvent[] = [event]
    const write = (entry: LaterEntry): void => {
      node = { ...node, entries: [...node.entries, entry] }
    }
    for (let i = 0; i < events.length; i++) {
      const now = events[i] as BrokerEvent
      verdicts.push(`${machine.name} ${verdictOf(machine, node.broker, now)}`)
      const [broker, outputs] = step(machine, node.broker, now)
      node = { ...node, broker }
      for (const output of outputs) {
        switch (output._tag) {
          case "WriteMessages": {
            const message = String(output.request)
            const plain = { queue: queueKey(output.topic, output.queueId), offset: output.queueOffset, message, reconsumeTimes: 0, real: QUEUE, delayLevel: messages[message]?.delayLevel ?? 0 }
            write(moved(plain, output.rewrite))
            break
          }
          case "WriteCopy":
            write(moved({ ...(node.entries[output.source] as LaterEntry), queue: queueKey(output.topic, output.queueId), offset: output.queueOffset }, output.rewrite))
            break
          case "WriteText":
            write({ queue: queueKey(output.topic, output.queueId), offset: output.queueOffset, message: output.body, reconsumeTimes: 0, real: "", delayLevel: 0, ...(output.tags === RECALL_TAG && { recalls: output.body.split(",").map(Number) }) })
            break
          case "Flush":
            node = { ...node, flushing: node.entries.length - 1 }
            break
          case "Dispatch":
            events.push(dispatched(node, output.last))
            break
          case "ReadDelayed": {
            const index = node.entries.findIndex(({ queue, offset }) => queue === queueKey(SCHEDULE_TOPIC, output.level - 1) && offset === output.offset)
            events.push({ _tag: "DelayedRead", level: output.level, offset: output.offset, index, target: targetOf((node.entries[index] as LaterEntry).real) })
            break
          }
          case "ArmTimer":
          case "ArmTimerSinceStored":
          case "ArmTimerAt":
            node = { ...node, timers: [...cancel(node.timers, output.event), output.event].sort(byKeyText) }
            break
          case "CancelTimer":
            node = { ...node, timers: cancel(node.timers, output.event) }
            break
          case "SaveOffsets":
            node = { ...node, offsets: sorted(node.broker.offsets) }
            break
          case "ReplySend":
            if (output.status === "SEND_OK") notes.push({ note: "acked", message: String(output.request) })
            break
          case "Reply": {
            const [asked, message, decision] = String(output.request).split(" ")
            if (message !== undefined && asked === "recall" && output.code === "SUCCESS") notes.push({ note: "recalled", message })
            if (message !== undefined && decision === "COMMIT" && output.code === "SUCCESS") notes.push({ note: "committed", message })
            break
          }
          default:
        }
      }
    }
    return { node, notes, verdicts }
  }

  const outcome = ({ node, notes, verdicts }: Steps, more: readonly LaterSignal[] = []): Outcome<LaterLocal, never, LaterSignal> => ({
    local: node,
    signals: [...more, ...notes].map((signal): Signal<LaterSignal> => ({ to: HISTORY_SLOT, signal })),
    verdicts
  })

  const actions = (node: LaterNode): readonly LaterAction[] => {
    const found: LaterAction[] = Object.keys(messages).map((message) => ({ do: "send", message }))
    node.entries.forEach((entry, index) => {
      if (entry.queue === queueKey(HALF_TOPIC, 0) && index <= node.broker.dispatchedIndex)
        for (const decision of ["COMMIT", "ROLLBACK"] as const) found.push({ do: "end", message: entry.message, decision, entry: index })
      if (options.recalls > 0 && entry.queue === TIMER_QUEUE && entry.recalls === undefined && index <= node.broker.dispatchedIndex) found.push({ do: "recall", message: entry.message, offset: entry.offset })
      if (options.maxReconsumeTimes !== null && [QUEUE, RETRY_QUEUE].includes(entry.queue) && index <= node.broker.dispatchedIndex) found.push({ do: "back", entry: index })
    })
    for (const timer of node.timers) if (FIRING.has(timer._tag)) found.push({ do: "fire", timer })
    if (node.flushing !== null) found.push({ do: "flushed" })
    if (options.powerLosses > 0) for (let last = node.durable; last < node.entries.length; last++) found.push({ do: "powerLoss", last })
    return found
  }

  const act = (node: LaterNode, action: LaterAction): Outcome<LaterLocal, never, LaterSignal> | undefined => {
    switch (action.do) {
      case "send": {
        const { message } = action
        const sent = take(node, { _tag: "SendMessage", request: message, topic: TOPIC, queueId: 0, count: 1, bodySize: 1, propertiesSize: 0, defaultTopicQueueNums: 1, ...messages[message] })
        return outcome(sent, [{ note: "sent", message }])
      }
      case "end": {
        const { message, decision } = action
        const { offset, delayLevel, real } = node.entries[action.entry] as LaterEntry
        const [name, queueId] = splitQueueKey(real)
        const half = { index: action.entry, offset, group: PRODUCERS, topic: name, queueId, delayLevel }
        const ended = take(node, { _tag: "EndTransaction", request: `end ${message} ${decision}`, group: PRODUCERS, decision, offset, half })
        return outcome(ended, [{ note: "end" }, { note: decision === "COMMIT" ? "committing" : "rollingBack", message }])
      }
      case "back": {
        const { queue, message, reconsumeTimes } = node.entries[action.entry] as LaterEntry
        const [name] = splitQueueKey(queue)
        const sentBack = { index: action.entry, topic: name, retryTopic: null, messageId: message, originMessageId: null, reconsumeTimes, propertiesSize: 0 }
        const taken = take(node, { _tag: "ConsumerSendMsgBack", request: `back ${action.entry}`, group: CONSUMERS, message: sentBack, delayLevel: 0, maxReconsumeTimes: options.maxReconsumeTimes })
        return outcome(taken, [{ note: "returned", entry: action.entry }])
      }
      case "recall": {
        const { message, offset } = action
        const handle = { topic: TOPIC, brokerName: config.brokerName, messageId: message }
        const taken = take(node, { _tag: "RecallMessage", request: `recall ${message}`, group: PRODUCERS, topic: TOPIC, handle, found: [offset] })
        return outcome(taken, [{ note: "recall" }, { note: "recalling", message }])
      }
      case "fire": {
        const { timer } = action
        const due = timer._tag === "DelayTimeout" ? visibleIn(node, queueKey(SCHEDULE_TOPIC, timer.level - 1))[deliveredOf(node.broker, timer.level)] : undefined
        const timed = timer._tag === "TimerMessageTimeout" ? visibleIn(node, TIMER_QUEUE)[timer.offset] : due
        return outcome(take({ ...node, timers: cancel(node.timers, timer) }, timer), timed === undefined ? [] : [{ note: "due", message: timed.message }])
      }
      case "flushed": {
        const durable = node.flushing ?? node.durable
        return outcome(take({ ...node, durable, flushing: null }, { _tag: "Flushed", index: durable, term: 0 }))
      }
      case "powerLoss":
        return outcome(boot(node.entries.slice(0, action.last + 1), node.offsets), [{ note: "strike" }])
    }
  }

  const observe = (history: LaterHistory, signal: LaterSignal): LaterHistory | undefined => {
    switch (signal.note) {
      case "sent":
        return history.sent.includes(signal.message) ? undefined : { ...history, sent: insert(history.sent, signal.message) }
      case "returned":
        return history.returned.includes(signal.entry) ? undefined : { ...history, returned: insert(history.returned, signal.entry) }
      case "strike":
        return history.strikes >= options.powerLosses ? undefined : { ...history, strikes: history.strikes + 1 }
      case "end":
        return history.ends >= options.ends ? undefined : { ...history, ends: history.ends + 1 }
      case "recall":
        return history.recalls >= options.recalls ? undefined : { ...history, recalls: history.recalls + 1 }
      default:
        return { ...history, [signal.note]: insert(history[signal.note], signal.message) }
    }
  }

  const first = boot([], [])

  return {
    name: options.name,
    slots: ["broker", "history"],
    initial: { verdicts: first.verdicts, locals: [first.node, initialHistory] },
    actions: (slot, local) => (slot === BROKER_SLOT ? actions(local as LaterNode) : []),
    act: (_slot, local, action) => act(local as LaterNode, action),
    receive: () => undefined,
    observe: (_slot, local, signal) => observe(local as LaterHistory, signal),
    network: { kind: "multiset" },
    properties: options.properties,
    describe: describeLater
  }
}

/** Timers that may fire. */
const FIRING: ReadonlySet<TimerEvent["_tag"]> = new Set(["DelayTimeout", "TransactionTimeout", "TimerMessageTimeout", "MetadataTimeout"])

const insert = <A extends string | number>(list: readonly A[], item: A): readonly A[] => (list.includes(item) ? list : [...list, item].sort((a, b) => (a < b ? -1 : 1)))

/** The entry with what a rule changes in it. */
const moved = (entry: LaterEntry, rewrite: Rewrite | undefined): LaterEntry => {
  const set = Object.fromEntries(rewrite?.set ?? [])
  const real = set[REAL_TOPIC] === undefined ? entry.real : queueKey(set[REAL_TOPIC], Number(set[REAL_QID]))
  return { ...entry, real, reconsumeTimes: rewrite?.reconsumeTimes ?? entry.reconsumeTimes, ...(rewrite?.endsTimer !== undefined && { endsTimer: rewrite.endsTimer }) }
}

const targetOf = (queue: QueueKey): { readonly topic: string; readonly queueId: number } => {
  const [topic, queueId] = splitQueueKey(queue)
  return { topic, queueId }
}

const dispatched = ({ entries, broker }: LaterNode, last: number): EventOf<"Dispatched"> => {
  const fresh = entries.map((entry, index) => ({ ...entry, index })).slice(broker.dispatchedIndex + 1, last + 1)
  return {
    _tag: "Dispatched",
    index: last,
    ends: [...new Map(fresh.map(({ queue, offset }) => [queue, offset + 1]))],
    halves: fresh.filter(({ queue }) => queue === queueKey(HALF_TOPIC, 0)).map(({ offset, index }) => ({ offset, index, group: PRODUCERS, immunityMs: null })),
    ended: fresh.filter(({ queue }) => queue === queueKey(OP_TOPIC, 0)).map(({ message }) => Number(message)),
    timed: fresh.filter(({ queue, recalls }) => queue === TIMER_QUEUE && recalls === undefined).map(({ offset, index, real }) => ({ ...targetOf(real), offset, index, outMs: 0 })),
    delivered: fresh.flatMap(({ endsTimer }) => endsTimer ?? []),
    recalled: fresh.flatMap(({ recalls }) => recalls ?? [])
  }
}

/** One line for a person. */
export const describeLater = (move: Move<never, LaterAction>): string => {
  if (move.kind !== "act") return move.kind
  const { action } = move
  switch (action.do) {
    case "send":
      return `a producer sends ${action.message}`
    case "end":
      return `its producer asks for ${action.decision} of ${action.message}`
    case "recall":
      return `its producer asks for ${action.message} back`
    case "back":
      return `the consumer sends entry ${action.entry} back`
    case "fire":
      return `${action.timer._tag}${"level" in action.timer ? ` of level ${action.timer.level}` : "offset" in action.timer ? ` of ${action.timer._tag === "TimerMessageTimeout" ? "timer" : "half"} message ${action.timer.offset}` : ""}`
    case "flushed":
      return "the log is on disk"
    case "powerLoss":
      return `the broker loses power; its log ends at ${action.last}; it starts again`
  }
}
