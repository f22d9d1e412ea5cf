/**
 * A record of the log of a master and its slaves is a message as it is (`impl/message/format.ts`): RocketMQ's own log. It says
 * where it belongs (physicalOffset), and its body has a CRC; the rest of it has none.
 *
 * A blank is an int32, the bytes left in the segment with itself included, and its magic.
 *
 * RocketMQ `CommitLog.checkMessageAndReturnSize`, `DefaultAppendMessageCallback`.
 *
 * @module
 */
import { BODY_CRC_AT, bodyLengthAt, MAGIC_AT, MESSAGE_MAGIC, MESSAGE_MAGIC_V2, MessageError, PHYSICAL_OFFSET_AT, SYS_FLAG_AT } from "../message/format.ts"
import { bodyCrc } from "../message/java.ts"
import { messageSize, peekStoreTimestamp, propertiesRange, topicRange } from "../message/peek.ts"
import { readInt64 } from "./int64.ts"
import { NO_RECORD, type RecordFormat } from "./record-format.ts"

/** `CommitLog.BLANK_MAGIC_CODE`. */
const BLANK_MAGIC = -875_286_124
const BLANK_SIZE = 8

const isMessage = (magic: number): boolean => magic === MESSAGE_MAGIC || magic === MESSAGE_MAGIC_V2

const magicBytes = (magic: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(magic, 0)
  return bytes
}

const headerProblem = (header: Buffer, position: number, left: number): string | undefined => {
  const size = header.readInt32BE(0)
  const magic = header.readInt32BE(MAGIC_AT)
  if (size === 0 && magic === 0) return NO_RECORD
  if (!isMessage(magic)) return `magic ${magic}`
  if (size < bodyLengthAt(0) + 7) return `size ${size} is too small for a message`
  if (size > left) return `size ${size} goes beyond the segment`
  const physicalOffset = readInt64(header, PHYSICAL_OFFSET_AT)
  return physicalOffset === position ? undefined : `physicalOffset ${physicalOffset} instead of ${position}`
}

/** A page that a power loss took reads as zeros: no topic has any, hardly any properties do, and every message was stored at some time. */
const hasHole = (record: Buffer): boolean => {
  const topic = topicRange(record, 0)
  const properties = propertiesRange(record, 0)
  return peekStoreTimestamp(record) === 0 || topic.end === topic.start || record.subarray(topic.start, topic.end).includes(0) || record.subarray(properties.start, properties.end).includes(0)
}

const recordProblem = (record: Buffer, mayHaveHoles = false): string | undefined => {
  try {
    messageSize(record)
  } catch (error) {
    if (!(error instanceof MessageError)) throw error
    return error.message
  }
  if (mayHaveHoles && hasHole(record)) return "zeros where there can be none"
  const lengthAt = bodyLengthAt(record.readInt32BE(SYS_FLAG_AT))
  const body = record.subarray(lengthAt + 4, lengthAt + 4 + record.readInt32BE(lengthAt))
  return body.length === 0 || record.readInt32BE(BODY_CRC_AT) === bodyCrc(body) ? undefined : "bodyCRC differs"
}

/** Messages as RocketMQ's masters and slaves keep them. */
export const messageFormat: RecordFormat = {
  name: "RocketMQ",
  bodyOffset: 0,
  headerSize: PHYSICAL_OFFSET_AT + 8,
  blankSize: BLANK_SIZE,
  preallocates: true,
  keepsBroken: true,
  leavesRemains: false,
  signature: [MESSAGE_MAGIC, MESSAGE_MAGIC_V2].map((magic) => ({ bytes: magicBytes(magic), at: MAGIC_AT })),
  encode: (target, _header, body) => {
    target.set(body)
    return 0
  },
  encodeBlank: (left) => {
    const blank = Buffer.alloc(BLANK_SIZE)
    blank.writeInt32BE(left, 0)
    blank.writeInt32BE(BLANK_MAGIC, MAGIC_AT)
    return blank
  },
  isBlank: (header) => header.readInt32BE(MAGIC_AT) === BLANK_MAGIC,
  sizeOf: (header) => header.readInt32BE(0),
  termOf: () => 0,
  chainCrcOf: () => 0,
  headerProblem,
  orderProblem: () => undefined,
  recordProblem,
  storedAt: (record) => peekStoreTimestamp(record),
  placeIn: (body) => (body.length < PHYSICAL_OFFSET_AT + 8 ? undefined : readInt64(Buffer.from(body.buffer, body.byteOffset, body.byteLength), PHYSICAL_OFFSET_AT)),
  indexIn: undefined,
  mayBeOf: () => true
}
