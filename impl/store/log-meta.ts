/**
 * Where a log begins, and how it is cut into segments: the file `meta` beside the segments, or `commitlog.base` beside their directory.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Files } from "../files/files.ts"
import { SlotFile } from "./slot-file.ts"

export const LogMeta = Schema.Struct({
  /** Bytes. The same on all members: it decides where entries are. */
  segmentSize: Schema.Int,
  /** The entry before the first one kept; −1, term −1, when nothing was ever dropped. */
  baseIndex: Schema.Int,
  baseTerm: Schema.Int,
  /** Where the record of the base ends. */
  basePosition: Schema.Int,
  /** What the chainCrc of the first entry kept continues. */
  baseChainCrc: Schema.Int,
  /** The segments belong to a log that is being dropped: none of them counts. */
  resetting: Schema.Boolean
})
export type LogMeta = typeof LogMeta.Type

export const logMetaFile = (files: Files, path: string): SlotFile<LogMeta> =>
  new SlotFile(
    files,
    path,
    LogMeta,
    "Without it nobody knows where the log begins. Empty the member's store directory: it then joins the group again as one that has lost its disk"
  )
