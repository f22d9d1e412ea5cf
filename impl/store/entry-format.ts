/**
 * One entry of the log as bytes, as DLedger 0.3.1.2 lays it out (`DLedgerEntry`, `DLedgerEntryCoder`), big-endian:
 *
 * | at | field | |
 * | --- | --- | --- |
 * | 0 | magic int32 | 1; −1 marks the rest of a segment as blank |
 * | 4 | size int32 | bytes of the whole record: 48 + bodyLength |
 * | 8 | index int64 | |
 * | 16 | term int64 | |
 * | 24 | pos int64 | where this record begins in the log |
 * | 32 | channel int32 | 0, reserved |
 * | 36 | chainCrc int32 | 0.3.1.2 leaves it 0. Here: CRC-32 of this header, with the chainCrc of the entry before in this field |
 * | 40 | bodyCrc int32 | 0.3.1.2 leaves it 0. Here: CRC-32 of the body |
 * | 44 | bodyLength int32 | |
 * | 48 | body | |
 *
 * A blank is its magic and an int32: the bytes left in the segment, itself included (`MmapFileList.preAppend`).
 *
 * @module
 */
import { crc32 } from "node:zlib"
import { readInt64, writeInt64 } from "./int64.ts"

export const MAGIC = 1
export const BLANK_MAGIC = -1
export const BLANK_SIZE = 8
/** Bytes before the body: `DLedgerEntry.BODY_OFFSET`. */
export const BODY_OFFSET = 48

const SIZE_AT = 4
const INDEX_AT = 8
const TERM_AT = 16
const POS_AT = 24
const CHANNEL_AT = 32
export const CHAIN_CRC_AT = 36
const BODY_CRC_AT = 40
const BODY_LENGTH_AT = 44

export interface Header {
  readonly index: number
  readonly term: number
  /** Where the record begins in the log. */
  readonly position: number
}

/** Writes the record to the start of `target`; its chainCrc. */
export const encodeRecord = (target: Buffer, { index, term, position }: Header, body: Uint8Array, previousCrc: number): number => {
  target.writeInt32BE(MAGIC, 0)
  target.writeInt32BE(BODY_OFFSET + body.length, SIZE_AT)
  writeInt64(target, index, INDEX_AT)
  writeInt64(target, term, TERM_AT)
  writeInt64(target, position, POS_AT)
  target.writeInt32BE(0, CHANNEL_AT)
  target.writeUInt32BE(previousCrc, CHAIN_CRC_AT)
  target.writeUInt32BE(crc32(body), BODY_CRC_AT)
  target.writeInt32BE(body.length, BODY_LENGTH_AT)
  const chainCrc = crc32(target.subarray(0, BODY_OFFSET))
  target.writeUInt32BE(chainCrc, CHAIN_CRC_AT)
  target.set(body, BODY_OFFSET)
  return chainCrc
}

export const encodeBlank = (left: number): Buffer => {
  const blank = Buffer.alloc(BLANK_SIZE)
  blank.writeInt32BE(BLANK_MAGIC, 0)
  blank.writeInt32BE(left, SIZE_AT)
  return blank
}

/** Is the rest of the segment, `left` bytes, blank from the start of `header` on? */
export const isBlank = (header: Buffer, left: number): boolean => header.readInt32BE(0) === BLANK_MAGIC && header.readInt32BE(SIZE_AT) === left

export const indexOf = (record: Buffer): number => readInt64(record, INDEX_AT)
export const termOf = (record: Buffer): number => readInt64(record, TERM_AT)
export const sizeOf = (record: Buffer): number => record.readInt32BE(SIZE_AT)
export const chainCrcOf = (record: Buffer): number => record.readUInt32BE(CHAIN_CRC_AT)

/** What is wrong with a header by itself, at `position` in the log with `left` bytes up to the end of its segment. */
export const headerProblem = (header: Buffer, position: number, left: number): string | undefined => {
  const magic = header.readInt32BE(0)
  if (magic === 0) return "no record (zeros)"
  if (magic !== MAGIC) return `magic ${magic}`
  const size = header.readInt32BE(SIZE_AT)
  if (size < BODY_OFFSET || size !== BODY_OFFSET + header.readInt32BE(BODY_LENGTH_AT)) return `size ${size} is not 48 + bodyLength`
  if (size > left) return `size ${size} goes beyond the segment`
  const pos = readInt64(header, POS_AT)
  return pos === position ? undefined : `pos ${pos} instead of ${position}`
}

/** Does the header follow an entry with this chainCrc, unaltered? Restores `header`. */
export const chains = (header: Buffer, previousCrc: number): boolean => {
  const chainCrc = chainCrcOf(header)
  header.writeUInt32BE(previousCrc, CHAIN_CRC_AT)
  const expected = crc32(header.subarray(0, BODY_OFFSET))
  header.writeUInt32BE(chainCrc, CHAIN_CRC_AT)
  return chainCrc === expected
}

/** Is the body of this whole record the one that was written? */
export const bodyIsIntact = (record: Buffer): boolean => record.readUInt32BE(BODY_CRC_AT) === crc32(record.subarray(BODY_OFFSET, sizeOf(record)))
