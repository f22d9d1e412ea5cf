/**
 * May a group have lost acked messages, after these faults? The promise table says so.
 *
 * @module
 */
import { cells, groupCells } from "../../properties/promises.ts"
import type { AckRequires, FlushDiskType } from "../../spec/vocabulary.ts"
import type { Mode } from "../cluster/modes.ts"

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
}

const nodesStruck = (faults: readonly Fault[], kind: Fault["fault"]): number => new Set(faults.filter(({ fault }) => fault === kind).map(({ node }) => node)).size

/** The rows of the table by which a message may be lost: all that they name has happened. Empty: every acked message must be there. */
export const lossesAdmitted = ({ mode, flushDiskType, ackRequires, members }: Setting, faults: readonly Fault[]): readonly string[] => {
  // A strike at any one counts for masters and slaves.
  const struck = (kind: string, at: string): boolean => {
    if (kind === "powerLossOfAll") return nodesStruck(faults, "powerLoss") === members
    return faults.some((each) => each.fault === kind && (mode === "dledger" || at === "any" || kind === "cut" || each.at === at))
  }
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
