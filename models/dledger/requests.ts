/**
 * Models of what clients and operators ask a member of a DLedger group: small, since each looks at one part of what a broker keeps.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import { subscriptionGroupDefaults } from "../../spec/broker/state.ts"
import { TOPIC } from "../world/node.ts"
import { pullOf } from "../world/requests.ts"
import type { Bounds } from "./bounds.ts"

const here = { topic: TOPIC, queueId: 0 } as const
const other = { topic: TOPIC, queueId: 1 } as const
const request = "ask"

const subscription = (topic: string, codeSet: readonly number[] = []) => ({ topic, subString: "*", codeSet, expressionType: "TAG", subVersion: 1 })

const heartbeat = (clientId: string, channel: string, topics: readonly string[], producers: readonly string[] = []): BrokerEvent => ({
  _tag: "Heartbeat",
  request,
  clientId,
  channel,
  producers,
  consumers: [{ group: "g", consumeType: "CONSUME_PASSIVELY", messageModel: "CLUSTERING", consumeFromWhere: "CONSUME_FROM_LAST_OFFSET", subscriptions: topics.map((topic) => subscription(topic)) }]
})

/** Consumers and producers come, come again from elsewhere, and go. */
const clients: readonly BrokerEvent[] = [
  heartbeat("c1", "a", [TOPIC], ["p"]),
  heartbeat("c1", "b", [TOPIC]),
  heartbeat("c2", "c", [TOPIC, "u"]),
  { _tag: "UnregisterClient", request, clientId: "c1", producerGroup: "p", consumerGroup: "g" },
  { _tag: "UnregisterClient", request, clientId: "c2", producerGroup: null, consumerGroup: "h" },
  { _tag: "ChannelClosed", channel: "a" },
  { _tag: "ChannelClosed", channel: "c" },
  { _tag: "GetConsumerListByGroup", request, group: "g" },
  { _tag: "OffsetsFound", request, group: "g", topic: TOPIC, timestamp: 1, isForce: false, found: [{ queueId: 0, offset: 1 }] }
]

/** Locks of two queues, and progress in one. */
const progress: readonly BrokerEvent[] = [
  { _tag: "LockBatchMQ", request, group: "g", clientId: "c1", queues: [here] },
  { _tag: "LockBatchMQ", request, group: "g", clientId: "c2", queues: [here, other] },
  { _tag: "UnlockBatchMQ", request, group: "g", clientId: "c1", queues: [here] },
  { _tag: "UnlockBatchMQ", request, group: "g", clientId: "c2", queues: [here, other] },
  { _tag: "UpdateConsumerOffset", request, ...here, group: "g", offset: 1 },
  { _tag: "UpdateConsumerOffset", request, ...here, group: "h", offset: 2 },
  { _tag: "QueryConsumerOffset", request, ...here, group: "g" },
  { _tag: "QueryConsumerOffset", request, ...other, group: "h" },
  { _tag: "OffsetsFound", request, group: "g", topic: TOPIC, timestamp: 1, isForce: false, found: [{ queueId: 0, offset: 0 }] },
  { _tag: "OffsetsFound", request, group: "g", topic: TOPIC, timestamp: 1, isForce: false, found: [{ queueId: 0, offset: 3 }] },
  { _tag: "OffsetsFound", request, group: "h", topic: TOPIC, timestamp: 1, isForce: true, found: [{ queueId: 0, offset: 3 }] },
  { _tag: "ResetOffset", request, group: "g", topic: TOPIC, timestamp: 1, isForce: false },
  { _tag: "ResetOffset", request, group: "x", topic: TOPIC, timestamp: 1, isForce: true },
  { _tag: "ResetOffset", request, group: "g", topic: "u", timestamp: 1, isForce: true }
]

const topic = { readQueueNums: 1, writeQueueNums: 2, perm: 6, topicSysFlag: 0, order: false } as const

/** Topics, groups and settings. */
const administration: readonly BrokerEvent[] = [
  { _tag: "UpdateAndCreateTopic", request, topic: "u", config: topic },
  { _tag: "UpdateAndCreateTopic", request, topic: "u", config: { ...topic, perm: 4 } },
  { _tag: "UpdateAndCreateTopic", request, topic: "u", config: { ...topic, readQueueNums: 0 } },
  { _tag: "UpdateAndCreateTopic", request, topic: "u", config: { ...topic, writeQueueNums: 0 } },
  { _tag: "UpdateAndCreateTopic", request, topic: "not legal", config: topic },
  { _tag: "DeleteTopic", request, topic: "u" },
  { _tag: "DeleteTopic", request, topic: "BenchmarkTest" },
  { _tag: "UpdateAndCreateSubscriptionGroup", request, groups: [["g", { ...subscriptionGroupDefaults, consumeEnable: false }]] },
  { _tag: "UpdateAndCreateSubscriptionGroup", request, groups: [["g", { ...subscriptionGroupDefaults, consumeBroadcastEnable: false }]] },
  { _tag: "UpdateAndCreateSubscriptionGroup", request, groups: [["h", subscriptionGroupDefaults], ["not legal", subscriptionGroupDefaults]] },
  { _tag: "DeleteSubscriptionGroup", request, group: "g", removeOffset: false },
  { _tag: "DeleteSubscriptionGroup", request, group: "g", removeOffset: true },
  { _tag: "UpdateConsumerOffset", request, ...here, group: "g", offset: 1 },
  { _tag: "UpdateConsumerOffset", request, ...here, group: "gg", offset: 1 },
  { _tag: "UpdateBrokerConfig", request, settings: { maxMessageSize: 1 } },
  { _tag: "UpdateBrokerConfig", request, settings: { maxMessageSize: 0 } },
  { ...pullOf(0, 2), queueId: 0, topic: "u" },
  pullOf(0, 2)
]

