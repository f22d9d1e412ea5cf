/**
 * What a broker keeps for its clients.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Index, QueueKey, RequestId } from "../vocabulary.ts"

/** What a consumer wants of one topic. RocketMQ `SubscriptionData`. */
export const Subscription = Schema.Struct({
  topic: Schema.String,
  /** `*`, or tags separated by `||`. */
  subString: Schema.String,
  /** Java hash codes of the tags; empty = all messages. */
  codeSet: Schema.Array(Schema.Int),
  expressionType: Schema.String,
  subVersion: Schema.Number
})
export type Subscription = typeof Subscription.Type

/** A live consumer of a group. RocketMQ `ClientChannelInfo`. */
export const Member = Schema.Struct({
  clientId: Schema.String,
  channel: Schema.String
})
export type Member = typeof Member.Type

/** RocketMQ `ConsumerGroupInfo`. */
export const Group = Schema.Struct({
  consumeType: Schema.String,
  messageModel: Schema.String,
  consumeFromWhere: Schema.String,
  subscriptions: Schema.Array(Subscription),
  /** Ascending in `clientId`. */
  members: Schema.Array(Member)
})
export type Group = typeof Group.Type

/** A pull that is held, or whose messages are being read. */
export const HeldPull = Schema.Struct({
  request: RequestId,
  /** Where the client is connected: the pull ends with its connection. */
  channel: Schema.String,
  queue: QueueKey,
  offset: Schema.Int,
  maxMsgNums: Schema.Int,
  /** Tags wanted, by Java hash code; empty = all. */
  codeSet: Schema.Array(Schema.Int),
  /** Messages wanted, in SQL92; absent: the tags say it. */
  expression: Schema.optionalKey(Schema.String),
  /** How long the client is ready to wait; 0 = not at all. */
  suspendTimeoutMillis: Schema.Int
})
export type HeldPull = typeof HeldPull.Type

/** A read of where a queue ends that waits for a majority. */
export const PendingRead = Schema.Struct({
  request: RequestId,
  /** Where the client is connected: the read ends with its connection. */
  channel: Schema.String,
  queue: QueueKey,
  /** What was committed when it came must be in the queues before it is answered: the read index. */
  index: Index,
  /** A majority must have answered to this round. */
  round: Schema.Int
})
export type PendingRead = typeof PendingRead.Type
