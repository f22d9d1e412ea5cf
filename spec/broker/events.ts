/**
 * Everything that can happen to a broker: messages of its peers, requests of clients, timers, and what its disk reports.
 * One event, one rule, one file.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { haMessageFields } from "../ha/messages.ts"
import { Log } from "../log/log.ts"
import { Handle, PopRecord } from "../pop/records.ts"
import { RequestMode, RequestModes } from "../pop/state.ts"
import { peerMessageFields } from "../raft/messages.ts"
import { TimerAsked } from "../schedule/state.ts"
import { AttributeChanges } from "../serving/attributes.ts"
import { Subscription } from "../serving/state.ts"
import { Derived } from "../store/state.ts"
import { Index, NodeId, QueueEnds, QueueKey, RequestId, Term } from "../vocabulary.ts"
import { Settings } from "./config.ts"
import { SubscriptionGroups, TopicConfig } from "./state.ts"

const from = { from: NodeId }
const request = { request: RequestId }
const queue = { topic: Schema.String, queueId: Schema.Int }

const peer = {
  RequestVote: { ...from, ...peerMessageFields.RequestVote },
  RequestVoteReply: { ...from, ...peerMessageFields.RequestVoteReply },
  AppendEntries: { ...from, ...peerMessageFields.AppendEntries },
  AppendEntriesReply: { ...from, ...peerMessageFields.AppendEntriesReply },
  InstallSnapshot: { ...from, ...peerMessageFields.InstallSnapshot },
  InstallSnapshotReply: { ...from, ...peerMessageFields.InstallSnapshotReply },
  TimeoutNow: { ...from, ...peerMessageFields.TimeoutNow },
  Rejoin: { ...from },
  RejoinReply: { ...from, ...peerMessageFields.RejoinReply },
  ReportSlaveMaxOffset: { ...from, ...haMessageFields.ReportSlaveMaxOffset },
  TransferData: { ...from, ...haMessageFields.TransferData }
} as const

export const timers = {
  ElectionTimeout: {},
  HeartbeatTimeout: {},
  FlushTimeout: {},
  RegisterTimeout: {},
  MetadataTimeout: {},
  HoldTimeout: { ...request, queue: QueueKey },
  ClientExpired: { clientId: Schema.String },
  LockExpired: { key: Schema.String },
  /** The next message of this level is due. */
  DelayTimeout: { level: Schema.Int },
  /** The half message at this offset has not been ended for too long. */
  TransactionTimeout: { offset: Schema.Int },
  /** The timer message at this offset of the timers' queue is due. */
  TimerMessageTimeout: { offset: Schema.Int },
  /** A pop has waited as long as its client does. */
  PollTimeout: { ...request, topic: Schema.String },
  /** The messages of this check point were invisible for their time. */
  ReviveTimeout: { checkPoint: Schema.String },
  SyncFlushTimeout: { ...request },
  SlaveTimeout: { ...request },
  HaReconnectTimeout: {},
  HaHeartbeatTimeout: { connection: Schema.String },
  HaHousekeepingTimeout: { connection: Schema.String }
} as const

export const TimerEvent = Schema.TaggedUnion(timers)
export type TimerEvent = typeof TimerEvent.Type

/** A message as its queue has it, to be handed out or not. */
const Found = Schema.Struct({
  offset: Schema.Int,
  size: Schema.Int,
  tagsCode: Schema.Number,
  properties: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  /** Its bytes are not those that were written. Absent: they are, as far as anybody knows. */
  damaged: Schema.optionalKey(Schema.Literal(true))
})

