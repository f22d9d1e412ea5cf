/**
 * May a group have lost acked messages, after these faults? The promise table says so.
 *
 * @module
 */
import { type Config, defaults } from "../../spec/broker/config.ts"
import { releasedCells } from "../../properties/dledger-released/promises.ts"
import { cells, groupCells } from "../../properties/promises.ts"
import type { AckRequires, FlushDiskType } from "../../spec/vocabulary.ts"
import { type Mode, roleOf } from "../cluster/modes.ts"
import type { HaWire } from "../broker/broker.ts"
import type { Replication } from "../cluster/node.ts"

/** A fault that a test put in. `at`: what the node was at that moment. */
export interface Fault {
  readonly fault: "crash" | "powerLoss" | "diskLoss" | "diskError" | "cut" | "promote"
  readonly node: string
  readonly at: "master" | "slave"
}

/** What decides a cell of the table, and how many brokers the group has. */
export interface Setting {
  readonly mode: Mode
  readonly flushDiskType: FlushDiskType
  readonly ackRequires: AckRequires
  readonly members: number
  /** Of a DLedger group; by Raft unless said. */
  readonly replication?: Replication
  /** How slaves follow, for a reader: it promises the same. */
  readonly haWire?: HaWire
}

/** Of a cluster that is started so. `config`: what is set for all its brokers. */
export const settingOf = (mode: Mode, flush: "sync" | "async", members: number, config: Partial<Config>, { haWire, replication }: Pick<Setting, "haWire" | "replication"> = {}): Setting => {
  const { flushDiskType, ackRequires } = { ...defaults, ...roleOf(mode, flush, "n0", ["n0"]), ...config }
  return { mode, flushDiskType, ackRequires, members, ...(mode === "dledger" && replication !== undefined ? { replication } : {}), ...(mode !== "dledger" && haWire !== undefined ? { haWire } : {}) }
}

/** For a reader: `dledger`, or with what is not as usual. */
export const toldMode = ({ mode, replication = "raft", haWire = "rocketproof" }: Setting): string =>
  `${mode}${replication === "raft" ? "" : ` with replication=${replication}`}${haWire === "rocketproof" ? "" : ` with haWire=${haWire}`}`

const nodesStruck = (faults: readonly Fault[], kind: Fault["fault"]): number => new Set(faults.filter(({ fault }) => fault === kind).map(({ node }) => node)).size

/** May a term have two leaders after these faults? A released member's vote is not waited for until it is on disk (S3). */
export const forgetsVotes = ({ replication }: Setting, faults: readonly Fault[]): boolean =>
  replication === "dledger-0.3.1.2" && faults.some(({ fault }) => fault === "powerLoss" || fault === "diskLoss")

/** The rows of the table by which a message may be lost: all that they name has happened. Empty: every acked message must be there. */
export const lossesAdmitted = ({ mode, flushDiskType, ackRequires, members, replication }: Setting, faults: readonly Fault[]): readonly string[] => {
  // A strike at any one counts for masters and slaves.
  const struck = (kind: string, at: string): boolean => {
    if (kind === "powerLossOfAll") return nodesStruck(faults, "powerLoss") === members
    return faults.some((each) => each.fault === kind && (mode === "dledger" || at === "any" || kind === "cut" || each.at === at))
  }
  if (replication === "dledger-0.3.1.2")
    return releasedCells
      .filter(({ outcome, row }) => outcome === "LOSS" && (row.strikes("async-replication") ?? []).every(({ fault, at }) => struck(fault, at)))
      .map(({ row }) => row.faults)
  if (mode === "dledger")
    return groupCells
      .filter(({ ackRequires: cell, outcome, row }) => {
        if (cell !== ackRequires || outcome !== "LOSS") return false
        // The table is about a group of three: two of its disks are a majority.
        if (row.id === "two-disk-losses") return nodesStruck(faults, "diskLoss") > members / 2
        return (row.strikes("multi-master") ?? []).every(({ fault, at }) => struck(fault, at))
      })
      .map(({ row }) => row.faults)
  return [
    ...cells
      .filter(({ column, outcome, row }) => column.mode === mode && column.flushDiskType === flushDiskType && outcome === "LOSS" && (row.strikes(column.mode) ?? []).every(({ fault, at }) => struck(fault, at)))
      .map(({ row }) => row.faults),
    // C7: what the promoted slave did not have is gone, whichever of them comes back.
    ...(mode === "async-replication" && struck("promote", "any") ? ["a slave is promoted that may lag behind"] : [])
  ]
}
