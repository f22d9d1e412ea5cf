/**
 * Writing into a stored message, in place, what is only known when it is appended.
 *
 * @module
 */
import { writeInt64 } from "../store/int64.ts"
import { PHYSICAL_OFFSET_AT, QUEUE_ID_AT, QUEUE_OFFSET_AT, storeTimestampAt, SYS_FLAG_AT } from "./format.ts"

export interface Place {
  readonly queueId: number
  readonly queueOffset: number
  readonly physicalOffset: number
  readonly storeTimestamp: number
}

/** Gives the message that begins at `at` its place. No checksum covers these fields: bodyCRC is the body's alone. */
export const place = (bytes: Buffer, { queueId, queueOffset, physicalOffset, storeTimestamp }: Place, at = 0): void => {
  bytes.writeInt32BE(queueId, at + QUEUE_ID_AT)
  writeInt64(bytes, queueOffset, at + QUEUE_OFFSET_AT)
  writeInt64(bytes, physicalOffset, at + PHYSICAL_OFFSET_AT)
  writeInt64(bytes, storeTimestamp, at + storeTimestampAt(bytes.readInt32BE(at + SYS_FLAG_AT)))
}
