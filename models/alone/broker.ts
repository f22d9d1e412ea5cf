/**
 * What may happen to a broker of modes 1–3 alone.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import { type Broker, subscriptionGroupDefaults } from "../../spec/broker/state.ts"
import type { Alphabet } from "./alone.ts"
import { dispatches, serving, slave, topicConfig, TOPICS, withoutFirst } from "./broker-states.ts"

export type BrokerAlphabet = Alphabet<Broker, BrokerEvent>

export const alphabet = (initial: Broker, events: readonly BrokerEvent[], more: (self: Broker) => readonly BrokerEvent[] = () => [], within: (self: Broker) => boolean = () => true): BrokerAlphabet => ({
  initial,
  events: (self) => [...events, ...more(self)],
  within
})

export const send = (request: string, fields: Partial<EventOf<"SendMessage">> = {}): EventOf<"SendMessage"> => ({ _tag: "SendMessage", request, topic: "t", queueId: 0, count: 1, bodySize: 1, propertiesSize: 0, defaultTopicQueueNums: 4, ...fields })

export const pull = (request: string, fields: Partial<EventOf<"PullMessage">> = {}): EventOf<"PullMessage"> => ({
  _tag: "PullMessage",
  request,
  channel: `k${request}`,
  group: "g",
  topic: "t",
  queueId: 0,
  offset: 0,
  maxMsgNums: 2,
  codeSet: [],
  suspendTimeoutMillis: 0,
  commitOffset: null,
  readFromFollower: false,
  ...fields
})

/** A filter that is one. */
export const EXPRESSION = "a IS NOT NULL"

/** What a store may find for a pull, from its offset on: nothing, what is wanted or not, more than fits. */
const reads = ({ reading }: Broker): readonly BrokerEvent[] =>
  [...HashMap.values(reading)].flatMap(({ request, offset }) =>
    [[], [[1, 7]], [[1, 8]], [[1, 8], [1, 7]], [[1, 7], [1, 7], [1, 7]], [[262_000, 7], [145, 7]], [[262_000, 7], [144, 7]], [[300_000, 7]]].map(
      // Every other one has the property that the filter asks for.
      (found): BrokerEvent => ({ _tag: "QueueRead", request, found: found.map(([size, tagsCode], i) => ({ offset: offset + i, size: size as number, tagsCode: tagsCode as number, ...(i % 2 === 1 && { properties: { a: "1" } }) })) })
    )
  )

const heldTimeouts: readonly BrokerEvent[] = ["1", "2"].map((request) => ({ _tag: "HoldTimeout", request, queue: "t@0" }))

/** A name is used for one request at a time. */
const unused = ({ held, reading }: Broker, asked: readonly EventOf<"PullMessage">[]): readonly BrokerEvent[] => {
  const inUse = new Set([...[...HashMap.values(held)].flat(), ...HashMap.values(reading)].map(({ request }) => request))
  return asked.filter(({ request }) => !inUse.has(request))
}

const pulls = (initial: Broker, more: readonly BrokerEvent[] = []): BrokerAlphabet =>
  alphabet(
    initial,
    [{ _tag: "QueueRead", request: "3", found: [] }, ...heldTimeouts, { _tag: "ChannelClosed", channel: "k1" }, ...more],
    (self) => [...unused(self, PULLS), ...reads(self), ...dispatches(self)],
    ({ log }) => log.lastIndex <= 2
  )

const PULLS = [
  pull("1"),
  pull("1", { offset: 1 }),
  pull("1", { offset: 2, suspendTimeoutMillis: 1000, commitOffset: 2 }),
  pull("1", { offset: 1, suspendTimeoutMillis: 1000, codeSet: [7] }),
  pull("2", { offset: 2, suspendTimeoutMillis: 2000, codeSet: null, group: "h" }),
  pull("2", { offset: 2 }),
  pull("2", { offset: 3, commitOffset: 1 }),
  pull("2", { offset: -1 }),
  pull("2", { queueId: 2 }),
  pull("2", { queueId: -1 }),
  pull("2", { topic: "r", queueId: 2 }),
  pull("2", { offset: 1, codeSet: [7] }),
  pull("2", { offset: 1, expression: EXPRESSION, suspendTimeoutMillis: 1000 }),
  pull("2", { expression: `${EXPRESSION} AND` }),
  pull("2", { topic: "u" }),
  pull("2", { topic: "w" }),
  pull("2", { group: "off" }),
  pull("2", { group: "b" }),
  pull("2", { group: "h", queueId: 1, suspendTimeoutMillis: 1000 })
]

