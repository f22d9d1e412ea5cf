/**
 * What may happen to a broker with half messages, delay levels, and messages that are sent back.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import { type Broker, subscriptionGroupDefaults } from "../../spec/broker/state.ts"
import type { Timed } from "../../spec/schedule/state.ts"
import { alphabet, type BrokerAlphabet, send } from "./broker.ts"
import { dispatches, serving, slave, topicConfig } from "./broker-states.ts"

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
    { ...serving({ flushDiskType: "SYNC_FLUSH", transactionCheckMax: 2, maxPendingRequestsNum: 3, ...fields }, 0), producers: HashMap.make(["c1 p", "k1"], ["c2 p", "k2"], ["c3 xp", "k0"]) },
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
    ...[{ topic: "SCHEDULE_TOPIC_XXXX", queueId: 0 }, { topic: "t t", queueId: 0 }, { topic: "t", queueId: -1 }].map((target): BrokerEvent => ({ _tag: "DelayedRead", level: 1, offset: 0, index: 0, target })),
    { _tag: "DelayedRead", level: 2, offset: 0, index: 0, target: { topic: "t", queueId: 0 } },
    { _tag: "SyncFlushTimeout", request: "delay/1/0" },
    { _tag: "DiskFailed", reason: "write" },
    { _tag: "RegisterTimeout" }
  ],
  (self) => [...(self.pending.length === 0 ? [send("m", { delayLevel: 2 })] : []), ...dispatches(self), ...flushed(self)],
  ({ log }) => log.lastIndex <= 3
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
    back(0, 0, {}, { propertiesSize: 31_744 }),
    back(0, 0, {}, { propertiesSize: 31_743 }),
    { _tag: "SlaveTimeout", request: "b00" },
    { _tag: "SlaveTimeout", request: "b11" },
    { _tag: "HaConnected", from: "n1", connection: "k" },
    { _tag: "DiskFailed", reason: "write" }
  ],
  dispatches,
  ({ log }) => log.lastIndex <= 1
)

const TIMERS = "rmq_sys_wheel_timer"

const timed = (standing: Timed["standing"], over: Partial<Timed> = {}): Timed => ({ index: 0, at: 3_000, topic: "t", queueId: 1, standing, ...over })

const recall = (found: readonly number[], fields: Partial<EventOf<"RecallMessage">> = {}): BrokerEvent => ({
  _tag: "RecallMessage",
  request: "x",
  group: "p",
  topic: "t",
  handle: { topic: "t", brokerName: "broker-a", messageId: "id" },
  found,
  ...fields
})

/** What is dispatched opens and closes timer messages, as the content of these queues would say. */
const withTimers = (self: Broker): readonly BrokerEvent[] =>
  dispatches(self).map((event) => ({
    ...event,
    timed: event.ends.filter(([queue]) => queue === `${TIMERS}@0`).map(([, end]) => ({ topic: "t", queueId: 0, offset: end, index: event.index, outMs: 4_000 })),
    delivered: event.ends.some(([queue]) => queue === "t@1") ? [0] : [],
    recalled: event.ends.some(([queue]) => queue === `${TIMERS}@0`) ? [1] : []
  }))

/** Two wait, one that cannot go anywhere, and one is recalled; the disk may be slow, and only so much may wait for it. */
const timers = alphabet(
  {
    ...serving({ flushDiskType: "SYNC_FLUSH", maxPendingRequestsNum: 2, timerPrecisionMs: 500 }, 1),
    timed: HashMap.make(["0", timed("WAITING")], ["1", timed("WAITING", { at: 2_000 })], ["2", timed("WAITING", { topic: TIMERS })], ["3", timed("RECALLED")])
  },
  [
    ...[0, 1, 2, 3, 9].map((offset): BrokerEvent => ({ _tag: "TimerMessageTimeout", offset })),
    recall([0]),
    recall([1, 0, 9], { group: "" }),
    recall([3]),
    recall([9]),
    recall([0], { topic: "w" }),
    recall([0], { handle: null }),
    recall([0], { topic: "u" }),
    recall([0], { handle: { topic: "t", brokerName: "broker-b", messageId: "id" } }),
    { _tag: "SyncFlushTimeout", request: "x" },
    { _tag: "DiskFailed", reason: "write" }
  ],
  (self) => [...withTimers(self), ...flushed(self)],
  ({ log }) => log.lastIndex <= 2
)

const soon = { deliverMs: 7_500, delayMs: 900 }
const half = { "0": { index: 0, group: "p", immunityMs: null, checks: 0, ending: false } }

