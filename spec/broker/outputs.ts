/**
 * Everything a broker can ask for. Outputs are carried out in the order given; none of them decides anything.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { HaMessage } from "../ha/messages.ts"
import { Popped, RequestMode, RequestModes } from "../pop/state.ts"
import { PeerMessage } from "../raft/messages.ts"
import { HardState } from "../raft/state.ts"
import { Index, NodeId, QueueEnds, QueueKey, RequestId, ResponseCode, SendStatus, Term } from "../vocabulary.ts"
import { Span } from "./config.ts"
import { TimerEvent } from "./events.ts"
import { SubscriptionGroups, TopicConfig } from "./state.ts"

const request = { request: RequestId }

export const network = {
  /** To a member of the group. With AppendEntries go the bodies of its entries, read from the log as it stands now. */
  SendToPeer: { to: NodeId, message: PeerMessage },
  /** Connect to the master's HA port; HaConnected or HaClosed answers. */
  ConnectToMaster: { to: NodeId },
  /** To the other end of a connection. With TransferData go the bodies of its entries. */
  SendOnHaConnection: { to: NodeId, message: HaMessage },
  CloseHaConnection: { connection: Schema.String },
  CopyMetadataTo: {
    to: NodeId,
    term: Term,
    topicVersion: Schema.Int,
    topics: Schema.Array(Schema.Tuple([Schema.String, TopicConfig])),
    offsets: Schema.Array(Schema.Tuple([Schema.String, Schema.Int])),
    /** Absent: none. */
    subscriptionGroups: Schema.optionalKey(SubscriptionGroups),
    /** Absent: none. */
    requestModes: Schema.optionalKey(RequestModes)
  },
  /** To every NameServer. brokerId 0 is the master. */
  RegisterBroker: {
    brokerId: Schema.Int,
    /** Raft term of this role: a NameServer lets no older registration replace a newer one. */
    term: Term,
    topics: Schema.Array(Schema.Tuple([Schema.String, TopicConfig]))
  }
} as const

/** In what a message that is written differs from the one that it is made of. */
export const Rewrite = Schema.Struct({
  /** Properties. */
  set: Schema.Array(Schema.Tuple([Schema.String, Schema.String])),
  remove: Schema.Array(Schema.String),
  reconsumeTimes: Schema.optionalKey(Schema.Int),
  /** What it is in a transaction: nothing that shows, or the committed one. Absent: as it was. */
  transaction: Schema.optionalKey(Schema.Literals(["NONE", "COMMIT"])),
  /** It is the timer message at this offset of the timers' queue, whose time has come. Absent: it ends none. */
  endsTimer: Schema.optionalKey(Schema.Int)
})
export type Rewrite = typeof Rewrite.Type

export const disk = {
  /** Append the messages of a client's request as `count` entries from `index` on, with queue offsets from `queueOffset` on. */
  WriteMessages: {
    ...request,
    index: Index,
    term: Term,
    count: Schema.Int,
    topic: Schema.String,
    queueId: Schema.Int,
    queueOffset: Schema.Int,
    rewrite: Schema.optionalKey(Rewrite)
  },
  /** Append a message made of the one in the log at `source`. */
  WriteCopy: { index: Index, term: Term, source: Index, topic: Schema.String, queueId: Schema.Int, queueOffset: Schema.Int, rewrite: Rewrite },
  /** Append a message of the broker's own. */
  WriteText: { index: Index, term: Term, topic: Schema.String, queueId: Schema.Int, queueOffset: Schema.Int, tags: Schema.String, body: Schema.String, properties: Schema.optionalKey(Schema.Array(Schema.Tuple([Schema.String, Schema.String]))) },
  WriteNoop: { index: Index, term: Term },
  /** Append these of the entries that came with the event being handled. */
  WriteEntries: { first: Index, last: Index },
  /** Remove the entries from `from` on. On disk before the next output is carried out: what follows may overwrite them. */
  TruncateLog: { from: Index },
  /** Forget the whole log; it begins after `index` now. */
  ResetLog: { index: Index, term: Term, ends: QueueEnds },
  /** fsync what is written; `Flushed` answers. */
  Flush: {},
  /** Write and fsync; `HardStateSaved` answers. */
  SaveHardState: { ...HardState.fields },
  /** `config/topics.json`, `config/consumerOffset.json`. */
  SaveTopics: {},
  SaveOffsets: {},
  /** `config/subscriptionGroup.json`. */
  SaveSubscriptionGroups: {},
  /** `config/messageRequestMode.json`. */
  SaveRequestModes: {}
} as const

