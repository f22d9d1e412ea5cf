/**
 * What a slave and its master say to each other, on a connection that the slave has made.
 *
 * RocketMQ 4.9 `HAService`: 8 bytes from the slave, 12 bytes and a stretch of the CommitLog from the master. Positions are
 * bytes there and indexes here.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Slice } from "../log/log.ts"
import { Index } from "../vocabulary.ts"

const connection = { connection: Schema.String }

export const haMessageFields = {
  /** The slave's last entry: where its master begins to transfer, and what counts as copied. `HAClient.reportSlaveMaxOffset`. */
  ReportSlaveMaxOffset: { ...connection, maxOffset: Index },
  /** Entries that follow the slave's last one; none: a heartbeat. Nothing but the position is compared. `HAConnection.WriteSocketService`. */
  TransferData: { ...connection, entries: Slice }
} as const

export const HaMessage = Schema.TaggedUnion(haMessageFields)
export type HaMessage = typeof HaMessage.Type
