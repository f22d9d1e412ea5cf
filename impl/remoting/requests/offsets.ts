/**
 * Requests about a queue's and a group's offsets, and one message by its offset.
 *
 * @module
 */
import { bool, header, int, long, named, optional, or, place, text } from "../header-fields.ts"

/** QUERY_CONSUMER_OFFSET (14): `QueryConsumerOffsetRequestHeader`. */
export const queryConsumerOffset = header({
  consumerGroup: text,
  topic: text,
  queueId: int,
  /** 5.x: whether an offset not known is 0 when the queue begins there; 4.9 always does so. */
  setZeroIfNotFound: optional(bool),
  bname: optional(text)
})

/** UPDATE_CONSUMER_OFFSET (15): `UpdateConsumerOffsetRequestHeader`. */
export const updateConsumerOffset = header({ consumerGroup: text, topic: text, queueId: place(int), commitOffset: place(long), bname: optional(text) })

/** SEARCH_OFFSET_BY_TIMESTAMP (29): `SearchOffsetRequestHeader`. */
export const searchOffset = header({
  topic: text,
  queueId: int,
  /** Milliseconds since 1970. */
  timestamp: long,
  /** 5.x `BoundaryType`: of several messages with that very time the first, LOWER, or the last, UPPER. */
  boundaryType: or(text, "LOWER"),
  bname: optional(text)
})

/** GET_MAX_OFFSET (30): `GetMaxOffsetRequestHeader`. */
export const getMaxOffset = header({ topic: text, queueId: int, committed: or(bool, true), bname: optional(text) })

/** GET_MIN_OFFSET (31): `GetMinOffsetRequestHeader`. */
export const getMinOffset = header({ topic: text, queueId: int, bname: optional(text) })

/** GET_EARLIEST_MSG_STORETIME (32): `GetEarliestMsgStoretimeRequestHeader`. */
export const getEarliestMsgStoretime = header({ topic: text, queueId: int, bname: optional(text) })

/** QUERY_MESSAGE (12): `QueryMessageRequestHeader`. */
export const queryMessage = header({
  topic: text,
  key: text,
  maxNum: int,
  /** Milliseconds since 1970, when the message was stored. */
  beginTimestamp: long,
  endTimestamp: long,
  /** The key is the id that the producer gave: then the broker says how many. */
  uniqueKey: named("_UNIQUE_KEY_QUERY", or(bool, false)),
  indexType: optional(text)
})

/** VIEW_MESSAGE_BY_ID (33): `ViewMessageRequestHeader`. The offset is the one inside the id, in the log. */
export const viewMessage = header({ offset: long, topic: optional(text) })