const said = HashMap.make(["off", { ...subscriptionGroupDefaults, consumeEnable: false }], ["b", { ...subscriptionGroupDefaults, consumeBroadcastEnable: false }])
const subscription = { topic: "t", subString: "a", codeSet: [8], expressionType: "TAG", subVersion: 0 }
const groupAt = (channel: string, messageModel: string) => ({ consumeType: "CONSUME_PASSIVELY", messageModel, consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET", subscriptions: [subscription], members: [{ clientId: "c1", channel }] })

/** A broker with two messages, a group that may not consume, one that may not by broadcast, and two whose members it knows. */
const known = (self: Broker): Broker => ({ ...self, subscriptionGroups: said, groups: HashMap.make(["h", groupAt("k9", "CLUSTERING")], ["b", groupAt("k8", "BROADCASTING")]) })

const reset = (isForce: boolean, group: string): BrokerEvent => ({ _tag: "OffsetsFound", request: "o", group, topic: "t", timestamp: 5, isForce, found: [{ queueId: 0, offset: 1 }, { queueId: 1, offset: 0 }] })

const progress = (self: Broker): BrokerAlphabet =>
  alphabet(known(self), [
    ...[0, 2].map((offset): BrokerEvent => ({ _tag: "UpdateConsumerOffset", request: "o", group: "g", topic: "t", queueId: 0, offset })),
    { _tag: "UpdateConsumerOffset", request: "o", group: "gg", topic: "t", queueId: 1, offset: 1 },
    { _tag: "UpdateConsumerOffset", request: "o", group: "h", topic: "t", queueId: 0, offset: 0 },
    { _tag: "QueryConsumerOffset", request: "o", group: "g", topic: "t", queueId: 0 },
    { _tag: "QueryConsumerOffset", request: "o", group: "g", topic: "t", queueId: 1 },
    { _tag: "QueryConsumerOffset", request: "o", group: "gg", topic: "t", queueId: 1 },
    ...[0, 1].flatMap((queueId): BrokerEvent[] => [
      { _tag: "GetMaxOffset", request: "o", topic: "t", queueId, channel: "k" },
      { _tag: "GetMinOffset", request: "o", topic: "t", queueId },
      { _tag: "SearchOffset", request: "o", topic: "t", queueId, timestamp: 5, boundary: "LOWER" },
      { _tag: "GetEarliestStoreTime", request: "o", topic: "t", queueId }
    ]),
    ...[-1, 0, 1, 2].map((index): BrokerEvent => ({ _tag: "ViewMessage", request: "o", index })),
    { _tag: "QueryMessage", request: "o", topic: "t", key: "k", maxNum: 100, begin: 1, end: 2 },
    { _tag: "QueryMessage", request: "o", topic: "t", key: "k", maxNum: 0, begin: 2, end: 2 },
    { _tag: "QueryMessage", request: "o", topic: "t", key: "", maxNum: 10, begin: 1, end: 2 },
    { _tag: "QueryMessage", request: "o", topic: "t", key: "k", maxNum: 10, begin: 3, end: 2 },
    { _tag: "KeyRead", request: "o", found: [] },
    { _tag: "KeyRead", request: "o", found: [1, 0] },
    { _tag: "ResetOffset", request: "o", group: "g", topic: "t", timestamp: 5, isForce: true },
    ...["gg", "off", "nobody"].map((group): BrokerEvent => ({ _tag: "ResetOffset", request: "o", group, topic: "t", timestamp: 5, isForce: false })),
    { _tag: "ResetOffset", request: "o", group: "g", topic: "w", timestamp: 5, isForce: false },
    ...[0, 1, 3].map((offset): BrokerEvent => ({ _tag: "ResetOffset", request: "o", group: "g", topic: "t", timestamp: 5, isForce: false, only: { queueId: 0, offset } })),
    ...[1, 2].map((queueId): BrokerEvent => ({ _tag: "ResetOffset", request: "o", group: "g", topic: "t", timestamp: 5, isForce: false, only: { queueId, offset: null } })),
    pull("2", { expression: EXPRESSION }),
    reset(true, "g"),
    reset(false, "g"),
    reset(false, "h"),
    { _tag: "DeleteSubscriptionGroup", request: "o", group: "g", removeOffset: true },
    { _tag: "DeleteSubscriptionGroup", request: "o", group: "g", removeOffset: false },
    { _tag: "MetadataTimeout" },
    ...[["TAG", "*"], ["", ""], ["SQL92", EXPRESSION], ["SQL92", `${EXPRESSION} AND`], ["SQL99", EXPRESSION]].map(([expressionType = "", expression = ""]): BrokerEvent => ({ _tag: "CheckClientConfig", request: "o", expressionType, expression }))
  ])

const beat = (clientId: string, channel: string, producers: readonly string[], groups: readonly string[], topics = ["t"]): BrokerEvent => ({
  _tag: "Heartbeat",
  request: "b",
  channel,
  clientId,
  producers,
  consumers: groups.map((group) => ({ group, consumeType: "CONSUME_PASSIVELY", messageModel: group === "h" ? "BROADCASTING" : "CLUSTERING", consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET", subscriptions: topics.map((topic) => ({ ...subscription, topic })) }))
})

/** Clients whose names begin alike: an answer is for one of them. */
const replies = alphabet(
  { ...serving({}, 0), producers: HashMap.make(["c00 p", "k0"], ["c0 q", "k2"], ["c0 r", "k1"]) },
  [send("r", { replyTo: "c0" }), send("r", { replyTo: "c" }), { _tag: "ChannelClosed", channel: "k1" }, { _tag: "ChannelClosed", channel: "k2" }, { _tag: "ClientExpired", clientId: "c0" }],
  undefined,
  ({ log }) => log.lastIndex < 0
)

const locking = (clientId: string, queueIds: readonly number[]) => ({ request: "l", group: "g", clientId, queues: queueIds.map((queueId) => ({ topic: "t", queueId })) })

const groups = alphabet(serving({}, 0), [
  beat("c1", "k1", ["p"], ["g"]),
  beat("c1", "k3", [], ["g"], ["t", "u"]),
  beat("c0", "k2", [], ["g", "h"]),
  beat("c0", "k2", ["p", "q"], []),
  { _tag: "UnregisterClient", request: "b", clientId: "c1", producerGroup: "p", consumerGroup: "g" },
  { _tag: "UnregisterClient", request: "b", clientId: "c0", producerGroup: null, consumerGroup: "h" },
  { _tag: "UnregisterClient", request: "b", clientId: "c0", producerGroup: "q", consumerGroup: null },
  { _tag: "ClientExpired", clientId: "c0" },
  { _tag: "ChannelClosed", channel: "k1" },
  { _tag: "ChannelClosed", channel: "k2" },
  { _tag: "GetConsumerListByGroup", request: "b", group: "g" },
  { _tag: "GetConsumerListByGroup", request: "b", group: "h" },
  pull("1", { group: "h" }),
  send("r", { topic: "t", replyTo: "c0" }),
  send("r", { topic: "t", replyTo: null })
], undefined, ({ log }) => log.lastIndex <= 0)

const locks = (initial: Broker): BrokerAlphabet =>
  alphabet(initial, [
    { _tag: "LockBatchMQ", ...locking("c1", [0, 1]) },
    { _tag: "LockBatchMQ", ...locking("c1", [0]), group: "h" },
    { _tag: "LockBatchMQ", ...locking("c2", [1]) },
    { _tag: "UnlockBatchMQ", ...locking("c1", [0, 1]) },
    { _tag: "UnlockBatchMQ", ...locking("c2", [0, 1]) },
    { _tag: "LockExpired", key: "g@t@0" },
    { _tag: "LockExpired", key: "g@t@1" },
    { _tag: "ChannelClosed", channel: "k1" }
  ])

const noted = (name: string, fields: Partial<typeof subscriptionGroupDefaults> = {}) => [name, { ...subscriptionGroupDefaults, ...fields }] as const

const operator: readonly BrokerEvent[] = [
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "w", config: topicConfig(1, 6) },
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "t", config: topicConfig(1, 4) },
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "w", config: topicConfig(1, 6), attributes: [["message.type", "FIFO"]] },
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "w", config: topicConfig(1, 6), attributes: [["message.type", null]] },
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "t", config: topicConfig(1, 6), attributes: [["queue.type", "SimpleCQ"]] },
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "z", config: topicConfig(1, 6), attributes: [["queue.type", "SimpleCQ"]] },
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "w w", config: topicConfig(1, 6) },
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "w", config: { ...topicConfig(1, 6), writeQueueNums: 0 } },
  { _tag: "UpdateAndCreateTopic", request: "a", topic: "SCHEDULE_TOPIC_XXXX", config: topicConfig(1, 6) },
  { _tag: "DeleteTopic", request: "a", topic: "w" },
  { _tag: "DeleteTopic", request: "a", topic: "TBW102" },
  { _tag: "DeleteTopic", request: "a", topic: "SCHEDULE_TOPIC_XXXX" },
  { _tag: "UpdateBrokerConfig", request: "a", settings: { autoCreateTopicEnable: false } },
  { _tag: "UpdateBrokerConfig", request: "a", settings: { maxMessageSize: 0 } },
  { _tag: "UpdateBrokerConfig", request: "a", settings: { maxMessageSize: 1 } },
  { _tag: "UpdateAndCreateSubscriptionGroup", request: "a", groups: [noted("g", { retryMaxTimes: 1 }), noted("h", { consumeEnable: false })] },
  { _tag: "UpdateAndCreateSubscriptionGroup", request: "a", groups: [noted("g"), noted("g g")] },
  { _tag: "DeleteSubscriptionGroup", request: "a", group: "h", removeOffset: false },
  { _tag: "RegisterTimeout" },
  { _tag: "MetadataTimeout" },
  { _tag: "CopyMetadata", from: "n1", term: 0, topicVersion: 7, topics: TOPICS, offsets: [["g@t@0", 2]] },
  { _tag: "CopyMetadata", from: "n1", term: 0, topicVersion: 8, topics: [["t", topicConfig(2, 6)]], offsets: [], subscriptionGroups: [noted("g")] },
  pull("2", { group: "h" }),
  send("m", { topic: "w" }),
  send("m", { topic: "new", defaultTopicQueueNums: 2 }),
  send("m", { topic: "new", defaultTopicQueueNums: 0 }),
  beat("c1", "k1", [], ["g"]),
  send("m", { topic: "like", defaultTopic: "v" }),
  send("m", { topic: "unlike", defaultTopic: "u" })
]

