/**
 * How far topics and groups are: what is in the queues, and what of it is consumed.
 *
 * RocketMQ `AdminBrokerProcessor`, `ConsumerOffsetManager`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../../spec/broker/state.ts"
import { groupOf } from "../../../spec/serving/groups.ts"
import { endOf, minOf } from "../../../spec/serving/hold.ts"
import { offsetOf } from "../../../spec/serving/offsets.ts"
import { topicOf } from "../../../spec/serving/topics.ts"
import { queueKey } from "../../../spec/vocabulary.ts"
import { formatAddress } from "../../layers/network.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { writeFastJsonBody } from "../../remoting/fastjson.ts"
import { bool, header, optional, or, text } from "../../remoting/header-fields.ts"
import { storeTimeAt } from "../store-time.ts"
import type { Handle, RequestContext } from "../request-context.ts"
import { groupNames } from "./groups.ts"
import { inTurn, type Step } from "./in-turn.ts"
import { progressTable } from "./progress-table.ts"
import { usedLevels } from "./waiting.ts"

const topicHeader = header({ topic: text })
const groupAndTopic = header({ group: text, topic: text })
const consumeStatsHeader = header({ consumerGroup: text, topic: optional(text), topicList: or(text, "") })
const groupHeader = header({ group: text })
const correctionHeader = header({ topic: text, filterGroups: optional(text), compareGroup: optional(text) })
const cloneHeader = header({ srcGroup: text, destGroup: text, topic: optional(text), offline: or(bool, false) })
const inBrokerHeader = header({ isOrder: or(bool, false) })

/** Java's `Long.MAX_VALUE`. */
const LONG_MAX = 2n ** 63n - 1n

/** Topics of which the group has an offset. RocketMQ `whichTopicByConsumer`. */
export const topicsOf = (self: Broker, group: string): readonly string[] => offsetNames(self).flatMap(([of, topic]) => (of === group ? [topic] : []))

/** Groups that have an offset of the topic. RocketMQ `whichGroupByTopic`. */
const groupsOf = (self: Broker, topic: string): readonly string[] => offsetNames(self).flatMap(([group, of]) => (of === topic ? [group] : []))

/** Pairs of group and topic of which there is an offset, each once, in order. */
const offsetNames = (self: Broker): readonly (readonly [string, string])[] => {
  const pairs = new Map<string, readonly [string, string]>()
  for (const [group, topic] of progressTable(self)) pairs.set(`${group}@${topic}`, [group, topic])
  return [...pairs.values()]
}

/** Does a group that has subscriptions have none to this topic? Then its offsets are of an earlier time. */
const unsubscribed = (self: Broker, group: string, topic: string): boolean => {
  const subscriptions = groupOf(self, group)?.subscriptions ?? []
  return subscriptions.length > 0 && !subscriptions.some((subscription) => subscription.topic === topic)
}

interface OffsetWrapper {
  readonly brokerOffset: number
  readonly consumerOffset: number
  readonly lastTimestamp: number
  readonly pullOffset: number
}

/** A group's progress on a topic, queue by queue. */
const progressOn = ({ state, storage, config }: RequestContext, group: string, topic: string, queues: number): readonly (readonly [unknown, OffsetWrapper])[] => {
  const self = state()
  return Array.from({ length: queues }, (_, queueId) => {
    const consumerOffset = offsetOf(self, group, topic, queueId) ?? 0
    const lastTimestamp = consumerOffset > 0 ? Math.max(0, storeTimeAt(storage, topic, queueId, consumerOffset - 1)) : 0
    return [
      { brokerName: config.brokerName, queueId, topic },
      { brokerOffset: endOf(self, queueKey(topic, queueId)), consumerOffset, lastTimestamp, pullOffset: consumerOffset }
    ]
  })
}

