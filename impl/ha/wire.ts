/**
 * What goes over RocketMQ's HA port, as bytes, both ways:
 *
 * | from | bytes | |
 * | --- | --- | --- |
 * | slave | int64 | where its log ends: physical offset |
 * | master | int64 physical offset, int32 size, `size` bytes | a piece of the CommitLog, or with size 0 a heartbeat |
 *
 * The same in 4.9 and 5.x, but for 5.x's AutoSwitchHAService, which says more. A piece lies in one file of the log, may end within a
 * message, and has the blank at the end of a file in it.
 *
 * RocketMQ `HAConnection.ReadSocketService`, `HAConnection.WriteSocketService`, `HAClient.dispatchReadRequest`.
 *
 * @module
 */
import { readInt64, writeInt64 } from "../store/int64.ts"

export const REPORT_SIZE = 8
export const PIECE_HEADER_SIZE = 12

/** Bytes. `haTransferBatchSize`. */
export const TRANSFER_BATCH_SIZE = 32 * 1024

/** Bytes: what a slave of RocketMQ's can take in at once. `HAClient.READ_MAX_BUFFER_SIZE`. */
export const MAX_PIECE_SIZE = 4 * 1024 * 1024 - PIECE_HEADER_SIZE

/** Bytes that nobody sends who speaks this protocol. */
export class HaWireError extends Error {
  override readonly name = "HaWireError"
}

/** A stretch of the CommitLog; no bytes: a heartbeat. */
export interface Piece {
  /** Where it begins: physical offset. */
  readonly offset: number
  readonly bytes: Buffer
}

export const encodeReport = (offset: number): Buffer => {
  const bytes = Buffer.allocUnsafe(REPORT_SIZE)
  writeInt64(bytes, offset, 0)
  return bytes
}

export const encodePiece = ({ offset, bytes }: Piece): Buffer => {
  const head = Buffer.allocUnsafe(PIECE_HEADER_SIZE)
  writeInt64(head, offset, 0)
  head.writeInt32BE(bytes.length, 8)
  return bytes.length === 0 ? head : Buffer.concat([head, bytes])
}

const offsetIn = (bytes: Buffer): number => {
  const offset = readInt64(bytes, 0)
  if (offset < 0 || !Number.isSafeInteger(offset)) throw new HaWireError(`${offset} is no physical offset`)
  return offset
}

/** Takes chunks as they come, and calls back for each report. Throws `HaWireError`; nothing may be fed after that. */
export const reportReader = (onReport: (offset: number) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (; rest.length - at >= REPORT_SIZE; at += REPORT_SIZE) onReport(offsetIn(rest.subarray(at)))
    rest = rest.subarray(at)
  }
}

/** The same for pieces; each is handed on when it is whole. */
export const pieceReader = (onPiece: (piece: Piece) => void): ((chunk: Buffer) => void) => {
  let chunks: Buffer[] = []
  let have = 0
  let need = PIECE_HEADER_SIZE
  return (chunk) => {
    chunks.push(chunk)
    have += chunk.length
    if (have < need) return
    let all = chunks.length === 1 ? chunk : Buffer.concat(chunks, have)
    need = PIECE_HEADER_SIZE
    while (all.length >= need) {
      const offset = offsetIn(all)
      const size = all.readInt32BE(8)
      if (size < 0 || size > MAX_PIECE_SIZE) throw new HaWireError(`a piece of ${size} bytes at ${offset}`)
      if (all.length < PIECE_HEADER_SIZE + size) {
        need = PIECE_HEADER_SIZE + size
        break
      }
      const bytes = all.subarray(PIECE_HEADER_SIZE, PIECE_HEADER_SIZE + size)
      all = all.subarray(PIECE_HEADER_SIZE + size)
      onPiece({ offset, bytes })
    }
    chunks = all.length === 0 ? [] : [all]
    have = all.length
  }
}
