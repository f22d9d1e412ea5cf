/**
 * One entry as it travels (JSON) and as it is in a released node's files (bytes). The layout of the bytes is that of
 * `impl/store/dledger-format.ts`; a released node leaves both CRCs 0.
 *
 * DLedger `DLedgerEntry`, `DLedgerEntryCoder`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { readInt64, writeInt64 } from "../store/int64.ts"

/** Members in the order of the wire. `body` is base64. */
export const EntryJson = Schema.Struct({
  body: Schema.String,
  bodyCrc: Schema.Int,
  chainCrc: Schema.Int,
  channel: Schema.Int,
  index: Schema.Int,
  magic: Schema.Int,
  /** Bytes before it in the log: where it begins. */
  pos: Schema.Int,
  /** Bytes of the record, its header included. */
  size: Schema.Int,
  term: Schema.Int
})
export type EntryJson = typeof EntryJson.Type

/** `DLedgerMmapFileStore.CURRENT_MAGIC`. */
const MAGIC = 1
/** Bytes before the body. */
export const BODY_OFFSET = 48

/** An entry that a released leader would send for this body. */
export const entryOf = (index: number, term: number, pos: number, body: Buffer): EntryJson => ({
  body: body.toString("base64"),
  bodyCrc: 0,
  chainCrc: 0,
  channel: 0,
  index,
  magic: MAGIC,
  pos,
  size: BODY_OFFSET + body.length,
  term
})

export const bodyOf = (entry: EntryJson): Buffer => Buffer.from(entry.body, "base64")

/** The record in the log file. `size` is computed, as `DLedgerEntryCoder.encode` does. */
export const encodeEntry = (entry: EntryJson): Buffer => {
  const body = bodyOf(entry)
  const record = Buffer.allocUnsafe(BODY_OFFSET + body.length)
  record.writeInt32BE(entry.magic, 0)
  record.writeInt32BE(record.length, 4)
  writeInt64(record, entry.index, 8)
  writeInt64(record, entry.term, 16)
  writeInt64(record, entry.pos, 24)
  record.writeInt32BE(entry.channel, 32)
  record.writeInt32BE(entry.chainCrc, 36)
  record.writeInt32BE(entry.bodyCrc, 40)
  record.writeInt32BE(body.length, 44)
  record.set(body, BODY_OFFSET)
  return record
}

/** The entry in a record. Throws if the record is no whole one. */
export const decodeEntry = (record: Buffer): EntryJson => {
  if (record.length < BODY_OFFSET) throw new Error(`an entry of ${record.length} bytes: its header alone has ${BODY_OFFSET}`)
  const size = record.readInt32BE(4)
  const bodySize = record.readInt32BE(44)
  if (size !== BODY_OFFSET + bodySize || size > record.length) throw new Error(`an entry of ${record.length} bytes says size ${size} and a body of ${bodySize}`)
  return {
    body: record.toString("base64", BODY_OFFSET, size),
    bodyCrc: record.readInt32BE(40),
    chainCrc: record.readInt32BE(36),
    channel: record.readInt32BE(32),
    index: readInt64(record, 8),
    magic: record.readInt32BE(0),
    pos: readInt64(record, 24),
    size,
    term: readInt64(record, 16)
  }
}

/** What is wrong with an entry that came from a peer; `undefined`: nothing. */
export const entryProblem = (entry: EntryJson): string | undefined => {
  const size = BODY_OFFSET + Buffer.byteLength(entry.body, "base64")
  if (entry.magic !== MAGIC) return `entry ${entry.index}: magic ${entry.magic}, not ${MAGIC}`
  if (entry.size !== size) return `entry ${entry.index}: size ${entry.size}, but its body makes ${size}`
  return undefined
}
