/**
 * What one broker knows. The parts stand beside each other, so that a mode is a choice of rules over the same state.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import { Ha, initialHa } from "../ha/state.ts"
import { DLedger, initialDLedger } from "../dledger/state.ts"
import * as Log from "../log/log.ts"
import { initialPop, Pop, Popped, RequestMode } from "../pop/state.ts"
import { Raft, initialRaft } from "../raft/state.ts"
import { Attributes } from "../serving/attributes.ts"
import { Group, HeldPull, PendingRead } from "../serving/state.ts"
import { Timed } from "../schedule/state.ts"
import { Half } from "../transaction/state.ts"
import { Index, QueueEnds, QueueKey, RequestId, SendStatus } from "../vocabulary.ts"
import { Config } from "./config.ts"

/** A topic on this broker. RocketMQ `TopicConfig`. */
export const TopicConfig = Schema.Struct({
  readQueueNums: Schema.Int,
  writeQueueNums: Schema.Int,
  perm: Schema.Int,
  topicSysFlag: Schema.Int,
  order: Schema.Boolean,
  /** What 5.x says of it besides, `message.type` and the like, for clients to read; absent: nothing. */
  attributes: Schema.optionalKey(Attributes)
})
export type TopicConfig = typeof TopicConfig.Type

/** What an operator says of a consumer group. */
export const groupFields = {
  /** Its members may pull. */
  consumeEnable: Schema.Boolean,
  consumeFromMinEnable: Schema.Boolean,
  /** Its members may each consume everything. */
  consumeBroadcastEnable: Schema.Boolean,
  retryQueueNums: Schema.Int,
  retryMaxTimes: Schema.Int,
  brokerId: Schema.Int,
  whichBrokerWhenConsumeSlowly: Schema.Int,
  notifyConsumerIdsChangedEnable: Schema.Boolean
} as const

/** What 5.x lets him say besides. Brokers keep and tell it, to proxies above all, and do nothing else with it. */
export const groupFieldsOfFive = {
  consumeMessageOrderly: Schema.optionalKey(Schema.Boolean),
  groupRetryPolicy: Schema.optionalKey(
    Schema.Struct({
      /** EXPONENTIAL or CUSTOMIZED. */
      type: Schema.String,
      /** Milliseconds. */
      exponentialRetryPolicy: Schema.optionalKey(Schema.Struct({ initial: Schema.Number, max: Schema.Number, multiplier: Schema.Number })),
      /** Milliseconds. */
      customizedRetryPolicy: Schema.optionalKey(Schema.Struct({ next: Schema.Array(Schema.Number) }))
    })
  ),
  groupSysFlag: Schema.optionalKey(Schema.Int),
  consumeTimeoutMinute: Schema.optionalKey(Schema.Int),
  subscriptionDataSet: Schema.optionalKey(
    Schema.Array(Schema.Struct({ topic: Schema.String, expressionType: Schema.String, expression: Schema.String, version: Schema.Number }))
  ),
  attributes: Schema.optionalKey(Attributes)
} as const

/** RocketMQ `SubscriptionGroupConfig`. */
export const SubscriptionGroupConfig = Schema.Struct({ ...groupFields, ...groupFieldsOfFive })
export type SubscriptionGroupConfig = typeof SubscriptionGroupConfig.Type

/** A group of which nobody has said anything. RocketMQ makes it on the first heartbeat (`autoCreateSubscriptionGroup`). */
export const subscriptionGroupDefaults: SubscriptionGroupConfig = {
  consumeEnable: true,
  consumeFromMinEnable: true,
  consumeBroadcastEnable: true,
  retryQueueNums: 1,
  retryMaxTimes: 16,
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true
}

/** Groups by name, as they are written and copied. */
export const SubscriptionGroups = Schema.Array(Schema.Tuple([Schema.String, SubscriptionGroupConfig]))

/** One queue: offsets below `end` are visible to consumers, those from `end` up to `next` are assigned to messages not committed yet. */
export const Queue = Schema.Struct({ end: Schema.Int, next: Schema.Int })
export type Queue = typeof Queue.Type

/** What becomes of a message once it is stored, other than an answer to its producer. */
export const Task = Schema.TaggedUnion({
  /** A consumer has sent a message back: it is told that much. */
  SendBack: {},
  /** A producer has ended a transaction: it is told that much. */
  EndTransaction: {},
  /** A producer has recalled a message: it is told that much. */
  Recall: {},
  /** Nobody waits for it. */
  Own: {},
  /** Messages are handed out: their consumer gets them. `restNum`: how many more there are. */
  Popped: { popTime: Schema.Number, invisibleTime: Schema.Int, restNum: Schema.Int, messages: Schema.Array(Popped) },
  /** A consumer has acked: it is told that much. */
  Acked: {},
  /** An operator has set where a group goes on: it is told from where. */
  Reset: { topic: Schema.String, offsets: Schema.Array(Schema.Struct({ queueId: Schema.Int, offset: Schema.Int })) },
  /** A consumer has changed how long a message is invisible: it gets a new handle. */
  InvisibleTimeChanged: { popTime: Schema.Number, invisibleTime: Schema.Int, order: Schema.optionalKey(Schema.Literal(true)) },
  /** A delayed message is in its real queue: its level goes on behind `offset`. */
  Delayed: { level: Schema.Int, offset: Schema.Int }
})
export type Task = typeof Task.Type

