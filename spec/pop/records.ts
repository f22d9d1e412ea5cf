/**
 * What POP writes into the revive topic: a check point says what was handed out, an ack what is done with. Both are RocketMQ's
 * JSON, so that its brokers can read them.
 *
 * RocketMQ `PopCheckPoint`, `AckMsg`, `BatchAckMsg`, `PopAckConstants`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Config } from "../broker/config.ts"
import { offsetKey } from "../serving/offsets.ts"
import { queueKey, type QueueKey } from "../vocabulary.ts"
import { InOrder } from "./state.ts"

/** RocketMQ `PopAckConstants.REVIVE_TOPIC`. */
export const REVIVE_TOPIC_PREFIX = "rmq_sys_REVIVE_LOG_"

/** RocketMQ `PopAckConstants.buildClusterReviveTopic`. One queue: reading it decides nothing about order among groups. */
export const reviveTopic = ({ brokerClusterName }: Pick<Config, "brokerClusterName">): string => `${REVIVE_TOPIC_PREFIX}${brokerClusterName}`

/** RocketMQ spreads its check points over eight. */
export const REVIVE_QUEUE_ID = 0

export const reviveQueue = (config: Pick<Config, "brokerClusterName">): QueueKey => queueKey(reviveTopic(config), REVIVE_QUEUE_ID)

export const CK_TAG = "ck"
/** Handed out in order. Not RocketMQ's, which passes over it: what it keeps of the kind is in a file. */
export const ORDER_CK_TAG = "ock"
export const BATCH_ACK_TAG = "bAck"
export const ACK_TAG = "ack"

/** The property of a message that comes again: the ack that it stands for, so that there is no time at which it is there twice or not at all. */
export const REVIVED = "POP_REVIVED"

/** Which check point: what a receipt handle says of it. */
export const Handle = Schema.Struct({
  group: Schema.String,
  topic: Schema.String,
  queueId: Schema.Int,
  startOffset: Schema.Int,
  /** Milliseconds since 1970. */
  popTime: Schema.Number
})
export type Handle = typeof Handle.Type

/** RocketMQ `PopMessageProcessor.genCkUniqueId`, without what is the same for all. */
export const checkPointKey = ({ group, topic, queueId, startOffset, popTime }: Handle): string => `${offsetKey(group, topic, queueId)}@${startOffset}@${popTime}`

/** A record of the revive topic, as whoever runs the machine reads it out of the log. */
export const PopRecord = Schema.TaggedUnion({
  /** These messages are handed out. */
  Ck: {
    ...Handle.fields,
    invisibleTime: Schema.Int,
    offsets: Schema.Array(Schema.Int),
    /** It takes the place of another one: the time of one message is changed. Absent: it is new. */
    origin: Schema.optionalKey(Schema.Struct({ startOffset: Schema.Int, popTime: Schema.Number })),
    order: Schema.optionalKey(InOrder),
    /** Its own place. */
    reviveOffset: Schema.Int,
    index: Schema.Int
  },
  /** These are done with: acked, or on their way again. */
  Ack: { ...Handle.fields, offsets: Schema.Array(Schema.Int) },
  /** An operator has set where the group goes on: what was handed out before is done with. */
  Reset: { group: Schema.String, topic: Schema.String, queueId: Schema.Int, offset: Schema.Int }
})
export type PopRecord = typeof PopRecord.Type

/** What a record says, without its place. */
export type Said = { readonly tags: string; readonly body: string }

type Ck = Omit<Extract<PopRecord, { readonly _tag: "Ck" }>, "_tag" | "reviveOffset" | "index">

export const sayCk = ({ brokerName }: Pick<Config, "brokerName">, { group, topic, queueId, startOffset, popTime, invisibleTime, offsets, origin, order }: Ck): Said => ({
  tags: order === undefined ? CK_TAG : ORDER_CK_TAG,
  body: JSON.stringify({
    bm: 0,
    bn: brokerName,
    c: group,
    d: offsets.map((offset) => offset - startOffset),
    it: invisibleTime,
    n: offsets.length,
    pt: popTime,
    q: queueId,
    ro: 0,
    so: startOffset,
    t: topic,
    // Not RocketMQ's, which writes an ack of the other one besides.
    ...(origin === undefined ? {} : { os: origin.startOffset, op: origin.popTime }),
    ...(order === undefined ? {} : { oc: order.times }),
    ...(order?.attemptId === undefined ? {} : { a: order.attemptId })
  })
})

export const sayAck = ({ brokerName }: Pick<Config, "brokerName">, { group, topic, queueId, startOffset, popTime }: Handle, offsets: readonly number[]): Said => {
  const ack = { ao: offsets.length === 1 ? offsets[0] : -1, bn: brokerName, c: group, pt: popTime, q: queueId, so: startOffset, t: topic }
  return offsets.length === 1 ? { tags: ACK_TAG, body: JSON.stringify(ack) } : { tags: BATCH_ACK_TAG, body: JSON.stringify({ ...ack, aol: offsets }) }
}

/** What a message that comes again says of the one that it is made of. */
export const readRevived = (body: string): PopRecord | undefined => readRecord({ tags: ACK_TAG, body }, -1, -1)

const RESET_TAG = "reset"

export const sayReset = (group: string, topic: string, queueId: number, offset: number): Said => ({ tags: RESET_TAG, body: JSON.stringify({ c: group, t: topic, q: queueId, so: offset }) })

const isHandled = Schema.is(Schema.Struct({ c: Schema.String, t: Schema.String, q: Schema.Int, so: Schema.Int }))
const isTimed = Schema.is(Schema.Struct({ pt: Schema.Number }))
const isCk = Schema.is(Schema.Struct({ it: Schema.Int, d: Schema.Array(Schema.Int) }))
const isChange = Schema.is(Schema.Struct({ os: Schema.Int, op: Schema.Number }))
const isOrdered = Schema.is(Schema.Struct({ oc: Schema.Array(Schema.Tuple([Schema.Int, Schema.Int])), a: Schema.optionalKey(Schema.String) }))
const isAck = Schema.is(Schema.Struct({ ao: Schema.Int }))
const isBatch = Schema.is(Schema.Struct({ aol: Schema.Array(Schema.Int) }))

/** The record at this place; undefined: it is none that this broker knows. */
export const readRecord = ({ tags, body }: Said, reviveOffset: number, index: number): PopRecord | undefined => {
  const json = parsed(body)
  if (!isHandled(json)) return undefined
  const place = { group: json.c, topic: json.t, queueId: json.q }
  if (tags === RESET_TAG) return { _tag: "Reset", ...place, offset: json.so }
  if (!isTimed(json)) return undefined
  const handle = { ...place, startOffset: json.so, popTime: json.pt }
  const order = tags === ORDER_CK_TAG && isOrdered(json) ? { times: json.oc, ...(json.a === undefined ? {} : { attemptId: json.a }) } : undefined
  if ((tags === CK_TAG || order !== undefined) && isCk(json))
    return {
      _tag: "Ck",
      ...handle,
      invisibleTime: json.it,
      offsets: json.d.map((diff) => handle.startOffset + diff),
      ...(isChange(json) ? { origin: { startOffset: json.os, popTime: json.op } } : {}),
      ...(order === undefined ? {} : { order }),
      reviveOffset,
      index
    }
  if (tags === BATCH_ACK_TAG && isBatch(json)) return { _tag: "Ack", ...handle, offsets: json.aol }
  return tags === ACK_TAG && isAck(json) ? { _tag: "Ack", ...handle, offsets: [json.ao] } : undefined
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
