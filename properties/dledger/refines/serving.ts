/**
 * What clients and operators are answered (E12, E13), and what a broker keeps of them: for every request the exact answer, and that
 * nothing else changes. Whatever is kept is kept by the leader that serves; the others copy it.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent, EventOf } from "../../../spec/broker/events.ts"
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { same } from "../../same.ts"
import { refines, sameBag, serves } from "./step.ts"
import { clientsAfter } from "./clients.ts"
import { pullAfter } from "./pulls.ts"
import { beginOf, endOf, offsetIn, refusal, reply, type Served, success } from "./served.ts"
import { administered } from "./administration.ts"

/** A group that has not begun with a queue that is not young says itself where it begins. */
const queried = (before: Broker, { request, group, topic, queueId, noZero }: EventOf<"QueryConsumerOffset">): Served => {
  const known = offsetIn(before, `${group}@${topic}@${queueId}`)
  return known === undefined && (noZero || beginOf(before, `${topic}@${queueId}`) > 0) ? refusal({ request }, "QUERY_NOT_FOUND") : { outputs: [{ _tag: "ReplyOffset", request, offset: known ?? 0 }] }
}

/** Reads of where queues are, and progress of groups. */
const read = (before: Broker, event: BrokerEvent): Served | undefined => {
  const end = (topic: string, queueId: number): number => endOf(before, `${topic}@${queueId}`)
  switch (event._tag) {
    case "UpdateConsumerOffset":
      if (!serves(before)) return refusal(event, "SYSTEM_BUSY")
      return { offsets: HashMap.set(before.offsets, `${event.group}@${event.topic}@${event.queueId}`, event.offset), outputs: [success(event)] }
    case "QueryConsumerOffset":
      return queried(before, event)
    case "GetMinOffset":
      return { outputs: [{ _tag: "ReplyOffset", request: event.request, offset: beginOf(before, `${event.topic}@${event.queueId}`) }] }
    case "GetMaxOffset":
      return before.config.linearizableRead ? undefined : { outputs: [{ _tag: "ReplyOffset", request: event.request, offset: end(event.topic, event.queueId) }] }
    case "GetEarliestStoreTime":
      return { outputs: [{ _tag: "ReplyStoreTime", request: event.request, queue: `${event.topic}@${event.queueId}`, offset: beginOf(before, `${event.topic}@${event.queueId}`), end: end(event.topic, event.queueId) }] }
    case "SearchOffset": {
      const { request, topic, queueId, timestamp, boundary } = event
      const to = end(topic, queueId)
      return { outputs: [to === 0 ? { _tag: "ReplyOffset", request, offset: 0 } : { _tag: "ReplyOffsetByTime", request, queue: `${topic}@${queueId}`, timestamp, boundary: before.config.compatibility === "4.9" ? "NEAREST" : boundary, end: to }] }
    }
    case "ViewMessage":
      return event.index >= 0 && event.index <= before.raft.commitIndex ? { outputs: [{ _tag: "ReplyMessage", request: event.request, index: event.index }] } : refusal(event, "SYSTEM_ERROR")
    case "QueryMessage": {
      const { request, topic, key, begin, end: until, maxNum } = event
      if (key === "" || begin > until) return refusal(event, "QUERY_NOT_FOUND")
      return { outputs: [{ _tag: "ReadByKey", request, topic, key, begin, end: until, maxNum: maxNum < 1 ? 1 : maxNum > 64 ? 64 : maxNum, upTo: before.dispatchedIndex }] }
    }
    case "KeyRead":
      return event.found.length === 0 ? refusal(event, "QUERY_NOT_FOUND") : { outputs: [{ _tag: "ReplyMessages", request: event.request, indexes: event.found }] }
    default:
      return undefined
  }
}

/** Locks of queues: one holder each, who may renew; on the leader that serves alone. */
const locked = (before: Broker, event: BrokerEvent): Served | undefined => {
  if (event._tag === "LockExpired") return { locks: HashMap.remove(before.locks, event.key), outputs: [] }
  if (event._tag !== "LockBatchMQ" && event._tag !== "UnlockBatchMQ") return undefined
  const keyOf = (queue: { readonly topic: string; readonly queueId: number }): string => `${event.group}@${queue.topic}@${queue.queueId}`
  const holder = (queue: (typeof event.queues)[number]): string | undefined => {
    const found = HashMap.get(before.locks, keyOf(queue))
    return found._tag === "Some" ? found.value : undefined
  }
  if (event._tag === "UnlockBatchMQ") {
    const mine = event.queues.filter((queue) => holder(queue) === event.clientId)
    return { locks: mine.reduce((locks, queue) => HashMap.remove(locks, keyOf(queue)), before.locks), outputs: [...mine.map((queue): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "LockExpired", key: keyOf(queue) } })), success(event)] }
  }
  if (!serves(before)) return { outputs: [{ _tag: "ReplyLock", request: event.request, locked: [] }] }
  const free = event.queues.filter((queue) => holder(queue) === undefined || holder(queue) === event.clientId)
  const ms = before.config.timing.rebalanceLockMaxLiveTimeMs
  return {
    locks: free.reduce((locks, queue) => HashMap.set(locks, keyOf(queue), event.clientId), before.locks),
    outputs: [...free.map((queue): BrokerOutput => ({ _tag: "ArmTimer", event: { _tag: "LockExpired", key: keyOf(queue) }, ms })), { _tag: "ReplyLock", request: event.request, locked: free.map(({ topic, queueId }) => ({ topic, queueId })) }]
  }
}

