/**
 * What a broker knows of messages that it has handed out by POP.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import { QueueKey, RequestId } from "../vocabulary.ts"

/** How far a group has been handed the messages of a queue. */
export const Cursor = Schema.Struct({
  /** Offsets below are handed out by check points that are readable, so that every replica knows. */
  popped: Schema.Int,
  /** With those on their way into the log, and with what nobody of the group wants. Below `popped` only while a reset is on its way. */
  handing: Schema.Int,
  /** Check points of this queue whose messages were handed out in order, by name, the oldest first; absent: none. */
  ordered: Schema.optionalKey(Schema.Array(Schema.String))
})
export type Cursor = typeof Cursor.Type

/** What is known besides of messages that are handed out in the order of their queue. RocketMQ `ConsumerOrderInfoManager.OrderInfo`. */
export const InOrder = Schema.Struct({
  /** Those that were handed out before, by offset, and how often. */
  times: Schema.Array(Schema.Tuple([Schema.Int, Schema.Int])),
  /** Who asks again with this name has not had his answer, and gets the same; absent: he gave none. */
  attemptId: Schema.optionalKey(Schema.String)
})
export type InOrder = typeof InOrder.Type

/** Messages of one queue that were handed out together and are invisible for a while. RocketMQ `PopCheckPoint`. */
export const CheckPoint = Schema.Struct({
  group: Schema.String,
  /** The topic of the queue: the retry topic, if they came again. */
  topic: Schema.String,
  queueId: Schema.Int,
  /** Where the pop began to look. */
  startOffset: Schema.Int,
  /** Milliseconds since 1970. */
  popTime: Schema.Number,
  /** Milliseconds. */
  invisibleTime: Schema.Int,
  /** Of the messages that are neither acked nor come again, ascending. */
  offsets: Schema.Array(Schema.Int),
  /** Those of them whose end is in the log, and not readable yet. */
  closing: Schema.Array(Schema.Int),
  /** Its own offset in the revive topic, and its entry. */
  reviveOffset: Schema.Int,
  index: Schema.Int,
  /** Absent: in any order. */
  order: Schema.optionalKey(InOrder),
  /** In order: its time has ended, and its messages wait in their queue to be handed out again. The master alone knows. */
  over: Schema.optionalKey(Schema.Literal(true))
})
export type CheckPoint = typeof CheckPoint.Type

/** A pop that waits for messages, or whose messages are being read. */
export const HeldPop = Schema.Struct({
  /** A look at messages that stay where they are, or only the question whether there are some. Absent: a pop. */
  is: Schema.optionalKey(Schema.Literals(["peek", "question"])),
  request: RequestId,
  /** Where the client is connected: the pop ends with its connection. */
  channel: Schema.String,
  group: Schema.String,
  topic: Schema.String,
  /** −1: all. */
  queueId: Schema.Int,
  maxMsgNums: Schema.Int,
  invisibleTime: Schema.Int,
  /** Where a group without progress begins. RocketMQ `ConsumeInitMode`. */
  initMode: Schema.Literals(["MIN", "MAX"]),
  /** Tags wanted, by Java hash code; empty = all. */
  codeSet: Schema.Array(Schema.Int),
  /** Messages wanted, in SQL92; absent: the tags say it. */
  expression: Schema.optionalKey(Schema.String),
  /** How long the client is ready to wait; 0 = not at all. */
  suspendTimeoutMillis: Schema.Int,
  /** In the order of each queue: nothing of it as long as something of it is in flight. Absent: in any order. */
  order: Schema.optionalKey(Schema.Literal(true)),
  attemptId: Schema.optionalKey(Schema.String)
})
export type HeldPop = typeof HeldPop.Type

/** What one pop is handed of one queue. */
export const Popped = Schema.Struct({
  queue: QueueKey,
  startOffset: Schema.Int,
  offsets: Schema.Array(Schema.Int),
  /** How often each of them was handed out before; absent: popped in any order. */
  times: Schema.optionalKey(Schema.Array(Schema.Int))
})
export type Popped = typeof Popped.Type

/** Whether a group pulls the messages of a topic or pops them. RocketMQ `SetMessageRequestModeRequestBody`. */
export const RequestMode = Schema.Struct({
  mode: Schema.Literals(["PULL", "POP"]),
  /** So many others may pop from a member's queues; 0 or less: all. */
  popShareQueueNum: Schema.Int
})
export type RequestMode = typeof RequestMode.Type

/** RocketMQ `defaultMessageRequestMode`. */
export const defaultRequestMode: RequestMode = { mode: "PULL", popShareQueueNum: 0 }

/** `topic@group`; no topic has an @ in its name. */
export const requestModeKey = (topic: string, group: string): string => `${topic}@${group}`

/** As they are written and copied. */
export const RequestModes = Schema.Array(Schema.Tuple([Schema.String, RequestMode]))

export const Pop = Schema.Struct({
  /** By `group@topic@queueId`. */
  cursors: Schema.HashMap(Schema.String, Cursor),
  /** That are not done with, by `group@topic@queueId@startOffset@popTime`. */
  checkPoints: Schema.HashMap(Schema.String, CheckPoint),
  /** Pops that wait for a message, by topic. */
  held: Schema.HashMap(Schema.String, Schema.Array(HeldPop)),
  /** Pops whose messages are being read. */
  reading: Schema.HashMap(RequestId, HeldPop),
  /** Which queue is looked at first, by `group@topic`: each in turn. */
  turns: Schema.HashMap(Schema.String, Schema.Int)
})
export type Pop = typeof Pop.Type

export const initialPop: Pop = { cursors: HashMap.empty(), checkPoints: HashMap.empty(), held: HashMap.empty(), reading: HashMap.empty(), turns: HashMap.empty() }
