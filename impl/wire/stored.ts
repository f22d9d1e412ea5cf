/**
 * A message as RocketMQ stores it, byte for byte, and the places in it that are known only when it is written.
 *
 * totalSize 4 · magic 4 · bodyCRC 4 · queueId 4 · flag 4 · queueOffset 8 · physicalOffset 8 · sysFlag 4 · bornTimestamp 8 ·
 * bornHost 8 or 20 · storeTimestamp 8 · storeHost 8 or 20 · reconsumeTimes 4 · preparedTransactionOffset 8 · bodyLength 4 ·
 * body · topicLength 1 · topic · propertiesLength 2 · properties
 *
 * RocketMQ `MessageExtEncoder`, `MessageDecoder`, `CommitLog.calMsgLength`.
 *
 * @module
 */
import { crc32 } from "node:zlib"
import { isIPv6 } from "node:net"
import { propertyOf } from "./properties.ts"

/** `CommitLog.MESSAGE_MAGIC_CODE`. */
export const MAGIC = -626843481

const BORNHOST_V6_FLAG = 1 << 4
const STOREHOST_V6_FLAG = 1 << 5

const QUEUE_ID_AT = 12
const QUEUE_OFFSET_AT = 20
const PHYSICAL_OFFSET_AT = 28
const SYS_FLAG_AT = 36
const BORN_HOST_AT = 48

export interface Host {
  readonly host: string
  readonly port: number
}

export interface NewMessage {
  readonly topic: string
  readonly flag: number
  readonly sysFlag: number
  /** Milliseconds. */
  readonly bornTimestamp: number
  readonly bornHost: Host
  readonly storeHost: Host
  readonly reconsumeTimes: number
  readonly body: Buffer
  /** Encoded: name \u0001 value \u0002 … */
  readonly properties: string
}

export const encodeStored = (message: NewMessage): Buffer => {
  const topic = Buffer.from(message.topic)
  const properties = Buffer.from(message.properties)
  const bornV6 = isIPv6(message.bornHost.host) && !isMapped(message.bornHost.host)
  const storeV6 = isIPv6(message.storeHost.host) && !isMapped(message.storeHost.host)
  const size = 4 + 4 + 4 + 4 + 4 + 8 + 8 + 4 + 8 + hostSize(bornV6) + 8 + hostSize(storeV6) + 4 + 8 + 4 + message.body.length + 1 + topic.length + 2 + properties.length
  const out = Buffer.allocUnsafe(size)
  let at = out.writeInt32BE(size, 0)
  at = out.writeInt32BE(MAGIC, at)
  at = out.writeInt32BE(crc32(message.body) & 0x7fffffff, at)
  at = out.writeInt32BE(0, at)
  at = out.writeInt32BE(message.flag, at)
  at = out.writeBigInt64BE(0n, at)
  at = out.writeBigInt64BE(0n, at)
  at = out.writeInt32BE(message.sysFlag | (bornV6 ? BORNHOST_V6_FLAG : 0) | (storeV6 ? STOREHOST_V6_FLAG : 0), at)
  at = out.writeBigInt64BE(BigInt(message.bornTimestamp), at)
  at = writeHost(out, message.bornHost, bornV6, at)
  at = out.writeBigInt64BE(0n, at)
  at = writeHost(out, message.storeHost, storeV6, at)
  at = out.writeInt32BE(message.reconsumeTimes, at)
  at = out.writeBigInt64BE(0n, at)
  at = out.writeInt32BE(message.body.length, at)
  at += message.body.copy(out, at)
  at = out.writeUInt8(topic.length, at)
  at += topic.copy(out, at)
  at = out.writeInt16BE(properties.length, at)
  properties.copy(out, at)
  return out
}

/** Fills in where the message stands, in place. */
export const place = (
  message: Buffer,
  at: { readonly queueId: number; readonly queueOffset: number; readonly physicalOffset: number; readonly storeTimestamp: number }
): void => {
  message.writeInt32BE(at.queueId, QUEUE_ID_AT)
  writeLong(message, at.queueOffset, QUEUE_OFFSET_AT)
  writeLong(message, at.physicalOffset, PHYSICAL_OFFSET_AT)
  writeLong(message, at.storeTimestamp, storeTimestampAt(message))
}

