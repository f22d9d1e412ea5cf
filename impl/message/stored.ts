/**
 * Whole messages in the stored form, there and back. The layout is in `format.ts`.
 *
 * @module
 */
import { readInt64, writeInt64 } from "../store/int64.ts"
import {
  BODY_CRC_AT,
  bodyLengthAt,
  BORN_HOST_AT,
  BORN_TIMESTAMP_AT,
  bornHostSize,
  FLAG_AT,
  MAGIC_AT,
  MAX_PROPERTIES_BYTES,
  MAX_TOPIC_BYTES,
  MESSAGE_MAGIC,
  MessageError,
  MessageSysFlag,
  PHYSICAL_OFFSET_AT,
  QUEUE_ID_AT,
  QUEUE_OFFSET_AT,
  storeHostSize,
  storeTimestampAt,
  SYS_FLAG_AT
} from "./format.ts"
import { decodeHost, encodeHost, type Host } from "./host.ts"
import { bodyCrc } from "./java.ts"
import { messageSize, propertiesRange, topicRange } from "./peek.ts"

/** A message to store. What `place` fills in may be left 0. */
export interface Message {
  readonly topic: string
  readonly queueId: number
  readonly flag: number
  readonly queueOffset: number
  readonly physicalOffset: number
  /** `MessageSysFlag`; the two bits for IPv6 hosts are set here. */
  readonly sysFlag: number
  readonly bornTimestamp: number
  readonly bornHost: Host
  readonly storeTimestamp: number
  readonly storeHost: Host
  readonly reconsumeTimes: number
  readonly preparedTransactionOffset: number
  readonly body: Uint8Array
  /** As text: see `properties.ts`. */
  readonly properties: string
}

export interface StoredMessage extends Message {
  /** A view of the bytes decoded. */
  readonly body: Buffer
  readonly bodyCRC: number
  readonly totalSize: number
}

/** The message's bytes. */
export const encodeStored = (message: Message): Buffer => {
  const { body, properties, topic } = message
  const bornHost = encodeHost(message.bornHost)
  const storeHost = encodeHost(message.storeHost)
  const sysFlag = withHostBits(message.sysFlag, bornHost, storeHost)
  const topicLength = Buffer.byteLength(topic)
  const propertiesLength = Buffer.byteLength(properties)
  if (topicLength > MAX_TOPIC_BYTES) throw new MessageError(`topic of ${topicLength} bytes: at most ${MAX_TOPIC_BYTES} fit`)
  if (propertiesLength > MAX_PROPERTIES_BYTES) throw new MessageError(`properties of ${propertiesLength} bytes: at most ${MAX_PROPERTIES_BYTES} fit`)

  const bodyAt = bodyLengthAt(sysFlag) + 4
  const topicAt = bodyAt + body.length + 1
  const size = topicAt + topicLength + 2 + propertiesLength
  const bytes = Buffer.allocUnsafe(size)
  bytes.writeInt32BE(size, 0)
  bytes.writeInt32BE(MESSAGE_MAGIC, MAGIC_AT)
  bytes.writeInt32BE(bodyCrc(body), BODY_CRC_AT)
  bytes.writeInt32BE(message.queueId, QUEUE_ID_AT)
  bytes.writeInt32BE(message.flag, FLAG_AT)
  writeInt64(bytes, message.queueOffset, QUEUE_OFFSET_AT)
  writeInt64(bytes, message.physicalOffset, PHYSICAL_OFFSET_AT)
  bytes.writeInt32BE(sysFlag, SYS_FLAG_AT)
  writeInt64(bytes, message.bornTimestamp, BORN_TIMESTAMP_AT)
  bytes.set(bornHost, BORN_HOST_AT)
  writeInt64(bytes, message.storeTimestamp, storeTimestampAt(sysFlag))
  bytes.set(storeHost, storeTimestampAt(sysFlag) + 8)
  bytes.writeInt32BE(message.reconsumeTimes, bodyAt - 16)
  writeInt64(bytes, message.preparedTransactionOffset, bodyAt - 12)
  bytes.writeInt32BE(body.length, bodyAt - 4)
  bytes.set(body, bodyAt)
  bytes.writeInt8(topicLength, topicAt - 1)
  bytes.write(topic, topicAt)
  bytes.writeInt16BE(propertiesLength, topicAt + topicLength)
  bytes.write(properties, topicAt + topicLength + 2)
  return bytes
}

const withHostBits = (sysFlag: number, bornHost: Buffer, storeHost: Buffer): number => {
  const { BORNHOST_V6, STOREHOSTADDRESS_V6 } = MessageSysFlag
  const rest = sysFlag & ~(BORNHOST_V6 | STOREHOSTADDRESS_V6)
  return rest | (bornHost.length === 8 ? 0 : BORNHOST_V6) | (storeHost.length === 8 ? 0 : STOREHOSTADDRESS_V6)
}

/** The message that begins at `at`. Whether the body has its CRC is not looked at: compare `bodyCRC` with `bodyCrc(body)`. */
export const decodeStored = (bytes: Buffer, at = 0): StoredMessage => {
  const totalSize = messageSize(bytes, at)
  const sysFlag = bytes.readInt32BE(at + SYS_FLAG_AT)
  const storedAt = at + storeTimestampAt(sysFlag)
  const bodyAt = at + bodyLengthAt(sysFlag) + 4
  const topic = topicRange(bytes, at)
  const properties = propertiesRange(bytes, at)
  return {
    totalSize,
    bodyCRC: bytes.readInt32BE(at + BODY_CRC_AT),
    topic: bytes.toString("utf8", topic.start, topic.end),
    queueId: bytes.readInt32BE(at + QUEUE_ID_AT),
    flag: bytes.readInt32BE(at + FLAG_AT),
    queueOffset: readInt64(bytes, at + QUEUE_OFFSET_AT),
    physicalOffset: readInt64(bytes, at + PHYSICAL_OFFSET_AT),
    sysFlag,
    bornTimestamp: readInt64(bytes, at + BORN_TIMESTAMP_AT),
    bornHost: decodeHost(bytes, at + BORN_HOST_AT, bornHostSize(sysFlag)),
    storeTimestamp: readInt64(bytes, storedAt),
    storeHost: decodeHost(bytes, storedAt + 8, storeHostSize(sysFlag)),
    reconsumeTimes: bytes.readInt32BE(bodyAt - 16),
    preparedTransactionOffset: readInt64(bytes, bodyAt - 12),
    body: bytes.subarray(bodyAt, bodyAt + bytes.readInt32BE(bodyAt - 4)),
    properties: bytes.toString("utf8", properties.start, properties.end)
  }
}

/** The messages that follow one another in the body of a pull's answer. */
export const decodeStoredAll = (bytes: Buffer): StoredMessage[] => {
  const messages: StoredMessage[] = []
  for (let at = 0; at < bytes.length; ) {
    const message = decodeStored(bytes, at)
    messages.push(message)
    at += message.totalSize
  }
  return messages
}
