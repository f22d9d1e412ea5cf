/**
 * The log of a released DLedger's member, byte for byte: entries as in `dledger-format.ts` with both CRCs 0, in files that have their
 * whole length from the start. A record has no checksum; a message in it has that of its body.
 *
 * DLedger 0.3.1.2 `DLedgerEntryCoder`, `MmapFileList`, `DLedgerMmapFileStore`.
 *
 * @module
 */
import { MAGIC_AT, MESSAGE_MAGIC, MESSAGE_MAGIC_V2 } from "../message/format.ts"
import { dledgerFormat, indexOf, writeHeader } from "./dledger-format.ts"
import { messageFormat } from "./message-format.ts"
import type { RecordFormat } from "./record-format.ts"

const isMessage = (body: Buffer): boolean => body.length >= messageFormat.headerSize && [MESSAGE_MAGIC, MESSAGE_MAGIC_V2].includes(body.readInt32BE(MAGIC_AT))

const { bodyOffset, termOf, sizeOf } = dledgerFormat

export const ledgerFormat: RecordFormat = {
  ...dledgerFormat,
  name: "DLedger 0.3.1.2",
  preallocates: true,
  leavesRemains: true,
  encode: (target, header, body) => {
    writeHeader(target, header, body.length)
    target.set(body, bodyOffset)
    return 0
  },
  chainCrcOf: () => 0,
  orderProblem: (header, { next, term }) => {
    if (indexOf(header) !== next) return `index ${indexOf(header)}`
    return termOf(header) < term ? `term ${termOf(header)} after ${term}` : undefined
  },
  recordProblem: (record, mayHaveHoles) => {
    const body = record.subarray(bodyOffset, sizeOf(record))
    return isMessage(body) ? messageFormat.recordProblem(body, mayHaveHoles) : undefined
  }
}
