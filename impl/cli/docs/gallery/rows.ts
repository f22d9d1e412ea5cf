/**
 * The promise table as the gallery reads it: which row a model belongs to, and what stands in the cells of a row.
 *
 * @module
 */
import type { MastersBounds } from "../../../../models/masters/models.ts"
import { nameOf } from "../../../../models/dledger/models.ts"
import { type Strike, strikeKey } from "../../../../models/world/budget.ts"
import { cells, columns, groupCells, groupColumns, type Row, rows } from "../../../../properties/promises.ts"
import type { Suite } from "../../../../properties/suites.ts"

/** A cell. */
export interface Place {
  readonly mode: string
  /** `SYNC_FLUSH`, `FSYNC`. */
  readonly setting: string
  readonly outcome: string
}

/** Of a model of masters and slaves. */
export const mastersBounds = ({ mode, bounds }: Pick<Suite, "mode" | "bounds">): MastersBounds | undefined => (mode !== "dledger" && "flushDiskType" in bounds ? (bounds as MastersBounds) : undefined)

/** An operator is no fault. */
const faultsOf = (strikes: readonly Strike[]): string =>
  strikes
    .filter(({ fault }) => fault !== "promote")
    .map(strikeKey)
    .sort()
    .join()

/** The row whose faults are the model's. */
export const rowOf = (suite: Pick<Suite, "mode" | "bounds" | "name">): Row | undefined => {
  const bounds = mastersBounds(suite)
  if (bounds === undefined) return groupCells.find((cell) => nameOf(cell.bounds) === suite.name)?.row
  return rows.find(({ id }) => id === bounds.topic) ?? rows.find((row) => faultsOf(row.strikes(bounds.mode) ?? []) === faultsOf(bounds.strikes))
}

/** The cells of a row, from left to right; of those to which it does not apply, none. */
export const placesIn = (row: Row): readonly Place[] => [
  ...columns.flatMap((column) => cells.filter((cell) => cell.row === row && cell.column === column).map(({ outcome }) => ({ mode: column.mode, setting: column.flushDiskType, outcome }))),
  ...groupColumns.flatMap((ackRequires) => groupCells.filter((cell) => cell.row === row && cell.ackRequires === ackRequires).map(({ outcome }) => ({ mode: "dledger", setting: ackRequires, outcome })))
]