const send = { _tag: "SendMessage", request, ...here, count: 1, bodySize: 1, propertiesSize: 0, defaultTopicQueueNums: 1 } as const

/** Pulls and reads of messages, and sends that are refused. */
const messages: readonly BrokerEvent[] = [
  pullOf(-1, 2),
  pullOf(0, 1),
  pullOf(0, 4),
  pullOf(2, 4),
  { ...pullOf(9, 4), commitOffset: 1 },
  { ...pullOf(0, 4), commitOffset: 0 },
  { ...pullOf(0, 4), codeSet: [7] },
  { ...pullOf(0, 4), request: "filtered", codeSet: [7], suspendTimeoutMillis: 9 },
  { ...pullOf(0, 4), request: "held", suspendTimeoutMillis: 9 },
  { ...pullOf(2, 4), request: "held", suspendTimeoutMillis: 9 },
  { ...pullOf(0, 4), queueId: 1 },
  { ...pullOf(0, 4), topic: "x" },
  { _tag: "ChannelClosed", channel: "consumer" },
  { _tag: "GetMinOffset", request, ...here },
  { _tag: "GetMaxOffset", request, ...here, channel: "consumer" },
  { _tag: "GetEarliestStoreTime", request, ...here },
  { _tag: "SearchOffset", request, ...here, timestamp: 5, boundary: "UPPER" },
  { _tag: "SearchOffset", request, ...other, timestamp: 5, boundary: "LOWER" },
  { _tag: "ViewMessage", request, index: -1 },
  { _tag: "ViewMessage", request, index: 1 },
  { _tag: "ViewMessage", request, index: 3 },
  { _tag: "QueryMessage", request, topic: TOPIC, key: "", maxNum: 3, begin: 0, end: 9 },
  { _tag: "QueryMessage", request, topic: TOPIC, key: "k", maxNum: 100, begin: 0, end: 9 },
  { _tag: "QueryMessage", request, topic: TOPIC, key: "k", maxNum: 0, begin: 9, end: 9 },
  { _tag: "QueryMessage", request, topic: TOPIC, key: "k", maxNum: 3, begin: 9, end: 8 },
  { _tag: "KeyRead", request, found: [] },
  { _tag: "KeyRead", request, found: [2, 1] },
  { ...send, bodySize: 5_000_000 },
  { ...send, propertiesSize: 40_000 },
  { ...send, queueId: 1 }
]

const alone = { nodes: 1, terms: 1, messages: 0, inFlight: 1, faults: {}, ghosts: [] } as const

export const requestModels: readonly Bounds[] = [
  { topic: "requests-clients", about: "clients that come, come again and go: who is told", ...alone, asks: clients, timers: ["ElectionTimeout", "ClientExpired"] },
  { topic: "requests-progress", about: "locks of queues and progress of groups", ...alone, config: { compatibility: "5" }, asks: progress, timers: ["ElectionTimeout", "LockExpired"] },
  { topic: "requests-administration", about: "topics, groups and settings that an operator changes", ...alone, asks: administration },
  {
    topic: "requests-messages",
    about: "pulls that wait and that do not, reads, sends that are refused, and batches that take their time to be stored and to be seen",
    ...alone,
    messages: 2,
    batch: 2,
    fine: ["log", "queues"],
    config: { maxPendingRequestsNum: 1 },
    asks: messages,
    timers: ["ElectionTimeout", "HoldTimeout"]
  },
  {
    topic: "requests-to-followers",
    about: "the same asked of members that do not lead, or do not lead any more",
    nodes: 3,
    terms: 2,
    standing: [0],
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: {},
    ghosts: [],
    asks: [
      { ...pullOf(1, 4), request: "held", suspendTimeoutMillis: 9 },
      { ...pullOf(0, 4), readFromFollower: true, commitOffset: 0 },
      { ...pullOf(5, 4), readFromFollower: true },
      pullOf(0, 4),
      { _tag: "UpdateConsumerOffset", request, ...here, group: "g", offset: 1 },
      { _tag: "LockBatchMQ", request, group: "g", clientId: "c1", queues: [here] },
      { _tag: "UpdateAndCreateTopic", request, topic: "u", config: { ...topic, readQueueNums: 0 } },
      { _tag: "DeleteTopic", request, topic: "BenchmarkTest" },
      { _tag: "UpdateAndCreateSubscriptionGroup", request, groups: [["not legal", subscriptionGroupDefaults]] },
      { _tag: "ResetOffset", request, group: "g", topic: TOPIC, timestamp: 1, isForce: true },
      { _tag: "ViewMessage", request, index: 1 },
      { _tag: "MetadataTimeout" },
      { _tag: "RegisterTimeout" }
    ],
    timers: ["ElectionTimeout", "HeartbeatTimeout", "HoldTimeout"]
  }
]