const topicStats: Handle = (context) => {
  const { command, state, storage, config, reply } = context
  const { topic } = topicHeader(command)
  const self = state()
  const known = topicOf(self, topic)
  if (known === undefined) return reply(ResponseCode.TOPIC_NOT_EXIST, { remark: `topic[${topic}] not exist` })
  const offsetTable = new Map<unknown, unknown>()
  // Once a topic is written to fewer queues than before, 5.x tells of those that are still read.
  const queues = config.compatibility === "4.9" ? known.writeQueueNums : Math.max(known.writeQueueNums, known.readQueueNums)
  for (let queueId = 0; queueId < queues; queueId++) {
    const queue = queueKey(topic, queueId)
    const maxOffset = endOf(self, queue)
    const lastUpdateTimestamp = maxOffset > 0 ? Math.max(0, storeTimeAt(storage, topic, queueId, maxOffset - 1)) : 0
    offsetTable.set({ brokerName: config.brokerName, queueId, topic }, { lastUpdateTimestamp, maxOffset, minOffset: minOf(self, queue) })
  }
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ offsetTable, topicPutTps: context.statistics.putTps(topic) }) })
}

const consumeStats: Handle = (context) => {
  const { command, state, statistics, reply } = context
  const { consumerGroup, topic = "", topicList } = consumeStatsHeader(command)
  const self = state()
  // Topics that 5.x's tools name are told of whether the group has subscribed to them or not.
  const named = topicList.split(";").filter((each) => each.trim() !== "")
  const topics = named.length > 0 ? named : (topic.trim() === "" ? topicsOf(self, consumerGroup) : [topic]).filter((each) => !unsubscribed(self, consumerGroup, each))
  const offsetTable = new Map<unknown, OffsetWrapper>()
  let consumeTps = 0
  for (const each of new Set(topics)) {
    const known = topicOf(self, each)
    if (known === undefined) continue
    for (const [queue, progress] of progressOn(context, consumerGroup, each, known.readQueueNums)) offsetTable.set(queue, progress)
    consumeTps += statistics.consumeTps(each, consumerGroup)
  }
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ consumeTps, offsetTable }) })
}

const brokerConsumeStats: Handle = (context) => {
  const { command, state, statistics, advertised, reply } = context
  const { isOrder } = inBrokerHeader(command)
  const self = state()
  let totalDiff = 0
  const byGroup = new Map<string, unknown[]>(groupNames(self).map((group) => [group, []]))
  for (const [group, topic] of offsetNames(self)) {
    const known = topicOf(self, topic)
    if (known === undefined || unsubscribed(self, group, topic) || (isOrder && !known.order)) continue
    const offsets = progressOn(context, group, topic, known.writeQueueNums)
    for (const [, { brokerOffset, consumerOffset }] of offsets) totalDiff += brokerOffset - consumerOffset
    const list = byGroup.get(group) ?? []
    byGroup.set(group, list)
    list.push({ consumeTps: statistics.consumeTps(topic, group), offsetTable: new Map(offsets) })
  }
  const { host, port } = advertised()
  const consumeStatsList = [...byGroup].map(([group, list]) => ({ [group]: list }))
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ brokerAddr: `${host}:${port}`, consumeStatsList, totalDiff }) })
}

/** Who consumes a topic: groups that are connected, and groups that were. */
const consumeByWho: Handle = ({ command, state, reply }) => {
  const { topic } = topicHeader(command)
  const self = state()
  const connected = [...HashMap.entries(self.groups)].flatMap(([name, { subscriptions }]) => (subscriptions.some((each) => each.topic === topic) ? [name] : []))
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ groupList: [...new Set([...connected, ...groupsOf(self, topic)])].sort() }) })
}

/** Where the slowest of a topic's groups is in each queue, if not before the group it is compared with. RocketMQ `queryCorrectionOffset`. */
const correctionOffsets: Handle = ({ command, state, reply }) => {
  const { topic, filterGroups = "", compareGroup = "" } = correctionHeader(command)
  const self = state()
  const left = new Set(filterGroups.split(","))
  const slowest = new Map<number, bigint>()
  for (const [group, of, queueId, offset] of progressTable(self)) {
    if (of !== topic || left.has(group) || offset < minOf(self, queueKey(topic, queueId))) continue
    const known = slowest.get(queueId)
    slowest.set(queueId, known === undefined || BigInt(offset) < known ? BigInt(offset) : known)
  }
  for (const [queueId, offset] of slowest) {
    const compared = offsetOf(self, compareGroup, topic, queueId)
    if (compared !== undefined && offset > BigInt(compared)) slowest.set(queueId, LONG_MAX)
  }
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ correctionOffsets: slowest }) })
}