export const store = {
  /** As ArmTimer, but the time began to run when the message at `offset` was stored. */
  ArmTimerSinceStored: { event: TimerEvent, ms: Schema.Int, queue: QueueKey, offset: Schema.Int },
  /** As ArmTimer, for a time: milliseconds since 1970. */
  ArmTimerAt: { event: TimerEvent, at: Schema.Number },
  /** Find messages by key among entries up to `upTo`, the newest first; `KeyRead` answers. */
  ReadByKey: { ...request, topic: Schema.String, key: Schema.String, begin: Schema.Number, end: Schema.Number, maxNum: Schema.Int, upTo: Index },
  /** Find messages of these queues for a pop, at most `maxMsgNums` of each, below `end`; `PopRead` answers. */
  ReadPop: {
    ...request,
    queues: Schema.Array(Schema.Struct({ queue: QueueKey, offset: Schema.Int, end: Schema.Int })),
    maxMsgNums: Schema.Int,
    /** With the properties of each. Absent: without. */
    properties: Schema.optionalKey(Schema.Literal(true))
  },
  /** Read these messages of a check point, to be handed out again; `CheckPointRead` answers. */
  ReadCheckPoint: { checkPoint: Schema.String, queue: QueueKey, offsets: Schema.Array(Schema.Int) },
  /** Read the message of a delay level; `DelayedRead` answers. */
  ReadDelayed: { level: Schema.Int, offset: Schema.Int },
  /** Put entries up to `last` into their queues; `Dispatched` answers. */
  Dispatch: { last: Index },
  /** Find messages of a queue from `offset` on, at most `maxMsgNums`, below `end`; `QueueRead` answers. */
  ReadQueue: {
    ...request,
    queue: QueueKey,
    offset: Schema.Int,
    maxMsgNums: Schema.Int,
    end: Schema.Int,
    /** With the properties of each. Absent: without. */
    properties: Schema.optionalKey(Schema.Literal(true))
  },
  /** Find where these queues were at a time; `OffsetsFound` answers, with all that this says. */
  FindOffsets: {
    ...request,
    group: Schema.String,
    topic: Schema.String,
    timestamp: Schema.Number,
    isForce: Schema.Boolean,
    /** With `offset`: it is said already. */
    queues: Schema.Array(Schema.Struct({ queueId: Schema.Int, end: Schema.Int, offset: Schema.optionalKey(Schema.Int) }))
  }
} as const

export const timers = {
  /** Arms the timer named by `event`, in place of an armed one of that name: a replaced or cancelled timer never fires. */
  ArmTimer: { event: TimerEvent, ms: Span },
  CancelTimer: { event: TimerEvent }
} as const

export const replies = {
  /** An error, or a success without a value. */
  Reply: { ...request, code: ResponseCode, remark: Schema.String },
  /** The message is stored. SEND_OK is the ack; any other status is not. */
  ReplySend: { ...request, status: SendStatus, index: Index, queueId: Schema.Int, queueOffset: Schema.Int },
  ReplyPull: {
    ...request,
    code: ResponseCode,
    queue: QueueKey,
    /** Queue offsets of the messages returned. */
    offsets: Schema.Array(Schema.Int),
    nextBeginOffset: Schema.Int,
    minOffset: Schema.Int,
    maxOffset: Schema.Int
  },
  ReplyPop: {
    ...request,
    code: ResponseCode,
    /** Milliseconds since 1970; with the offsets, what the receipt handles are made of. */
    popTime: Schema.Number,
    invisibleTime: Schema.Int,
    /** Messages that are there besides. */
    restNum: Schema.Int,
    messages: Schema.Array(Popped)
  },
  /** Whether there are messages to pop; if not, and `pollingFull`, too many wait already. */
  ReplyNotification: { ...request, hasMsg: Schema.Boolean, pollingFull: Schema.Boolean },
  /** The new time of a message, and with it its new handle. */
  ReplyInvisibleTime: { ...request, popTime: Schema.Number, invisibleTime: Schema.Int, order: Schema.optionalKey(Schema.Literal(true)) },
  /** The queues of a member, and how it is to use them; `null`: it is told nothing, and goes on as before. */
  ReplyAssignment: {
    ...request,
    topic: Schema.String,
    mode: RequestMode.fields.mode,
    queues: Schema.NullOr(Schema.Array(Schema.Struct({ brokerName: Schema.String, queueId: Schema.Int })))
  },
  ReplyOffset: { ...request, offset: Schema.Int },
  /**
   * Among messages below `end`, LOWER: the offset of the first one stored at `timestamp` or later; UPPER: of the last one stored
   * then or earlier; NEAREST: of the one stored nearest to it, the earlier one of two as near.
   */
  ReplyOffsetByTime: {
    ...request,
    queue: QueueKey,
    timestamp: Schema.Number,
    boundary: Schema.Literals(["LOWER", "UPPER", "NEAREST"]),
    end: Schema.Int
  },
  /** The store time of the first message, −1 if there is none below `end`. */
  ReplyStoreTime: { ...request, queue: QueueKey, offset: Schema.Int, end: Schema.Int },
  ReplyMessage: { ...request, index: Index },
  ReplyMessages: { ...request, indexes: Schema.Array(Index) },
  ReplyConsumerList: { ...request, clientIds: Schema.Array(Schema.String) },
  ReplyOffsets: { ...request, topic: Schema.String, offsets: Schema.Array(Schema.Struct({ queueId: Schema.Int, offset: Schema.Int })) },
  /** Tell these consumers to go on from here: they commit it. */
  ResetConsumerClientOffset: {
    group: Schema.String,
    topic: Schema.String,
    timestamp: Schema.Number,
    offsets: Schema.Array(Schema.Struct({ queueId: Schema.Int, offset: Schema.Int })),
    channels: Schema.Array(Schema.String)
  },
  ReplyLock: { ...request, locked: Schema.Array(Schema.Struct({ topic: Schema.String, queueId: Schema.Int })) },
  /** Hand the message of this request to a client that waits for it. */
  PushReplyMessage: { ...request, channel: Schema.String },
  /** Ask a producer what became of the transaction of a half message. */
  CheckTransactionState: { channel: Schema.String, index: Index, offset: Schema.Int },
  /** Tell these consumers that their group has changed: they rebalance. */
  NotifyConsumerIdsChanged: { group: Schema.String, channels: Schema.Array(Schema.String) }
} as const

export const BrokerOutput = Schema.TaggedUnion({ ...network, ...disk, ...store, ...timers, ...replies })
export type BrokerOutput = typeof BrokerOutput.Type
export type OutputOf<Tag extends BrokerOutput["_tag"]> = Extract<BrokerOutput, { readonly _tag: Tag }>
