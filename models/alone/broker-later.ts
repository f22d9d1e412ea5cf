/**
 * What may happen to a broker with half messages, delay levels, and messages that are sent back.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import { type Broker, subscriptionGroupDefaults } from "../../spec/broker/state.ts"
import { alphabet, type BrokerAlphabet, send } from "./broker.ts"
import { dispatches, serving, topicConfig } from "./broker-states.ts"

const HALF = "RMQ_SYS_TRANS_HALF_TOPIC"

const flushed = ({ log }: Broker): readonly BrokerEvent[] => (log.durableIndex < log.lastIndex ? [{ _tag: "Flushed", index: log.lastIndex, term: 0 }] : [])

/** Half messages among what is dispatched, and what ends them: as the content of these queues would say. */
const withHalves = (self: Broker): readonly BrokerEvent[] =>
  dispatches(self).map((event) => ({
    ...event,
    halves: event.ends.filter(([queue]) => queue === `${HALF}@0`).map(([, end]) => ({ offset: end - 1, index: event.index, group: "p", immunityMs: end > 1 ? 9 : null })),
    ended: event.ends.some(([queue]) => queue.includes("_OP_")) ? [0] : []
  }))

const end = (decision: EventOf<"EndTransaction">["decision"], half: Partial<NonNullable<EventOf<"EndTransaction">["half"]>> = {}, fields: Partial<EventOf<"EndTransaction">> = {}): BrokerEvent => ({
  _tag: "EndTransaction",
  request: "e",
  group: "p",
  decision,
  offset: 0,
  half: { index: 0, offset: 0, group: "p", topic: "t", queueId: 1, delayLevel: 0, ...half },
  ...fields
})

const transactions = (fields: Partial<Config>): BrokerAlphabet =>
  alphabet(
    { ...serving({ flushDiskType: "SYNC_FLUSH", transactionCheckMax: 2, maxPendingRequestsNum: 3, ...fields }, 0), producers: HashMap.make(["c1 p", "k1"], ["c2 p", "k2"], ["c3 q", "k0"]) },
    [
      end("COMMIT"),
      end("COMMIT", { delayLevel: 9 }),
      end("ROLLBACK"),
      end("UNKNOWN"),
      end("COMMIT", {}, { half: null }),
      end("COMMIT", { index: 9 }),
      end("COMMIT", { topic: HALF }),
      end("COMMIT", { queueId: -1 }),
      end("ROLLBACK", {}, { group: "q" }),
      end("ROLLBACK", {}, { offset: 1 }),
      end("ROLLBACK", { offset: 1 }),
      { _tag: "TransactionTimeout", offset: 0 },
      { _tag: "TransactionTimeout", offset: 1 },
      { _tag: "ChannelClosed", channel: "k1" },
      { _tag: "DiskFailed", reason: "write" }
    ],
    (self) => [...(HashMap.size(self.halves) + self.pending.length === 0 ? [send("m", { prepared: true })] : []), ...withHalves(self), ...flushed(self)],
    ({ log, topicVersion, halves }) => log.lastIndex <= 2 && topicVersion <= 1 && HashMap.size(halves) <= 1
  )

/** One level has a message and another will have; its master may be full, or have failed. */
const levels = alphabet(
  { ...serving({ flushDiskType: "SYNC_FLUSH", maxPendingRequestsNum: 1 }, 2), queues: HashMap.make(["SCHEDULE_TOPIC_XXXX@0", { end: 2, next: 2 }]), delaying: [1] },
  [
    ...[1, 2].map((level): BrokerEvent => ({ _tag: "DelayTimeout", level })),
    { _tag: "DelayedRead", level: 1, offset: 0, index: 0, target: { topic: "t", queueId: 1 } },
    { _tag: "DelayedRead", level: 1, offset: 1, index: 1, target: { topic: "t", queueId: 0 } },
    { _tag: "DelayedRead", level: 1, offset: 0, index: 0, target: null },
    { _tag: "DelayedRead", level: 1, offset: 0, index: 0, target: { topic: "SCHEDULE_TOPIC_XXXX", queueId: 0 } },
    { _tag: "DelayedRead", level: 2, offset: 0, index: 0, target: { topic: "t", queueId: 0 } },
    { _tag: "SyncFlushTimeout", request: "delay/1/0" },
    { _tag: "DiskFailed", reason: "write" },
    { _tag: "RegisterTimeout" }
  ],
  (self) => [...(self.pending.length === 0 ? [send("m", { delayLevel: 2 })] : []), ...dispatches(self), ...flushed(self)],
  ({ log }) => log.lastIndex <= 4
)

const back = (reconsumeTimes: number, delayLevel: number, fields: Partial<EventOf<"ConsumerSendMsgBack">> = {}, message: Partial<NonNullable<EventOf<"ConsumerSendMsgBack">["message"]>> = {}): BrokerEvent => ({
  _tag: "ConsumerSendMsgBack",
  request: `b${reconsumeTimes}${delayLevel}`,
  group: "g",
  message: { index: 0, topic: "t", retryTopic: null, messageId: "id", originMessageId: null, reconsumeTimes, propertiesSize: 0, ...message },
  delayLevel,
  maxReconsumeTimes: null,
  ...fields
})

const sentBack = alphabet(
  { ...serving({ messageDelayLevel: "1s 5s 10s 30s 1m", brokerRole: "SYNC_MASTER", maxPendingRequestsNum: 2 }, 1), subscriptionGroups: HashMap.make(["g", { ...subscriptionGroupDefaults, retryMaxTimes: 3 }], ["never", { ...subscriptionGroupDefaults, retryQueueNums: 0 }]), topics: HashMap.make(["t", topicConfig(2, 6)], ["%RETRY%o", topicConfig(1, 4)]) },
  [
    back(0, 0),
    back(1, 0, {}, { originMessageId: "first", retryTopic: "t" }),
    back(2, 5),
    back(3, 0),
    back(3, 0, { group: "h" }),
    back(0, -1),
    back(1, 1, { maxReconsumeTimes: 1 }),
    back(0, 0, { group: "never" }),
    back(0, 0, { group: "o" }),
    back(0, 0, { group: "g!" }),
    back(0, 0, { message: null }),
    back(0, 0, {}, { index: 9 }),
    { _tag: "SlaveTimeout", request: "b00" },
    { _tag: "SlaveTimeout", request: "b11" },
    { _tag: "HaConnected", from: "n1", connection: "k" },
    { _tag: "ReportSlaveMaxOffset", from: "n1", connection: "k", maxOffset: 0 },
    { _tag: "ReportSlaveMaxOffset", from: "n1", connection: "k", maxOffset: 1 },
    { _tag: "DiskFailed", reason: "write" }
  ],
  dispatches,
  ({ log, topicVersion }) => log.lastIndex <= 2 && topicVersion <= 2
)

export const laterAlphabets = { transactions: transactions({}), levels, "sent-back": sentBack } as const