/** A send that is in the log and waits for its commit, or for its master's disk and slaves. The batch ends at `index`. */
export const PendingSend = Schema.Struct({
  request: RequestId,
  index: Index,
  queueId: Schema.Int,
  queueOffset: Schema.Int,
  /** Absent: its producer is answered. */
  task: Schema.optionalKey(Task),
  /** What could not be met, or not in time: the producer is told so, of the slaves first. Absent: nothing. */
  failed: Schema.optionalKey(Schema.Struct({ disk: Schema.NullOr(SendStatus), slaves: Schema.NullOr(SendStatus) }))
})
export type PendingSend = typeof PendingSend.Type

export const Broker = Schema.Struct({
  config: Config,
  /** False until the disk has been read. */
  running: Schema.Boolean,
  /** A write or an fsync failed: nothing is promised any more until a restart. */
  diskFailed: Schema.Boolean,
  log: Log.Log,
  /** Mode 4. */
  raft: Raft,
  /** Modes 1–3. */
  ha: Ha,
  /** What a released DLedger knows besides; no other mode changes it. */
  dledger: DLedger,
  /** Entries up to here are in their queues. Never above the readable bound. */
  dispatchedIndex: Index,
  /** The dispatch that was asked for last; equals `dispatchedIndex` when none is under way. */
  dispatchingIndex: Index,
  queues: Schema.HashMap(QueueKey, Queue),
  /** Where the queues ended with the entry before the first one kept: what a snapshot says of them. */
  baseEnds: QueueEnds,
  /** Ascending in `index`. */
  pending: Schema.Array(PendingSend),
  topics: Schema.HashMap(Schema.String, TopicConfig),
  /** Raised with every change of `topics`. */
  topicVersion: Schema.Int,
  /** Consumer groups that an operator has said something of; any other may consume. */
  subscriptionGroups: Schema.HashMap(Schema.String, SubscriptionGroupConfig),
  /** Consumer groups that are connected, by name. */
  groups: Schema.HashMap(Schema.String, Group),
  /** Producer groups by `clientId group`, and where they are connected. */
  producers: Schema.HashMap(Schema.String, Schema.String),
  /** Committed consumer offsets by `group@topic@queueId`. */
  offsets: Schema.HashMap(Schema.String, Schema.Int),
  /** Who holds a queue for orderly consumption: `group@topic@queueId` → clientId. */
  locks: Schema.HashMap(Schema.String, Schema.String),
  /** Pulls that wait for a message, by queue. */
  held: Schema.HashMap(QueueKey, Schema.Array(HeldPull)),
  /** Reads that wait until this broker is known to lead still (`linearizableRead`), in the order in which they came. */
  pendingReads: Schema.Array(PendingRead),
  /** Pulls whose messages are being read. */
  reading: Schema.HashMap(RequestId, HeldPull),
  /** Delay levels whose next message waits for its time, or is being delivered. Ascending. */
  delaying: Schema.Array(Schema.Int),
  /** Half messages that are not ended, by their offset. */
  halves: Schema.HashMap(Schema.String, Half),
  /** Timer messages that are not in their own topics yet, by their offset. */
  timed: Schema.HashMap(Schema.String, Timed),
  /** Messages handed out by POP. */
  pop: Pop,
  /** How groups get their messages where an operator has said so, by `topic@group`. */
  requestModes: Schema.HashMap(Schema.String, RequestMode)
})
export type Broker = typeof Broker.Type

export const initialBroker = (config: Config): Broker => ({
  config,
  running: false,
  diskFailed: false,
  log: Log.empty,
  raft: initialRaft,
  ha: initialHa,
  dledger: initialDLedger,
  dispatchedIndex: -1,
  dispatchingIndex: -1,
  queues: HashMap.empty(),
  baseEnds: [],
  pending: [],
  topics: HashMap.empty(),
  topicVersion: 0,
  subscriptionGroups: HashMap.empty(),
  groups: HashMap.empty(),
  producers: HashMap.empty(),
  offsets: HashMap.empty(),
  locks: HashMap.empty(),
  held: HashMap.empty(),
  pendingReads: [],
  reading: HashMap.empty(),
  delaying: [],
  halves: HashMap.empty(),
  timed: HashMap.empty(),
  pop: initialPop,
  requestModes: HashMap.empty()
})