export const disk = {
  /** The disk has been read (and what was found is on disk): the first event of every life of a broker. */
  Recovered: {
    term: Term,
    votedFor: Schema.NullOr(NodeId),
    voter: Schema.Boolean,
    /** Nothing was found: neither log nor term. */
    blank: Schema.Boolean,
    /** An operator declares that this is the first start of the whole group. */
    bootstrap: Schema.Boolean,
    log: Log,
    /** Entries up to here were on disk once, as far as what is left of it tells, and the log ends before. Absent: it lacks none. */
    onceDurable: Schema.optionalKey(Index),
    /** Entries that are there, and are not what was written. Absent: none is known. Whoever reads a journal has to know; no rule does. */
    broken: Schema.optionalKey(Schema.Array(Index)),
    baseEnds: QueueEnds,
    /** What is known to follow from the log, if it need not be read for that; never behind its last entry. Absent: nothing is known. */
    derived: Schema.optionalKey(Derived),
    topics: Schema.Array(Schema.Tuple([Schema.String, TopicConfig])),
    offsets: Schema.Array(Schema.Tuple([Schema.String, Schema.Int])),
    /** Absent: none. */
    subscriptionGroups: Schema.optionalKey(SubscriptionGroups),
    /** Absent: none. */
    requestModes: Schema.optionalKey(RequestModes)
  },
  /** The log is on disk up to `index`, an entry of `term`. */
  Flushed: { index: Index, term: Term },
  HardStateSaved: { term: Term, votedFor: Schema.NullOr(NodeId), voter: Schema.Boolean },
  /** `unwritten`: entries from here on could not be written. Whoever reads a journal has to know; no rule does. */
  DiskFailed: { reason: Schema.String, unwritten: Schema.optionalKey(Index) },
  /** Entries up to `index` are in their queues; `ends` are the new ends of the queues that grew. */
  Dispatched: {
    index: Index,
    ends: QueueEnds,
    /** Queues of those of the entries that were written in this life of the broker; absent: none. */
    arrived: Schema.optionalKey(Schema.Array(QueueKey)),
    /** Of a slave whose log begins later than its master's did: queues that are new here, and where they begin; absent: at 0. */
    begins: Schema.optionalKey(QueueEnds),
    /** Half messages among them, by their offsets; absent: none. */
    halves: Schema.optionalKey(Schema.Array(Schema.Struct({ offset: Schema.Int, index: Index, group: Schema.String, immunityMs: Schema.NullOr(Schema.Int) }))),
    /** Offsets of half messages that op messages among them end. */
    ended: Schema.optionalKey(Schema.Array(Schema.Int)),
    /** Timer messages among them; absent: none. */
    timed: Schema.optionalKey(Schema.Array(Schema.Struct({ ...queue, offset: Schema.Int, index: Index, outMs: Schema.Number }))),
    /** Offsets of timer messages of which copies in their own topics, or recalls, are among them. */
    delivered: Schema.optionalKey(Schema.Array(Schema.Int)),
    recalled: Schema.optionalKey(Schema.Array(Schema.Int)),
    /** Records of the revive topic among them, and what messages that come again say, in their order; absent: none. */
    popRecords: Schema.optionalKey(Schema.Array(PopRecord))
  },
  /** The messages found for a pull, from its offset on, in order. */
  QueueRead: {
    ...request,
    found: Schema.Array(Found)
  },
  /** The messages found for a pop, by queue, in order; and when. */
  PopRead: {
    ...request,
    /** Milliseconds since 1970. */
    popTime: Schema.Number,
    found: Schema.Array(
      Schema.Struct({
        queue: QueueKey,
        messages: Schema.Array(Found)
      })
    )
  },
  /** Messages of a check point that are to come again: which entries they are, and how often they were consumed in vain. One that is not there is left out. */
  CheckPointRead: { checkPoint: Schema.String, found: Schema.Array(Schema.Struct({ offset: Schema.Int, index: Index, reconsumeTimes: Schema.Int, propertiesSize: Schema.Int })) },
  /** A delayed message as its queue has it: which entry it is, and where it is to go; `null`: it does not say. */
  DelayedRead: { level: Schema.Int, offset: Schema.Int, index: Index, target: Schema.NullOr(Schema.Struct(queue)) },
  /** Entries of the messages that a query has found, the newest first. */
  KeyRead: { ...request, found: Schema.Array(Index) },
  /** For a reset: where each queue was at its time. */
  OffsetsFound: {
    ...request,
    group: Schema.String,
    topic: Schema.String,
    timestamp: Schema.Number,
    isForce: Schema.Boolean,
    found: Schema.Array(Schema.Struct({ queueId: Schema.Int, offset: Schema.Int }))
  },
  /** Entries up to `index` have been replaced by a snapshot; with that entry the queues ended here. */
  Compacted: { index: Index, ends: QueueEnds }
} as const