/** A day is too long here. */
const sendsAtTimes = alphabet(
  { ...serving({ flushDiskType: "SYNC_FLUSH", timerMaxDelaySec: 86_399, timerPrecisionMs: 1_000, maxPendingRequestsNum: 4 }, 1), halves: HashMap.fromIterable(Object.entries(half)) },
  [
    send("m", { timer: soon }),
    send("m", { timer: { deliverMs: 8_000, delayMs: 1 }, queueId: 1 }),
    send("m", { timer: { ...soon, delayMs: 0 } }),
    send("m", { timer: { deliverMs: 307_400, delayMs: 300_000 } }),
    send("m", { timer: { ...soon, delayMs: 86_400_000 } }),
    send("m", { timer: null }),
    send("m", { timer: null, delayLevel: 1 }),
    send("m", { timer: null, prepared: true }),
    send("m", { timer: soon, propertiesSize: 31_744 }),
    send("m", { timer: soon, topic: TIMERS }),
    send("m", { timer: soon, topic: "fresh" }),
    end("COMMIT", { timer: soon }),
    end("COMMIT", { timer: null }),
    end("COMMIT", { timer: null, delayLevel: 2 }),
    end("ROLLBACK", { timer: null })
  ],
  (self) => [...dispatches(self), ...flushed(self)],
  ({ log, topicVersion }) => log.lastIndex <= 2 && topicVersion <= 1
)

/** Neither times nor recalls are allowed. */
const timersOff = alphabet(
  { ...serving({ flushDiskType: "SYNC_FLUSH", timerWheelEnable: false, recallMessageEnable: false }, 1), halves: HashMap.fromIterable(Object.entries(half)), timed: HashMap.make(["0", timed("WAITING")]) },
  [send("m", { timer: soon }), send("m", { timer: soon, delayLevel: 1 }), end("COMMIT", { timer: soon }), recall([0])],
  dispatches,
  ({ log }) => log.lastIndex <= 1
)

/** What becomes readable ends one thing, and nothing else. */
const endings = (self: Broker): BrokerAlphabet =>
  alphabet(
    { ...self, dispatchedIndex: 0, dispatchingIndex: 1, timed: HashMap.make(["0", timed("RECALLING")], ["1", timed("DELIVERING")]), halves: HashMap.make(["0", { index: 0, group: "p", immunityMs: null, checks: 1, ending: true }]) },
    [{ recalled: [0] }, { delivered: [1] }, { ended: [0] }].map((fields): BrokerEvent => ({ _tag: "Dispatched", index: 1, ends: [], ...fields }))
  )

/** A slave, and a broker that has not read its log yet: nothing of all this is for them. */
const elsewhere = (self: Broker): BrokerAlphabet => alphabet(self, [end("COMMIT"), end("ROLLBACK"), end("UNKNOWN"), back(0, 0), back(0, -1), { _tag: "TransactionTimeout", offset: 0 }, { _tag: "DelayTimeout", level: 1 }, { _tag: "DelayedRead", level: 1, offset: 0, index: 0, target: { topic: "t", queueId: 0 } }, { _tag: "TimerMessageTimeout", offset: 0 }, recall([0]), ...[[0], []].map((recalled): BrokerEvent => ({ _tag: "Dispatched", index: self.dispatchingIndex, ends: [], timed: recalled.map((offset) => ({ topic: "t", queueId: 0, offset: offset + 1, index: self.dispatchingIndex, outMs: 4_000 })), delivered: recalled.length === 0 ? [0] : [], recalled }))])

const open = { "0": { index: 0, group: "p", immunityMs: null, checks: 0, ending: false } }
const waiting = (self: Broker): Broker => ({ ...self, delaying: [1], halves: HashMap.fromIterable(Object.entries(open)), timed: HashMap.make(["0", timed("WAITING")]) })

export const laterAlphabets = {
  endings: endings(serving({}, 2)),
  "endings-at-slave": endings(slave({}, 2, "k")),
  transactions: transactions({}),
  levels,
  timers,
  "sends-at-times": sendsAtTimes,
  "timers-off": timersOff,
  "sent-back": sentBack,
  "later-at-slave": elsewhere({ ...waiting(slave({}, 2, "k")), dispatchedIndex: 0 }),
  "later-before-serving": elsewhere(waiting({ ...serving({}, 1), ha: { serving: false, slaves: {}, connection: null } }))
} as const
