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
import { type Before, type Header, NO_RECORD, type RecordFormat } from "./record-format.ts"

const MAGIC = 1
const BLANK_MAGIC = -1
const BLANK_SIZE = 8
/** Bytes before the body: `DLedgerEntry.BODY_OFFSET`. */
const BODY_OFFSET = 48

const SIZE_AT = 4
const INDEX_AT = 8
const TERM_AT = 16
const POS_AT = 24
const CHANNEL_AT = 32
const CHAIN_CRC_AT = 36
const BODY_CRC_AT = 40
const BODY_LENGTH_AT = 44

/** With both CRCs 0. */
export const writeHeader = (target: Buffer, { index, term, position }: Header, bodyLength: number): void => {
  target.writeInt32BE(MAGIC, 0)
  target.writeInt32BE(BODY_OFFSET + bodyLength, SIZE_AT)
  writeInt64(target, index, INDEX_AT)
  writeInt64(target, term, TERM_AT)
  writeInt64(target, position, POS_AT)
  target.fill(0, CHANNEL_AT, BODY_LENGTH_AT)
  target.writeInt32BE(bodyLength, BODY_LENGTH_AT)
}

const encode = (target: Buffer, header: Header, body: Uint8Array, previousCrc: number): number => {
  writeHeader(target, header, body.length)
  target.writeUInt32BE(previousCrc, CHAIN_CRC_AT)
  target.writeUInt32BE(crc32(body), BODY_CRC_AT)
  const chainCrc = crc32(target.subarray(0, BODY_OFFSET))
  target.writeUInt32BE(chainCrc, CHAIN_CRC_AT)
  target.set(body, BODY_OFFSET)
  return chainCrc
}

const encodeBlank = (left: number): Buffer => {
  const blank = Buffer.alloc(BLANK_SIZE)
  blank.writeInt32BE(BLANK_MAGIC, 0)
  blank.writeInt32BE(left, SIZE_AT)
  return blank
}

const isBlank = (header: Buffer, left: number): boolean => header.readInt32BE(0) === BLANK_MAGIC && header.readInt32BE(SIZE_AT) === left

export const indexOf = (record: Buffer): number => readInt64(record, INDEX_AT)
const termOf = (record: Buffer): number => readInt64(record, TERM_AT)
const sizeOf = (record: Buffer): number => record.readInt32BE(SIZE_AT)
const chainCrcOf = (record: Buffer): number => record.readUInt32BE(CHAIN_CRC_AT)

const headerProblem = (header: Buffer, position: number, left: number): string | undefined => {
  const magic = header.readInt32BE(0)
  if (magic === 0) return NO_RECORD
  if (magic !== MAGIC) return `magic ${magic}`
  const size = header.readInt32BE(SIZE_AT)
  if (size < BODY_OFFSET || size !== BODY_OFFSET + header.readInt32BE(BODY_LENGTH_AT)) return `size ${size} is not 48 + bodyLength`
  if (size > left) return `size ${size} goes beyond the segment`
  const pos = readInt64(header, POS_AT)
  return pos === position ? undefined : `pos ${pos} instead of ${position}`
}

/** Does the header follow an entry with this chainCrc, unaltered? Restores `header`. */
const chains = (header: Buffer, previousCrc: number): boolean => {
  const chainCrc = chainCrcOf(header)
  header.writeUInt32BE(previousCrc, CHAIN_CRC_AT)
  const expected = crc32(header.subarray(0, BODY_OFFSET))
  header.writeUInt32BE(chainCrc, CHAIN_CRC_AT)
  return chainCrc === expected
}

const orderProblem = (header: Buffer, { next, term, chainCrc }: Before): string | undefined => {
  if (indexOf(header) !== next) return `index ${indexOf(header)}`
  if (termOf(header) < term) return `term ${termOf(header)} after ${term}`
  return chains(header, chainCrc) ? undefined : "chainCrc differs"
}

/** Entries of a DLedger group: each knows its index, its term, and the entry before. */
export const dledgerFormat: RecordFormat = {
  name: "DLedger",
  bodyOffset: BODY_OFFSET,
  headerSize: BODY_OFFSET,
  blankSize: BLANK_SIZE,
  preallocates: false,
  keepsBroken: false,
  leavesRemains: false,
  signature: [{ bytes: Buffer.from([0, 0, 0, MAGIC]), at: 0 }],
  encode,
  encodeBlank,
  isBlank,
  sizeOf,
  termOf,
  chainCrcOf,
  headerProblem,
  orderProblem,
  recordProblem: (record) => (record.readUInt32BE(BODY_CRC_AT) === crc32(record.subarray(BODY_OFFSET, sizeOf(record))) ? undefined : "bodyCrc differs"),
  storedAt: () => 0,
  placeIn: () => undefined,
  indexIn: indexOf,
  mayBeOf: (record, least, most) => indexOf(record) >= least && indexOf(record) <= most
}
