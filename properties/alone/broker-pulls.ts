/**
 * What a broker does with pulls.
 *
 * RocketMQ `PullMessageProcessor`, `PullRequestHoldService`, `DefaultMessageStore.getMessage`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { EXPRESSION } from "../../models/alone/broker.ts"
import type { EventOf } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { HeldPull } from "../../spec/serving/state.ts"
import type { ResponseCode } from "../../spec/vocabulary.ts"
import { goBack } from "./broker-pop-table.ts"
import { beginOf, endOf, got, isKeeper, isSlave, mayRead, noted, refines, takes } from "./broker-taking.ts"

/** Why a pull gets nothing here; `undefined`: it is served. Whether an expression is one is asked in tests of its own: here there is one that is. */
const refusal = (self: Broker, { group, topic, queueId, expression }: EventOf<"PullMessage">): ResponseCode | undefined => {
  const { consumerFailoverToSlave, slaveReadEnable } = self.config
  if (isSlave(self) && !consumerFailoverToSlave && !(slaveReadEnable && self.ha.connection !== null)) return "SYSTEM_BUSY"
  const said = noted(self, group)
  if (said?.consumeEnable === false) return "NO_PERMISSION"
  if (said?.consumeBroadcastEnable === false && got(self.groups, group)?.messageModel === "BROADCASTING") return "NO_PERMISSION"
  const config = got(self.topics, topic)
  if (config === undefined) return "TOPIC_NOT_EXIST"
  if (config.perm % 8 < 4 || !mayRead(self)) return "NO_PERMISSION"
  if (queueId < 0 || queueId >= config.readQueueNums) return "SYSTEM_ERROR"
  if (expression === undefined) return undefined
  if (!self.config.enablePropertyFilter) return "SYSTEM_ERROR"
  return expression === EXPRESSION ? undefined : "SUBSCRIPTION_PARSE_FAILED"
}

export const pullServed = refines(
  "S72 PullServed",
  "A pull is refused where it must not be served; else it leaves its group's progress with the keeper, is sent back into the queue, reads what is visible, or waits as long as its client does.",
  "C3, C4, E12 · PullMessageProcessor.processRequest",
  {
    PullMessage: takes((b, event) => {
      const { request, channel, group, topic, queueId, offset, maxMsgNums, codeSet, suspendTimeoutMillis, commitOffset } = event
      const refused = refusal(b.self, event)
      if (refused !== undefined) return b.answer(request, refused)
      if (commitOffset !== null && isKeeper(b.self)) b.self.offsets = HashMap.set(b.self.offsets, `${group}@${topic}@${queueId}`, commitOffset)
      const queue = `${topic}@${queueId}`
      const tags = codeSet ?? got(b.self.groups, group)?.subscriptions.find((subscription) => subscription.topic === topic)?.codeSet ?? []
      const pull: HeldPull = { request, channel, queue, offset, maxMsgNums, codeSet: tags, ...(event.expression !== undefined && { expression: event.expression }), suspendTimeoutMillis }
      const end = endOf(b.self, queue)
      const begin = beginOf(b.self, queue)
      if (offset < begin) return b.found(pull, "PULL_OFFSET_MOVED", begin)
      // Who may lag does not know where a queue ends.
      if (offset > end && isKeeper(b.self)) return b.found(pull, "PULL_OFFSET_MOVED", end)
      const waits = suspendTimeoutMillis > 0
      if (waits) b.arm({ _tag: "HoldTimeout", request, queue }, [suspendTimeoutMillis, suspendTimeoutMillis])
      if (offset < end) return b.read(pull)
      if (waits) return b.setHeld([...b.held(), pull])
      return b.found(pull, "PULL_NOT_FOUND", offset)
    }),
    QueueRead: takes((b, { request, found }) => {
      const reading = HashMap.get(b.self.reading, request)
      if (reading._tag === "None") return
      const pull = reading.value
      b.self.reading = HashMap.remove(b.self.reading, request)
      const wanted: number[] = []
      let bytes = 0
      let next = pull.offset
      for (const { offset, size, tagsCode, properties } of found) {
        const isWanted = pull.expression === undefined ? pull.codeSet.length === 0 || pull.codeSet.includes(tagsCode) : properties?.["a"] !== undefined
        if (isWanted && wanted.length > 0 && (wanted.length === pull.maxMsgNums || bytes + size > 256 * 1024)) break
        next = offset + 1
        if (!isWanted) continue
        wanted.push(offset)
        bytes += size
      }
      // Nothing for it among what there is: it waits on behind that.
      if (found.length > 0 && wanted.length === 0 && pull.suspendTimeoutMillis > 0 && next >= endOf(b.self, pull.queue)) return b.setHeld([...b.held(), { ...pull, offset: next }])
      b.stopWaiting(pull)
      if (found.length === 0) b.found(pull, "PULL_NOT_FOUND", pull.offset)
      else b.found(pull, wanted.length > 0 ? "SUCCESS" : "PULL_RETRY_IMMEDIATELY", next, wanted)
    }),
    HoldTimeout: takes((b, { request, queue }) => {
      const pull = b.held().find((other) => other.request === request && other.queue === queue)
      if (pull === undefined) return
      b.setHeld(b.held().filter((other) => other !== pull))
      b.found(pull, "PULL_NOT_FOUND", pull.offset)
    })
  }
)