/** Of a send, whether it is taken: by the leader that serves, hands over to nobody, and has room. */
const refusesSend = (before: Broker, send: EventOf<"SendMessage">): Served | undefined => {
  const { raft, config, pending, diskFailed } = before
  if (diskFailed || !serves(before) || raft.transferee !== null) return refusal(send, "SERVICE_NOT_AVAILABLE")
  if (pending.length >= config.maxPendingRequestsNum) return refusal(send, "SYSTEM_BUSY")
  if (send.bodySize > config.maxMessageSize || send.propertiesSize > 32_767) return refusal(send, "MESSAGE_ILLEGAL")
  const topic = HashMap.get(before.topics, send.topic)
  if (topic._tag === "None") return undefined
  if ((topic.value.perm & 2) === 0) return refusal(send, "NO_PERMISSION")
  return send.queueId >= Math.max(topic.value.writeQueueNums, topic.value.readQueueNums) ? refusal(send, "SYSTEM_ERROR") : undefined
}

const served = (before: Broker, event: BrokerEvent): Served | undefined =>
  read(before, event) ?? locked(before, event) ?? clientsAfter(before, event) ?? pullAfter(before, event) ?? administered(before, event) ?? (event._tag === "SendMessage" ? refusesSend(before, event) : undefined)

/** What may change for a client. */
const KEPT = ["topics", "topicVersion", "subscriptionGroups", "groups", "producers", "offsets", "locks", "held", "reading", "config"] as const

/** What may not. */
const OTHERS = ["log", "raft", "dispatchedIndex", "dispatchingIndex", "queues", "baseEnds", "pending", "halves", "delaying", "timed", "running", "diskFailed"] as const

/** Remarks are for people: that there is one is enough. */
const plain = (output: BrokerOutput): BrokerOutput => (output._tag === "Reply" ? reply(output.request, output.code) : output)

const isSaid = (output: BrokerOutput): boolean => output._tag !== "Reply" || output.code === "SUCCESS" || output.remark !== ""

export const refinesServing = refines(
  "S57 AnswersAsKept",
  "Every request of a client or operator gets the answer that the broker's state gives, one answer each, and changes what it is about and nothing else.",
  "C4, E12, E13 · PullMessageProcessor, ConsumerManageProcessor, AdminBrokerProcessor, RebalanceLockManager",
  ({ before, event, after, outputs }: TakenEvent) => {
    const expected = served(before, event)
    if (expected === undefined) return true
    return (
      KEPT.every((field) => same(after[field], expected[field] ?? before[field])) &&
      OTHERS.every((field) => after[field] === before[field] || same(after[field], before[field])) &&
      sameBag(outputs.map(plain), expected.outputs) &&
      outputs.every(isSaid)
    )
  }
)

export const refinesTaking = refines(
  "S58 TakesWhatIsSent",
  "A send that a broker takes is written as it was sent: so many messages, for the queue that was asked for, and its producer waits for the last of them.",
  "E8, E13 · SendMessageProcessor.sendMessage",
  (taken) => {
    const { before, event, after, outputs } = taken
    if (event._tag !== "SendMessage" || event.prepared === true || (event.delayLevel ?? 0) > 0 || event.replyTo !== undefined) return true
    const topic = HashMap.get(before.topics, event.topic)
    if (topic._tag === "None" || refusesSend(before, event) !== undefined || event.topic.startsWith("%RETRY%") || event.topic.startsWith("RMQ_SYS") || event.topic === "SCHEDULE_TOPIC_XXXX") return true
    const { request, count } = event
    const writes = outputs.filter((output) => output._tag === "WriteMessages")
    const [write] = writes
    if (write === undefined || writes.length !== 1) return false
    const { queueOffset, queueId } = write
    const waits = after.pending.at(-1) ?? outputs.find((output) => output._tag === "ReplySend")
    return (
      write.request === request &&
      write.count === count &&
      write.topic === event.topic &&
      (event.queueId >= 0 ? queueId === event.queueId : queueId >= 0 && queueId < topic.value.writeQueueNums) &&
      waits !== undefined &&
      waits.request === request &&
      waits.index === before.log.lastIndex + count &&
      waits.queueId === queueId &&
      waits.queueOffset === queueOffset
    )
  }
)