/** A group gets another one's progress: of one topic, or of all. RocketMQ `cloneGroupOffset`. */
const cloneOffsets: Handle = (context) => {
  const { srcGroup, destGroup, topic = "", offline } = cloneHeader(context.command)
  const self = context.state()
  const steps: readonly Step[] = progressTable(self)
    .filter(([group, of]) => group === srcGroup && (topic.trim() === "" || of === topic) && topicOf(self, of) !== undefined && (offline || !unsubscribed(self, srcGroup, of)))
    .map(([, of, queueId, offset]) => ({
      name: `${of} ${queueId}`,
      event: (request) => ({ _tag: "UpdateConsumerOffset", request, topic: of, queueId, group: destGroup, offset })
    }))
  inTurn(context, steps)
}

/** How far each delay level is. RocketMQ `ScheduleMessageService.encode`. */
const delayOffsets: Handle = ({ state, reply }) =>
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ offsetTable: new Map(usedLevels(state()).map(({ level, delivered }) => [level, delivered])) }) })

const timeSpan: Handle = ({ command, state, storage, config, timers, reply }) => {
  const { topic, group } = groupAndTopic(command)
  const self = state()
  const known = topicOf(self, topic)
  if (known === undefined) return reply(ResponseCode.TOPIC_NOT_EXIST, { remark: `topic[${topic}] not exist` })
  const consumeTimeSpanSet = Array.from({ length: known.writeQueueNums }, (_, queueId) => {
    const max = endOf(self, queueKey(topic, queueId))
    const at = (offset: number): number => (offset >= 0 && offset < max ? storeTimeAt(storage, topic, queueId, offset) : -1)
    const consumed = offsetOf(self, group, topic, queueId) ?? -1
    const minTimeStamp = at(minOf(self, queueKey(topic, queueId)))
    return {
      consumeTimeStamp: consumed > 0 ? at(consumed - 1) : minTimeStamp,
      delayTime: consumed >= 0 && consumed < max ? timers.now() - at(consumed) : 0,
      maxTimeStamp: at(max - 1),
      messageQueue: { brokerName: config.brokerName, queueId, topic },
      minTimeStamp
    }
  })
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ consumeTimeSpanSet }) })
}

export const progressRequests: { readonly [code: number]: Handle } = {
  [RequestCode.GET_TOPIC_STATS_INFO]: topicStats,
  [RequestCode.GET_CONSUME_STATS]: consumeStats,
  [RequestCode.GET_BROKER_CONSUME_STATS]: brokerConsumeStats,
  [RequestCode.QUERY_TOPIC_CONSUME_BY_WHO]: consumeByWho,
  [RequestCode.QUERY_CONSUME_TIME_SPAN]: timeSpan,
  [RequestCode.QUERY_CORRECTION_OFFSET]: correctionOffsets,
  [RequestCode.CLONE_GROUP_OFFSET]: cloneOffsets,
  [RequestCode.GET_ALL_DELAY_OFFSET]: delayOffsets,
  [RequestCode.QUERY_TOPICS_BY_CONSUMER]: ({ command, state, advertised, reply }) =>
    reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ brokerAddr: formatAddress(advertised()), topicList: topicsOf(state(), groupHeader(command).group) }) }),
  [RequestCode.GET_ALL_CONSUMER_OFFSET]: ({ state, reply }) => {
    const offsetTable: Record<string, Map<number, number>> = {}
    for (const [group, topic, queueId, offset] of progressTable(state())) {
      const queues = (offsetTable[`${topic}@${group}`] ??= new Map())
      queues.set(queueId, offset)
    }
    reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ offsetTable }) })
  }
}