/** What a group has committed, or was handed, if that is further. */
const progressOf = (self: Broker, key: string): number | undefined => {
  const cursor = got(self.pop.cursors, key)
  // What is handed out in order is not behind the group.
  const inOrder = (cursor?.ordered ?? []).flatMap((name) => got(self.pop.checkPoints, name) ?? []).filter(({ index }) => index <= self.dispatchedIndex)
  const popped = cursor === undefined ? undefined : Math.min(cursor.popped, ...inOrder.flatMap(({ offsets }) => offsets))
  const known = [got(self.offsets, key), popped].filter((offset) => offset !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

export const progressKept = refines(
  "S73 ProgressKept",
  "Progress is a group's own: what it said last, taken by the keeper alone; and where a queue begins and ends is told as it is visible.",
  "C4 · ConsumerOffsetManager, ConsumerManageProcessor, AdminBrokerProcessor",
  {
    QueryConsumerOffset: takes((b, { request, group, topic, queueId, noZero }) => {
      const known = progressOf(b.self, `${group}@${topic}@${queueId}`)
      // Of a queue that is not young a group that has not begun has to say itself where it begins.
      if (known === undefined && (noZero || beginOf(b.self, `${topic}@${queueId}`) > 0)) b.answer(request, "QUERY_NOT_FOUND")
      else b.say({ _tag: "ReplyOffset", request, offset: known ?? 0 })
    }),
    UpdateConsumerOffset: takes((b, { request, group, topic, queueId, offset }) => {
      if (!isKeeper(b.self)) return b.answer(request, "SYSTEM_BUSY")
      b.self.offsets = HashMap.set(b.self.offsets, `${group}@${topic}@${queueId}`, offset)
      b.answer(request, "SUCCESS")
    }),
    GetMaxOffset: takes((b, { request, topic, queueId }) => b.say({ _tag: "ReplyOffset", request, offset: endOf(b.self, `${topic}@${queueId}`) })),
    GetMinOffset: takes((b, { request, topic, queueId }) => b.say({ _tag: "ReplyOffset", request, offset: beginOf(b.self, `${topic}@${queueId}`) })),
    SearchOffset: takes((b, { request, topic, queueId, timestamp, boundary }) => {
      const queue = `${topic}@${queueId}`
      const end = endOf(b.self, queue)
      b.say(end === 0 ? { _tag: "ReplyOffset", request, offset: 0 } : { _tag: "ReplyOffsetByTime", request, queue, timestamp, boundary: b.self.config.compatibility === "4.9" ? "NEAREST" : boundary, end })
    }),
    GetEarliestStoreTime: takes((b, { request, topic, queueId }) => b.say({ _tag: "ReplyStoreTime", request, queue: `${topic}@${queueId}`, offset: beginOf(b.self, `${topic}@${queueId}`), end: endOf(b.self, `${topic}@${queueId}`) })),
    ViewMessage: takes((b, { request, index }) => (index >= 0 && index <= b.self.log.lastIndex ? b.say({ _tag: "ReplyMessage", request, index }) : b.answer(request, "SYSTEM_ERROR"))),
    QueryMessage: takes((b, { request, topic, key, begin, end, maxNum }) =>
      key !== "" && begin <= end ? b.say({ _tag: "ReadByKey", request, topic, key, begin, end, maxNum: Math.min(64, Math.max(1, maxNum)), upTo: b.self.dispatchedIndex }) : b.answer(request, "QUERY_NOT_FOUND")
    ),
    KeyRead: takes((b, { request, found }) => (found.length > 0 ? b.say({ _tag: "ReplyMessages", request, indexes: found }) : b.answer(request, "QUERY_NOT_FOUND"))),
    CheckClientConfig: takes((b, { request, expressionType, expression }) => {
      if (expressionType === "TAG" || expressionType === "") return b.answer(request, "SUCCESS")
      if (!b.self.config.enablePropertyFilter || expressionType !== "SQL92") return b.answer(request, "SYSTEM_ERROR")
      b.answer(request, expression === EXPRESSION ? "SUCCESS" : "SUBSCRIPTION_PARSE_FAILED")
    }),
    ResetOffset: takes((b, { request, group, topic, timestamp, isForce, only }) => {
      const config = got(b.self.topics, topic)
      const isFive = b.self.config.compatibility !== "4.9"
      if (!isKeeper(b.self)) return b.answer(request, "SYSTEM_BUSY")
      if (config === undefined) return b.answer(request, isFive ? "TOPIC_NOT_EXIST" : "SYSTEM_ERROR")
      const all = Array.from({ length: config.writeQueueNums }, (_, queueId) => ({ queueId, end: endOf(b.self, `${topic}@${queueId}`) }))
      const hasCome = all.some(({ queueId }) => progressOf(b.self, `${group}@${topic}@${queueId}`) !== undefined)
      if (!hasCome && !(isFive && (HashMap.has(b.self.groups, group) || HashMap.has(b.self.subscriptionGroups, group)))) return b.answer(request, isFive ? "SUBSCRIPTION_GROUP_NOT_EXIST" : "SYSTEM_ERROR")
      const one = all.find(({ queueId }) => queueId === only?.queueId)
      const to = only?.offset ?? null
      if (only !== undefined && (one === undefined || (to !== null && (to < beginOf(b.self, `${topic}@${one.queueId}`) || to > one.end)))) return b.answer(request, "SYSTEM_ERROR")
      const queues = one === undefined ? all : [{ ...one, ...(to === null ? {} : { offset: to }) }]
      b.say({ _tag: "FindOffsets", request, group, topic, timestamp, isForce, queues })
    }),
    OffsetsFound: takes((b, { request, group, topic, timestamp, isForce, found }) => {
      const channels = (got(b.self.groups, group)?.members ?? []).map(({ channel }) => channel)
      const keyOf = (queueId: number): string => `${group}@${topic}@${queueId}`
      // Unforced, a group goes back and never forward.
      const offsets = found.map(({ queueId, offset }) => {
        const now = progressOf(b.self, keyOf(queueId))
        return { queueId, offset: !isForce && now !== undefined && now < offset ? now : offset }
      })
      if (offsets.some(({ queueId }) => HashMap.has(b.self.pop.cursors, keyOf(queueId)))) {
        if (b.refusesWrites() !== undefined || b.self.pending.length >= b.self.config.maxPendingRequestsNum) return b.answer(request, "SYSTEM_BUSY")
        for (const { queueId, offset } of offsets) b.self.offsets = HashMap.set(b.self.offsets, keyOf(queueId), offset)
        b.say({ _tag: "SaveOffsets" })
        const last = offsets.length - 1
        return offsets.forEach(({ queueId, offset }, i) => goBack(b, group, topic, queueId, offset, i === last ? request : `reset/${keyOf(queueId)}`, i === last ? { _tag: "Reset", topic, offsets } : { _tag: "Own" }))
      }
      if (channels.length > 0) b.say({ _tag: "ResetConsumerClientOffset", group, topic, timestamp, offsets, channels })
      else if (b.self.config.compatibility === "4.9") return b.answer(request, "CONSUMER_NOT_ONLINE")
      else {
        for (const { queueId, offset } of offsets) b.self.offsets = HashMap.set(b.self.offsets, keyOf(queueId), offset)
        b.say({ _tag: "SaveOffsets" })
      }
      b.say({ _tag: "ReplyOffsets", request, topic, offsets })
    })
  }
)
