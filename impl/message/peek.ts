/**
 * Single fields of a stored message, read where they are. `at` is where the message begins.
 *
 * @module
 */
import { readInt64 } from "../store/int64.ts"
import { bodyLengthAt, MAGIC_AT, MESSAGE_MAGIC, MESSAGE_MAGIC_V2, MessageError, PHYSICAL_OFFSET_AT, QUEUE_ID_AT, QUEUE_OFFSET_AT, storeTimestampAt, SYS_FLAG_AT, topicLengthSize } from "./format.ts"
import { javaHashCode } from "./java.ts"
import { KEY_SEPARATOR, MessageConst, NAME_VALUE_SEPARATOR, PROPERTY_SEPARATOR } from "./properties.ts"

const SEPARATOR_BYTE = PROPERTY_SEPARATOR.charCodeAt(0)

export interface Range {
  readonly start: number
  readonly end: number
}

/** What a dispatcher or a filter wants to know. */
export interface Peeked {
  readonly size: number
  readonly topic: string
  readonly queueId: number
  readonly queueOffset: number
  readonly physicalOffset: number
  readonly storeTimestamp: number
  /** Java's hash code of the tag; 0 without one. */
  readonly tagsCode: number
}

export const peekMessage = (bytes: Buffer, at = 0): Peeked => ({
  size: messageSize(bytes, at),
  topic: peekTopic(bytes, at),
  queueId: peekQueueId(bytes, at),
  queueOffset: peekQueueOffset(bytes, at),
  physicalOffset: peekPhysicalOffset(bytes, at),
  storeTimestamp: peekStoreTimestamp(bytes, at),
  tagsCode: peekTagsCode(bytes, at)
})

/** The message's bytes in all. Throws a `MessageError` unless there is a message whose parts fill exactly that size. */
export const messageSize = (bytes: Buffer, at = 0): number => {
  const room = bytes.length - at
  const size = room < MAGIC_AT + 4 ? 0 : bytes.readInt32BE(at)
  if (size > room || size < bodyLengthAt(0) + 7) throw new MessageError(`no message at ${at}: ${room} bytes are there, it claims ${size}`)
  const magic = bytes.readInt32BE(at + MAGIC_AT)
  if (magic !== MESSAGE_MAGIC && magic !== MESSAGE_MAGIC_V2) throw new MessageError(`no message at ${at}: magic ${(magic >>> 0).toString(16)}`)
  if (partsEnd(bytes, at, size) !== size) throw new MessageError(`the message at ${at} has parts that do not fill its ${size} bytes`)
  return size
}

/** Where the last part ends, from the message's start; NaN if some part reaches beyond `size`. */
const partsEnd = (bytes: Buffer, at: number, size: number): number => {
  const bodyAt = bodyLengthAt(bytes.readInt32BE(at + SYS_FLAG_AT)) + 4
  const lengthSize = topicLengthSize(bytes.readInt32BE(at + MAGIC_AT))
  if (bodyAt + lengthSize + 2 > size) return Number.NaN
  const bodyLength = bytes.readInt32BE(at + bodyAt - 4)
  const topicAt = bodyAt + bodyLength + lengthSize
  if (bodyLength < 0 || topicAt + 2 > size) return Number.NaN
  const topicLength = bytes.readIntBE(at + topicAt - lengthSize, lengthSize)
  const propertiesAt = topicAt + topicLength + 2
  if (topicLength < 0 || propertiesAt > size) return Number.NaN
  return propertiesAt + Math.max(0, bytes.readInt16BE(at + propertiesAt - 2))
}

export const peekQueueId = (bytes: Buffer, at = 0): number => bytes.readInt32BE(at + QUEUE_ID_AT)

export const peekQueueOffset = (bytes: Buffer, at = 0): number => readInt64(bytes, at + QUEUE_OFFSET_AT)

export const peekPhysicalOffset = (bytes: Buffer, at = 0): number => readInt64(bytes, at + PHYSICAL_OFFSET_AT)

export const peekSysFlag = (bytes: Buffer, at = 0): number => bytes.readInt32BE(at + SYS_FLAG_AT)

export const peekStoreTimestamp = (bytes: Buffer, at = 0): number => readInt64(bytes, at + storeTimestampAt(peekSysFlag(bytes, at)))

/**
 * The offset of the timer message that this one is a copy of. It has the place of the transaction's offset, which clients cannot
 * set, and is told from one by its sign.
 */
export const peekEndedTimer = (bytes: Buffer, at = 0): number | undefined => {
  const value = readInt64(bytes, at + bodyLengthAt(peekSysFlag(bytes, at)) - 8)
  return value < 0 ? endedTimer(value) : undefined
}

/** There and back. */
export const endedTimer = (offset: number): number => -1 - offset

export const peekTopic = (bytes: Buffer, at = 0): string => {
  const { start, end } = topicRange(bytes, at)
  return bytes.toString("utf8", start, end)
}

/** Where the topic's text is. */
export const topicRange = (bytes: Buffer, at: number): Range => {
  const lengthAt = at + bodyLengthAt(peekSysFlag(bytes, at))
  const lengthSize = topicLengthSize(bytes.readInt32BE(at + MAGIC_AT))
  const start = lengthAt + 4 + bytes.readInt32BE(lengthAt) + lengthSize
  return { start, end: start + bytes.readIntBE(start - lengthSize, lengthSize) }
}

/** Where the properties' text is. */
export const propertiesRange = (bytes: Buffer, at: number): Range => {
  const start = topicRange(bytes, at).end + 2
  return { start, end: start + Math.max(0, bytes.readInt16BE(start - 2)) }
}

/** One property's value, as `decodeProperties` has it. */
export const peekProperty = (bytes: Buffer, name: string, at = 0): string | undefined => {
  const { start, end } = propertiesRange(bytes, at)
  const properties = bytes.subarray(start, end)
  const wanted = name + NAME_VALUE_SEPARATOR
  for (let found = properties.lastIndexOf(wanted); found >= 0; found = found === 0 ? -1 : properties.lastIndexOf(wanted, found - 1)) {
    if (found > 0 && properties[found - 1] !== SEPARATOR_BYTE) continue
    const valueAt = found + Buffer.byteLength(wanted)
    const next = properties.indexOf(SEPARATOR_BYTE, valueAt)
    const valueEnd = next < 0 ? properties.length : next
    // An empty value is no property to Java: one before it still counts.
    if (valueEnd > valueAt) return properties.toString("utf8", valueAt, valueEnd)
  }
  return undefined
}

export const peekTags = (bytes: Buffer, at = 0): string | undefined => peekProperty(bytes, MessageConst.TAGS, at)

/** `MessageExtBrokerInner.tagsString2tagsCode`. */
export const peekTagsCode = (bytes: Buffer, at = 0): number => {
  const tags = peekTags(bytes, at)
  return tags === undefined ? 0 : javaHashCode(tags)
}

export const peekKeys = (bytes: Buffer, at = 0): string[] =>
  (peekProperty(bytes, MessageConst.KEYS, at) ?? "").split(KEY_SEPARATOR).filter((key) => key !== "")