const topics = alphabet(serving({}, 0), operator, undefined, ({ log, topicVersion }) => log.lastIndex < 0 && topicVersion <= 2)

export const brokerAlphabets = {
  pulls: pulls(known(serving({}, 2)), [send("m")]),
  "pulls-at-slave": pulls(known(slave({ slaveReadEnable: true }, 2, "k")), [
    { _tag: "HaClosed", connection: "k" },
    { _tag: "HaConnected", from: "n1", connection: "l" },
    { _tag: "UpdateConsumerOffset", request: "o", group: "g", topic: "t", queueId: 0, offset: 1 },
    { _tag: "TransferData", from: "n1", connection: "k", entries: { prevLogIndex: 1, prevLogTerm: 0, runs: [{ first: 2, term: 0 }], lastIndex: 2 } },
    { _tag: "Dispatched", index: 2, ends: [["t@0", 3]] }
  ]),
  "pulls-expired": pulls(known(withoutFirst(serving({}, 2)))),
  "pulls-without-master": pulls(known(slave({ consumerFailoverToSlave: true }, 2, "k")), [{ _tag: "HaClosed", connection: "k" }]),
  progress: progress(serving({ compatibility: "4.9" }, 2)),
  "progress-5": progress(serving({ compatibility: "5", enablePropertyFilter: false }, 2)),
  "progress-expired": progress(withoutFirst(serving({}, 2))),
  "progress-at-slave": progress(slave({ compatibility: "4.9" }, 2, "k")),
  groups,
  replies,
  locks: locks(serving({}, 0)),
  "locks-at-slave": locks(slave({}, 0, "k")),
  topics,
  "topics-at-slave": alphabet(slave({}, 0, "k"), operator)
} as const
