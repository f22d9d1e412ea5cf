/**
 * The promise table, as data: what becomes of an acked message, mode by mode and fault by fault. Nothing here is believed:
 * every cell is a model, and `check` decides it.
 *
 * *kept*: no run loses a message that was answered SEND_OK, and the model is exhausted. *LOSS*: the shortest run that loses
 * one. A kept message may be out of reach for a while: until the broker that has it is back, or until an operator promotes
 * its slave.
 *
 * @module
 */
import type { Strike, StrikeKind } from "../models/world/budget.ts"
import { groupOf, type MastersBounds, type MastersMode } from "../models/masters/models.ts"
import { type Bounds, boundsOf as groupBoundsOf } from "../models/dledger/models.ts"
import type { AckRequires, FlushDiskType } from "../spec/vocabulary.ts"

/** What becomes of acked messages of a master, or of a group of one. */
export type Outcome = "kept, served throughout" | "kept, unserved until the master is back" | "kept, unserved until the slave is promoted" | "LOSS"

/** What becomes of acked messages of a DLedger group: after an election the others serve them. */
export type GroupOutcome = "kept, served by the others" | "LOSS"

/** A fault budget: all of it may strike, at any moment. */
export interface Row {
  readonly id: string
  /** The faults, for a reader. */
  readonly faults: string
  /** `undefined`: the mode has nobody whom this could strike. */
  readonly strikes: (mode: MastersMode) => readonly Strike[] | undefined
}

const strike = (fault: StrikeKind, at: Strike["at"] = "any", when?: "copied"): Strike => ({ fault, at, times: 1, ...(when === undefined ? {} : { when }) })
const withSlave = (...strikes: readonly Strike[]) => (mode: MastersMode) => (mode === "multi-master" ? undefined : strikes)

export const rows: readonly Row[] = [
  { id: "crash", faults: "the master's process crashes", strikes: () => [strike("crash", "master")] },
  { id: "power-loss", faults: "the master loses power", strikes: () => [strike("powerLoss", "master")] },
  { id: "disk-loss", faults: "the master's disk is destroyed", strikes: () => [strike("diskLoss", "master")] },
  { id: "slave-disk-loss", faults: "the slave's disk is destroyed", strikes: withSlave(strike("diskLoss", "slave")) },
  { id: "partition", faults: "master and slave are cut off from each other", strikes: withSlave(strike("cut")) },
  { id: "partition-disk-loss", faults: "the same, and the master's disk is destroyed", strikes: withSlave(strike("cut"), strike("diskLoss", "master")) },
  { id: "power-loss-of-all", faults: "the whole group loses power at once", strikes: () => [strike("powerLossOfAll")] },
  { id: "two-disk-losses", faults: "master and slave lose their disks", strikes: withSlave(strike("diskLoss", "master"), strike("diskLoss", "slave")) },
  {
    id: "slave-replaced",
    faults: "the slave's disk is replaced by an empty one, and once that is filled the master's disk is destroyed",
    strikes: withSlave(strike("diskLoss", "slave"), strike("diskLoss", "master", "copied"))
  },
  { id: "disk-error", faults: "an fsync of the master fails", strikes: () => [strike("diskError", "master")] },
  { id: "disk-error-power-loss", faults: "an fsync of the master fails, and it loses power", strikes: () => [strike("diskError", "master"), strike("powerLoss", "master")] }
]

export interface Column {
  readonly mode: MastersMode
  readonly flushDiskType: FlushDiskType
}

/** Mode 4, where an ack waits for the disks of a majority, or for their page caches. */
export const groupColumns: readonly AckRequires[] = ["PAGE_CACHE", "FSYNC"]

export const columns: readonly Column[] = (["multi-master", "async-replication", "sync-double-write"] as const).flatMap((mode) =>
  (["ASYNC_FLUSH", "SYNC_FLUSH"] as const).map((flushDiskType) => ({ mode, flushDiskType }))
)

const OTHERS = "kept, served by the others"
const KEPT = "kept, served throughout"
const BACK = "kept, unserved until the master is back"
const PROMOTED = "kept, unserved until the slave is promoted"
const LOSS = "LOSS"

/** What each mode promises, in the order of {@link columns}; `null` where a row does not apply. */
const outcomes: { readonly [row: string]: readonly (Outcome | null)[] } = {
  crash: [BACK, BACK, BACK, BACK, BACK, BACK],
  "power-loss": [LOSS, BACK, LOSS, BACK, PROMOTED, BACK],
  "disk-loss": [LOSS, LOSS, LOSS, LOSS, PROMOTED, PROMOTED],
  "slave-disk-loss": [null, null, KEPT, KEPT, KEPT, KEPT],
  partition: [null, null, KEPT, KEPT, KEPT, KEPT],
  "partition-disk-loss": [null, null, LOSS, LOSS, PROMOTED, PROMOTED],
  "power-loss-of-all": [LOSS, BACK, LOSS, BACK, LOSS, BACK],
  "two-disk-losses": [null, null, LOSS, LOSS, LOSS, LOSS],
  "slave-replaced": [null, null, PROMOTED, PROMOTED, PROMOTED, PROMOTED],
  "disk-error": [KEPT, KEPT, KEPT, KEPT, KEPT, KEPT],
  "disk-error-power-loss": [LOSS, BACK, LOSS, BACK, PROMOTED, BACK]
}

