/**
 * What is in the store, and what operators ask to be thrown away.
 *
 * RocketMQ `AdminBrokerProcessor.queryConsumeQueue`, `ViewBrokerStatsData`, `getBrokerHaStatus`.
 *
 * @module
 */
import type { Broker } from "../../../spec/broker/state.ts"
import { endOf, minOf } from "../../../spec/serving/hold.ts"
import { systemTopics, topicOf } from "../../../spec/serving/topics.ts"
import { queueKey } from "../../../spec/vocabulary.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { writeFastJsonBody } from "../../remoting/fastjson.ts"
import { header, int, long, optional, text } from "../../remoting/header-fields.ts"
import type { Handle } from "../request-context.ts"
import { subscriptionOf } from "./clients.ts"
import { timedByTopic } from "./waiting.ts"

const queueHeader = header({ topic: text, queueId: int, index: long, count: int, consumerGroup: optional(text) })
const statsHeader = header({ statsName: text, statsKey: text })

/** Units a request may ask for: an answer is one frame. */
const MAX_UNITS = 100_000

const queryConsumeQueue: Handle = ({ command, state, storage, reply }) => {
  const { topic, queueId, index, count, consumerGroup } = queueHeader(command)
  const self = state()
  const queue = queueKey(topic, queueId)
  const end = endOf(self, queue)
  const min = minOf(self, queue)
  if (end === 0 && !(queueId >= 0 && queueId < (topicOf(self, topic)?.writeQueueNums ?? 0)))
    return reply(ResponseCode.SYSTEM_ERROR, { remark: `${queueId}@${topic} is not exist!` })
  const filter = consumerGroup === undefined ? {} : filterOf(self, consumerGroup, topic)
  if (index < min || index >= end) return reply(ResponseCode.SUCCESS, { remark: `Index ${index} of ${queueId}@${topic} is not exist!` })
  const units = storage.queues.range(topic, queueId, index, Math.max(0, Math.min(count, end - index, MAX_UNITS)))
  reply(ResponseCode.SUCCESS, {
    body: writeFastJsonBody({
      ...filter,
      maxQueueIndex: end,
      minQueueIndex: min,
      queueData: units.map(({ position, size, tagsCode }) => ({ eval: false, physicOffset: position, physicSize: size, tagsCode }))
    })
  })
}

/** What a group filters a topic by, for those who ask why it does not see a message. */
const filterOf = (self: Broker, group: string, topic: string): object => {
  const subscriptionData = subscriptionOf(self, group, topic)
  return subscriptionData === undefined ? { filterData: `${group}@${topic} is not online!` } : { filterData: "null", subscriptionData }
}

const viewStats: Handle = ({ command, statistics, reply }) => {
  const { statsName, statsKey } = statsHeader(command)
  const found = statistics.view(statsName, statsKey)
  if (found === undefined) return reply(ResponseCode.SYSTEM_ERROR, { remark: `The stats <${statsName}> <${statsKey}> not exist` })
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ statsMinute: found.minute, statsHour: found.hour, statsDay: found.day }) })
}

/** Files of the log whose time is up go now, at whatever hour it is. */
const deleteExpired: Handle = ({ deleteExpired, reply }) => {
  deleteExpired()
  reply(ResponseCode.SUCCESS)
}

/** Queues lose what the log loses, with it; a topic's queues stay so that no offset is given twice: there is never anything else to clean. */
const nothingToClean: Handle = ({ reply }) => reply(ResponseCode.SUCCESS)

/** RocketMQ `HARuntimeInfo`: of a master its slaves, of a slave its master; both by their names in the group. */
const haStatus: Handle = ({ state, storage, config, mode, advertised, reply }) => {
  if (mode === "dledger") return reply(ResponseCode.SYSTEM_ERROR, { remark: "Can not get HARuntimeInfo: this group replicates by Raft (brokerStatus shows dLegerRole and dLegerCommittedIndex)" })
  const { ha, log } = state()
  const positionOf = (index: number): number => storage.log.positionAfter(Math.max(index, storage.log.firstIndex - 1))
  const end = positionOf(log.lastIndex)
  const { host, port } = advertised()
  const master = config.brokerRole !== "SLAVE"
  const acked = Object.entries(ha.slaves).map(([node, slave]) => ({ node, acked: slave.acked }))
  reply(ResponseCode.SUCCESS, {
    body: writeFastJsonBody({
      master,
      masterCommitLogMaxOffset: end,
      inSyncSlaveNums: acked.filter(({ acked: index }) => log.lastIndex - index < config.haSlaveFallbehindMax).length,
      haConnectionInfo: acked.map(({ node, acked: index }) => ({ addr: node, slaveAckOffset: positionOf(index), diff: end - positionOf(index), inSync: log.lastIndex - index < config.haSlaveFallbehindMax, transferFromWhere: positionOf(index) })),
      haClientRuntimeInfo: { masterAddr: master ? `${host}:${port}` : (config.haMaster ?? ""), maxOffset: end, masterFlushOffset: positionOf(log.durableIndex), isActivated: ha.connection !== null }
    })
  })
}

/** How many messages of each topic wait for a time of their own. RocketMQ 5.x `TimerMetrics`. */
const timerMetrics: Handle = ({ state, timers, reply }) => {
  const counts = new Map([...timedByTopic(state())].map(([topic, count]) => [topic, { count, timeStamp: timers.now() }]))
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ dataVersion: { counter: 0, stateVersion: 0, timestamp: timers.now() }, timingCount: counts }) })
}

export const storeRequests: { readonly [code: number]: Handle } = {
  [RequestCode.QUERY_CONSUME_QUEUE]: queryConsumeQueue,
  [RequestCode.VIEW_BROKER_STATS_DATA]: viewStats,
  [RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE]: nothingToClean,
  [RequestCode.DELETE_EXPIRED_COMMITLOG]: deleteExpired,
  [RequestCode.CLEAN_UNUSED_TOPIC]: nothingToClean,
  [RequestCode.GET_BROKER_HA_STATUS]: haStatus,
  [RequestCode.GET_TIMER_METRICS]: timerMetrics,
  [RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER]: ({ config, reply }) =>
    reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ topicList: systemTopics(config).map(([name]) => name) }) })
}
