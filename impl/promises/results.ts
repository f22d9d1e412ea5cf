/**
 * The promise table as it was performed on live brokers last: `npm run docs:promises` writes it, `docs/promises.md` shows it.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import * as Schema from "effect/Schema"
import { cells, groupCells, type Row } from "../../properties/promises.ts"
import { mastersNameOf } from "../../models/masters/models.ts"
import { nameOf } from "../../models/dledger/models.ts"
import type { Mode } from "../../spec/modes/index.ts"

const Performed = Schema.Struct({
  /** Id of the row. */
  row: Schema.String,
  /** As in the head of the table: `multi-master, ASYNC_FLUSH`. */
  column: Schema.String,
  promised: Schema.String,
  /** `loss`: the model's shortest loss, step by step. `kept`: the faults, with messages acked just before. */
  shown: Schema.Literals(["loss", "kept"]),
  agrees: Schema.Boolean,
  /** Of a loss: steps performed. */
  steps: Schema.optionalKey(Schema.Int),
  /** Messages acked, and those of them that were read in the end. */
  acked: Schema.optionalKey(Schema.Int),
  kept: Schema.optionalKey(Schema.Int),
  /** What was done, or what went wrong. */
  how: Schema.String
})
export type Performed = typeof Performed.Type

const Results = Schema.Struct({ performedOn: Schema.String, cells: Schema.Array(Performed) })
export type Results = typeof Results.Type

export const readPerformed = (file: string): Results => Schema.decodeUnknownSync(Results)(JSON.parse(readFileSync(file, "utf8")))

/** A cell of the table, whichever mode it is of. */
export interface AnyCell {
  readonly row: Row
  readonly column: string
  readonly mode: Mode
  readonly flush: "sync" | "async"
  readonly outcome: string
  /** The model that decides it. */
  readonly model: string
}

export const allCells: readonly AnyCell[] = [
  ...cells.map(({ row, column: { mode, flushDiskType }, outcome, bounds }): AnyCell => ({ row, column: `${mode}, ${flushDiskType}`, mode, flush: flushDiskType === "SYNC_FLUSH" ? "sync" : "async", outcome, model: mastersNameOf(bounds) })),
  ...groupCells.map(({ row, ackRequires, outcome, bounds }): AnyCell => ({ row, column: `dledger, ${ackRequires}`, mode: "dledger", flush: ackRequires === "FSYNC" ? "sync" : "async", outcome, model: nameOf(bounds) }))
]