export interface Peeked {
  readonly topic: string
  readonly queueId: number
  readonly queueOffset: number
  readonly physicalOffset: number
  readonly size: number
  /** Java hash code of the TAGS property; 0 without one. */
  readonly tagsCode: number
}

/** What the queues need to know of a stored message. */
export const peek = (message: Buffer): Peeked => {
  const afterStoreTimestamp = storeTimestampAt(message) + 8
  const bodyLengthAt = afterStoreTimestamp + hostSize((message.readInt32BE(SYS_FLAG_AT) & STOREHOST_V6_FLAG) !== 0) + 12
  const topicAt = bodyLengthAt + 4 + message.readInt32BE(bodyLengthAt)
  const topicEnd = topicAt + 1 + message.readUInt8(topicAt)
  const tags = propertyOf(message.toString("utf8", topicEnd + 2, topicEnd + 2 + message.readInt16BE(topicEnd)), "TAGS")
  return {
    topic: message.toString("utf8", topicAt + 1, topicEnd),
    queueId: message.readInt32BE(QUEUE_ID_AT),
    queueOffset: readLong(message, QUEUE_OFFSET_AT),
    physicalOffset: readLong(message, PHYSICAL_OFFSET_AT),
    size: message.readInt32BE(0),
    tagsCode: tags === undefined ? 0 : javaHash(tags)
  }
}

/** Milliseconds. */
export const storeTimestampOf = (message: Buffer): number => readLong(message, storeTimestampAt(message))

/** Java's `String.hashCode`. */
export const javaHash = (text: string): number => {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

/** `MessageDecoder.createMessageId`: store host and physical offset, in hexadecimal. */
export const offsetMessageId = ({ host, port }: Host, physicalOffset: number): string => {
  const v6 = isIPv6(host) && !isMapped(host)
  const out = Buffer.allocUnsafe(hostSize(v6) + 8)
  writeLong(out, physicalOffset, writeHost(out, { host, port }, v6, 0))
  return out.toString("hex").toUpperCase()
}

const storeTimestampAt = (message: Buffer): number =>
  BORN_HOST_AT + hostSize((message.readInt32BE(SYS_FLAG_AT) & BORNHOST_V6_FLAG) !== 0)

const hostSize = (v6: boolean): number => (v6 ? 20 : 8)

/** An IPv4 address in IPv6's clothes, as Node reports it on a dual-stack socket. */
const isMapped = (host: string): boolean => host.startsWith("::ffff:")

const writeHost = (out: Buffer, { host, port }: Host, v6: boolean, at: number): number => {
  if (v6) {
    v6Bytes(host).copy(out, at)
    return out.writeInt32BE(port, at + 16)
  }
  const parts = host.replace("::ffff:", "").split(".").map(Number)
  for (let i = 0; i < 4; i++) out.writeUInt8(Number.isInteger(parts[i]) ? (parts[i] as number) & 255 : 0, at + i)
  return out.writeInt32BE(port, at + 4)
}

const v6Bytes = (host: string): Buffer => {
  const [head = "", tail] = host.split("%")[0]?.split("::") ?? []
  const left = head === "" ? [] : head.split(":")
  const right = tail === undefined || tail === "" ? [] : tail.split(":")
  const words = [...left, ...Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => "0"), ...right]
  const out = Buffer.alloc(16)
  words.forEach((word, i) => out.writeUInt16BE(Number.parseInt(word, 16) & 0xffff, i * 2))
  return out
}

const writeLong = (out: Buffer, value: number, at: number): void => {
  out.writeInt32BE(Math.floor(value / 4294967296), at)
  out.writeUInt32BE(value % 4294967296 >>> 0, at + 4)
}

const readLong = (from: Buffer, at: number): number => from.readInt32BE(at) * 4294967296 + from.readUInt32BE(at + 4)