export const ha = {
  /** A connection between a slave and its master stands; both ends learn of it. It is named by whoever runs the machine. */
  HaConnected: {
    ...from,
    connection: Schema.String,
    /** At a master: the slave is RocketMQ's, or speaks as one. It reports when it likes, and is streamed to. */
    streams: Schema.optionalKey(Schema.Literal(true))
  },
  /** It is gone, or it never came about. */
  HaClosed: { connection: Schema.String }
} as const

export const clients = {
  SendMessage: {
    ...request,
    ...queue,
    /** Messages in it: 1, or the size of a batch. */
    count: Schema.Int,
    /** Bytes. */
    bodySize: Schema.Int,
    propertiesSize: Schema.Int,
    /** Queues the producer would give a topic that does not exist yet (`defaultTopicQueueNums`). */
    defaultTopicQueueNums: Schema.Int,
    /** The topic that it would be like. Absent: TBW102. */
    defaultTopic: Schema.optionalKey(Schema.String),
    /** Absent: at once. */
    delayLevel: Schema.optionalKey(Schema.Int),
    /** At a time of its own, if it has no level; `null`: one that cannot be read. Absent: at once. */
    timer: Schema.optionalKey(Schema.NullOr(TimerAsked)),
    /** A half message: not to be seen before its transaction is committed. */
    prepared: Schema.optionalKey(Schema.Boolean),
    /** An answer to this client, which waits for it; `null`: to nobody. Absent: an ordinary message. */
    replyTo: Schema.optionalKey(Schema.NullOr(Schema.String)),
    /** How often it was consumed in vain: a consumer that cannot send it back sends it to its retry topic. Absent: never. */
    reconsumeTimes: Schema.optionalKey(Schema.Int),
    maxReconsumeTimes: Schema.optionalKey(Schema.Int)
  },
  /** A producer says what became of a transaction. */
  EndTransaction: {
    ...request,
    group: Schema.String,
    decision: Schema.Literals(["COMMIT", "ROLLBACK", "UNKNOWN"]),
    /** Of the half message in its queue. */
    offset: Schema.Int,
    /** What is at the place in the log that the producer names; `null`: no half message. */
    half: Schema.NullOr(
      Schema.Struct({ index: Index, offset: Schema.Int, group: Schema.String, topic: Schema.String, queueId: Schema.Int, delayLevel: Schema.Int, timer: Schema.optionalKey(Schema.NullOr(TimerAsked)) })
    )
  },
  /** A producer takes a timer message back. */
  RecallMessage: {
    ...request,
    group: Schema.String,
    topic: Schema.String,
    /** What it was given when it sent the message; `null`: it is none. */
    handle: Schema.NullOr(Schema.Struct({ topic: Schema.String, brokerName: Schema.String, messageId: Schema.String })),
    /** Messages of this topic and id in the timers' queue. */
    found: Schema.Array(Schema.Int)
  },
  /** A consumer wants a message again, later. */
  ConsumerSendMsgBack: {
    ...request,
    group: Schema.String,
    /** The message, by its entry; `null`: there is none at the place named. */
    message: Schema.NullOr(
      Schema.Struct({
        index: Index,
        topic: Schema.String,
        /** Where it was first consumed from, if it was sent back before. */
        retryTopic: Schema.NullOr(Schema.String),
        messageId: Schema.String,
        /** Its id when it was first consumed. */
        originMessageId: Schema.NullOr(Schema.String),
        reconsumeTimes: Schema.Int,
        /** Bytes. */
        propertiesSize: Schema.Int
      })
    ),
    /** 0: longer each time. Below 0: never again. */
    delayLevel: Schema.Int,
    /** What the consumer allows; `null`: what its group does. */
    maxReconsumeTimes: Schema.NullOr(Schema.Int)
  },
  PullMessage: {
    ...request,
    ...queue,
    channel: Schema.String,
    group: Schema.String,
    offset: Schema.Int,
    maxMsgNums: Schema.Int,
    /** Tags wanted, by Java hash code; empty = all; `null` = what the group has subscribed to. */
    codeSet: Schema.NullOr(Schema.Array(Schema.Int)),
    /** In SQL92, in the place of tags. */
    expression: Schema.optionalKey(Schema.String),
    suspendTimeoutMillis: Schema.Int,
    /** The group's progress that comes with the pull; `null` if none does. */
    commitOffset: Schema.NullOr(Schema.Int),
    readFromFollower: Schema.Boolean
  },
  /** A consumer wants messages that nobody of its group has, whichever they are, for a while. */
  PopMessage: {
    ...request,
    /** `queueId` −1: of any queue. */
    ...queue,
    channel: Schema.String,
    group: Schema.String,
    maxMsgNums: Schema.Int,
    /** Milliseconds. */
    invisibleTime: Schema.Int,
    initMode: Schema.Literals(["MIN", "MAX"]),
    /** Tags wanted, by Java hash code; empty = all. */
    codeSet: Schema.Array(Schema.Int),
    /** In SQL92, in the place of tags. */
    expression: Schema.optionalKey(Schema.String),
    suspendTimeoutMillis: Schema.Int,
    /** Its client waits no more. */
    tooLate: Schema.optionalKey(Schema.Literal(true)),
    /** In the order of each queue, and nothing of it as long as something of it is in flight. */
    order: Schema.optionalKey(Schema.Literal(true)),
    /** In order: the same as in a pop whose answer did not come. */
    attemptId: Schema.optionalKey(Schema.String)
  },
  /** Somebody looks at the next messages of a group. */
  PeekMessage: { ...request, ...queue, channel: Schema.String, group: Schema.String, maxMsgNums: Schema.Int },
  /** A consumer asks whether there are messages to pop. */
  Notification: {
    ...request,
    ...queue,
    channel: Schema.String,
    group: Schema.String,
    suspendTimeoutMillis: Schema.Int,
    order: Schema.optionalKey(Schema.Literal(true)),
    attemptId: Schema.optionalKey(Schema.String)
  },
  /** A consumer has consumed messages that it popped, in one check point or several. */
  AckMessage: { ...request, acks: Schema.Array(Schema.Struct({ ...Handle.fields, offsets: Schema.Array(Schema.Int) })) },
  /** A consumer wants one of them to be invisible for so long from now on. */
  ChangeMessageInvisibleTime: { ...request, ...Handle.fields, offset: Schema.Int, now: Schema.Number, invisibleTime: Schema.Int },
  /** A consumer asks which queues it is to use. */
  QueryAssignment: {
    ...request,
    group: Schema.String,
    topic: Schema.String,
    clientId: Schema.String,
    messageModel: Schema.String,
    /** How queues are divided: AVG, AVG_BY_CIRCLE. */
    strategyName: Schema.String,
    /** Every queue that the NameServers know; `null`: they know none, or do not answer. */
    queues: Schema.NullOr(Schema.Array(Schema.Struct({ brokerName: Schema.String, queueId: Schema.Int })))
  },
  SetMessageRequestMode: { ...request, topic: Schema.String, group: Schema.String, ...RequestMode.fields },
  GetMaxOffset: { ...request, ...queue, channel: Schema.String },
  GetMinOffset: { ...request, ...queue },
  SearchOffset: { ...request, ...queue, timestamp: Schema.Number, boundary: Schema.Literals(["LOWER", "UPPER"]) },
  GetEarliestStoreTime: { ...request, ...queue },
  /** One message, by the log entry that its offset id points to; −1 if it points to none. */
  ViewMessage: { ...request, index: Index },
  /** Messages by a key of theirs, or by the id that their producer gave them, stored in this time (milliseconds). */
  QueryMessage: { ...request, topic: Schema.String, key: Schema.String, maxNum: Schema.Int, begin: Schema.Number, end: Schema.Number },
  QueryConsumerOffset: {
    ...request,
    ...queue,
    group: Schema.String,
    /** A group without progress is told so, of a young queue, too. */
    noZero: Schema.optionalKey(Schema.Literal(true))
  },
  UpdateConsumerOffset: { ...request, ...queue, group: Schema.String, offset: Schema.Int },
  /** An operator sends a group back, or on, to where a topic was at a time. */
  ResetOffset: {
    ...request,
    group: Schema.String,
    topic: Schema.String,
    /** Milliseconds since 1970; −1 = the end. */
    timestamp: Schema.Number,
    /** Also forward. */
    isForce: Schema.Boolean,
    /** One queue, and where to, or `null`: where it was at that time. Absent: all of them. */
    only: Schema.optionalKey(Schema.Struct({ queueId: Schema.Int, offset: Schema.NullOr(Schema.Int) }))
  },
  Heartbeat: {
    ...request,
    channel: Schema.String,
    clientId: Schema.String,
    producers: Schema.Array(Schema.String),
    consumers: Schema.Array(
      Schema.Struct({
        group: Schema.String,
        consumeType: Schema.String,
        messageModel: Schema.String,
        consumeFromWhere: Schema.String,
        subscriptions: Schema.Array(Subscription)
      })
    )
  },
  UnregisterClient: {
    ...request,
    clientId: Schema.String,
    producerGroup: Schema.NullOr(Schema.String),
    consumerGroup: Schema.NullOr(Schema.String)
  },
  /** A consumer asks whether the broker can filter as it wants. */
  CheckClientConfig: { ...request, expressionType: Schema.String, expression: Schema.String },
  GetConsumerListByGroup: { ...request, group: Schema.String },
  LockBatchMQ: { ...request, group: Schema.String, clientId: Schema.String, queues: Schema.Array(Schema.Struct(queue)) },
  UnlockBatchMQ: {
    ...request,
    group: Schema.String,
    clientId: Schema.String,
    queues: Schema.Array(Schema.Struct(queue))
  },
  UpdateAndCreateTopic: {
    ...request,
    topic: Schema.String,
    config: TopicConfig,
    attributes: Schema.optionalKey(AttributeChanges)
  },
  DeleteTopic: { ...request, topic: Schema.String },
  UpdateAndCreateSubscriptionGroup: {
    ...request,
    groups: SubscriptionGroups,
    /** By group. */
    attributes: Schema.optionalKey(Schema.Record(Schema.String, AttributeChanges))
  },
  DeleteSubscriptionGroup: {
    ...request,
    group: Schema.String,
    /** Its progress goes with it. */
    removeOffset: Schema.Boolean
  },
  UpdateBrokerConfig: { ...request, settings: Settings },
  /** The connection of a client is gone. */
  ChannelClosed: { channel: Schema.String },
  /** An operator hands the leadership to another member. */
  LeadershipTransfer: { ...request, to: NodeId }
} as const

export const metadata = {
  /** The leader's topics, consumer offsets and groups. */
  CopyMetadata: {
    ...from,
    term: Term,
    topicVersion: Schema.Int,
    topics: Schema.Array(Schema.Tuple([Schema.String, TopicConfig])),
    offsets: Schema.Array(Schema.Tuple([Schema.String, Schema.Int])),
    /** Absent: none. */
    subscriptionGroups: Schema.optionalKey(SubscriptionGroups),
    /** Absent: none. */
    requestModes: Schema.optionalKey(RequestModes)
  }
} as const

/** What other brokers of the group may say: nothing else is taken from them. */
export const PeerEvent = Schema.TaggedUnion({ ...peer, ...ha, ...metadata })

export const BrokerEvent = Schema.TaggedUnion({ ...peer, ...timers, ...disk, ...ha, ...clients, ...metadata })
export type BrokerEvent = typeof BrokerEvent.Type
export type EventOf<Tag extends BrokerEvent["_tag"]> = Extract<BrokerEvent, { readonly _tag: Tag }>
