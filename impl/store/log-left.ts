/**
 * What is written down of a log at a clean stop.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Run } from "../../spec/log/log.ts"
import { LogMeta } from "./log-meta.ts"

export const LogLeft = Schema.Struct({
  base: LogMeta,
  runs: Schema.Array(Run),
  /** Where the last record ends, and the checksum of its bytes; 0 without any. */
  end: Schema.Int,
  lastSum: Schema.Int,
  /** Where entries are (`index-table.ts`). */
  table: Schema.Struct({ first: Schema.Int, next: Schema.Int, chunks: Schema.Array(Schema.Tuple([Schema.Int, Schema.Int])) })
})
export type LogLeft = typeof LogLeft.Type

/** Files may have expired since, or the log may be another one. */
export const sameBase = (a: LogMeta, b: LogMeta): boolean =>
  a.segmentSize === b.segmentSize && a.baseIndex === b.baseIndex && a.baseTerm === b.baseTerm && a.basePosition === b.basePosition && a.baseChainCrc === b.baseChainCrc