/** The model that decides a cell of a DLedger group, and the one that decides it with two messages (`check --deep`). */
type Decided = readonly [topic: string, outcome: GroupOutcome, withTwo?: string]

/** Nodes of a DLedger group are alike: a row strikes any of them. */
const groupOutcomes: { readonly [row: string]: Readonly<Record<AckRequires, Decided>> | null } = {
  crash: { PAGE_CACHE: ["page-cache-crash", OTHERS, "page-cache-crash-two"], FSYNC: ["replication", OTHERS, "replication"] },
  "power-loss": { PAGE_CACHE: ["page-cache", LOSS], FSYNC: ["replication-power-loss", OTHERS, "power-loss-two"] },
  "disk-loss": { PAGE_CACHE: ["page-cache-disk-loss", OTHERS, "page-cache-disk-loss-two"], FSYNC: ["disk-loss", OTHERS, "disk-loss-two"] },
  "slave-disk-loss": { PAGE_CACHE: ["page-cache-disk-loss", OTHERS, "page-cache-disk-loss-two"], FSYNC: ["disk-loss", OTHERS, "disk-loss-two"] },
  partition: { PAGE_CACHE: ["page-cache-partition", OTHERS, "page-cache-partition-two"], FSYNC: ["partition", OTHERS, "partition-two"] },
  "partition-disk-loss": { PAGE_CACHE: ["page-cache-partition-disk-loss", OTHERS, "page-cache-partition-disk-loss-two"], FSYNC: ["partition-disk-loss", OTHERS, "partition-disk-loss-two"] },
  "power-loss-of-all": { PAGE_CACHE: ["page-cache-power-loss-of-all", LOSS], FSYNC: ["power-loss-of-all", OTHERS, "power-loss-of-all-two"] },
  "two-disk-losses": { PAGE_CACHE: ["page-cache-two-disk-losses", LOSS], FSYNC: ["two-disk-losses", LOSS] },
  // A group of three that has lost two disks one after the other has lost no more than a minority at any time.
  "slave-replaced": null,
  "disk-error": { PAGE_CACHE: ["page-cache-disk-error", OTHERS, "page-cache-disk-error-two"], FSYNC: ["replication-disk-error", OTHERS, "disk-error-two"] },
  "disk-error-power-loss": { PAGE_CACHE: ["page-cache", LOSS], FSYNC: ["disk-error-power-loss", OTHERS, "disk-error-power-loss-two"] }
}

export interface GroupCell {
  readonly row: Row
  readonly ackRequires: AckRequires
  readonly outcome: GroupOutcome
  readonly bounds: Bounds
  /** With two messages. A loss needs no more than one. */
  readonly withTwo?: Bounds
}

export const groupCells: readonly GroupCell[] = rows.flatMap((row) =>
  groupColumns.flatMap((ackRequires): readonly GroupCell[] => {
    const decided = groupOutcomes[row.id]
    if (decided === undefined) throw new Error(`the promise table has no cell for ${row.id} in a DLedger group`)
    if (decided === null) return []
    const [topic, outcome, withTwo] = decided[ackRequires]
    return [{ row, ackRequires, outcome, bounds: groupBoundsOf(topic), ...(withTwo === undefined ? {} : { withTwo: groupBoundsOf(withTwo) }) }]
  })
)

export interface Cell {
  readonly row: Row
  readonly column: Column
  readonly outcome: Outcome
  readonly bounds: MastersBounds
}

const boundsOf = (row: Row, { mode, flushDiskType }: Column, strikes: readonly Strike[], outcome: Outcome): MastersBounds => {
  const cut = strikes.some(({ fault }) => fault === "cut")
  return {
    mode,
    topic: row.id,
    about: row.faults,
    flushDiskType,
    members: groupOf(mode),
    messages: 2,
    inFlight: cut ? 2 : 3,
    connections: 2,
    // Whether the slave would serve it is asked of a slave that is promoted.
    strikes: outcome === PROMOTED ? [...strikes, strike("promote")] : strikes,
    housekeeping: cut
  }
}

export const cells: readonly Cell[] = rows.flatMap((row) =>
  columns.flatMap((column, i): readonly Cell[] => {
    const outcome = outcomes[row.id]?.[i]
    const strikes = row.strikes(column.mode)
    if (outcome === undefined) throw new Error(`the promise table has no cell for ${row.id} in ${column.mode} with ${column.flushDiskType}`)
    if ((outcome === null) !== (strikes === undefined)) throw new Error(`the promise table and the row ${row.id} differ on whether it applies to ${column.mode}`)
    return outcome === null || strikes === undefined ? [] : [{ row, column, outcome, bounds: boundsOf(row, column, strikes, outcome) }]
  })
)
