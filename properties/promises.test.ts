/**
 * The promise table holds as it is written, decided from the models alone; and a switch that is flipped changes the cells
 * that it should, and no other.
 */
import { describe, expect, test } from "vitest"
import { explore } from "../models/engine/index.ts"
import type { Bounds } from "../models/dledger/models.ts"
import type { Config } from "../spec/broker/config.ts"
import { releasedNameOf } from "../models/dledger-released/models.ts"
import { ackLost } from "./dledger-released/findings.ts"
import { releasedCells } from "./dledger-released/promises.ts"
import { releasedPropertiesOf } from "./dledger-released/suites.ts"
import { ackDurable } from "./dledger/s12-ack-durable.ts"
import { decide } from "./masters/decide.ts"
import { modelOf, propertiesOf } from "./dledger/suites.ts"
import { lossOfAcked } from "./dledger/witnesses.ts"
import { admitted } from "./admitted.ts"
import { availability } from "./availability.ts"
import { pins } from "./pins.ts"
import { type Cell, cells, type GroupCell, groupCells, type GroupOutcome } from "./promises.ts"
import { suiteOf } from "./suites.ts"

const BACK = "kept, unserved until the master is back"
const PROMOTED = "kept, unserved until the slave is promoted"

const named = ({ row, column }: Cell): string => `${row.id}, ${column.mode}, ${column.flushDiskType}`

test.each(cells.map((cell) => [named(cell), cell] as const))("%s", (_name, { bounds, outcome }) => {
  expect(decide(bounds)).toBe(outcome)
})

test.each(releasedCells.map(({ row, ...cell }) => [row.id, cell] as const))("%s, of members that replicate as released ones", (_row, { outcome, bounds }) => {
  // `check` decides what each of its models says; here that it is asked.
  const asked = releasedPropertiesOf(bounds)
  expect(asked.includes(outcome === "LOSS" ? ackLost : ackDurable)).toBe(true)
  expect(pins[releasedNameOf(bounds)]?.witnesses[ackLost.id] !== undefined).toBe(outcome === "LOSS")
})

/** Cells that come out differently with the switch flipped, and how. */
const changedBy = (flipped: Partial<Config>, among: (cell: Cell) => boolean): Readonly<Record<string, string>> =>
  Object.fromEntries(
    cells.filter(among).flatMap((cell) => {
      const outcome = decide(cell.bounds, flipped)
      return outcome === cell.outcome ? [] : [[named(cell), outcome]]
    })
  )

const small = ({ row }: Cell): boolean => !row.id.startsWith("partition")
const decideGroup = (bounds: Bounds): GroupOutcome | "undecided" => {
  const model = modelOf({ ...bounds, losesAcked: true })
  // Only the question that decides: all others are asked of these models elsewhere.
  const { exhausted, properties } = explore({ ...model, properties: model.properties.filter(({ id }) => id === lossOfAcked.id) }, { stopAt: [lossOfAcked.id] })
  if (properties.some(({ id, verdict }) => id === lossOfAcked.id && verdict === "reached")) return "LOSS"
  return exhausted ? "kept, served by the others" : "undecided"
}

/** Of the cells of a group whose acks wait for a majority of disks. */
const groupChangedBy = (flipped: (cell: GroupCell) => Bounds, among: (cell: GroupCell) => boolean = () => true): Readonly<Record<string, string>> =>
  Object.fromEntries(
    groupCells
      .filter((cell) => cell.ackRequires === "FSYNC" && cell.row.id !== "partition-disk-loss" && among(cell))
      .flatMap((cell) => {
        // A loss needs no more than one message.
        const decided = decideGroup({ ...flipped(cell), messages: 1 })
        return decided === cell.outcome ? [] : [[cell.row.id, decided]]
      })
  )

/** What was written and not flushed is lost with the power alone; the other rows with PAGE_CACHE have models of their own in `check`. */
const losesPower = ({ row }: GroupCell): boolean => row.id === "crash" || row.id.includes("power-loss")

/** Only a member whose disk is blank asks how it may come back. */
const losesDisk = ({ row }: GroupCell): boolean => row.id === "crash" || (row.strikes("sync-double-write") ?? []).some(({ fault }) => fault === "diskLoss")

const inMode = (mode: string, flush?: string) => (cell: Cell) => small(cell) && cell.column.mode === mode && (flush === undefined || cell.column.flushDiskType === flush)

describe("a switch flipped", () => {
  test("slaveAck=FSYNC: the slave's disk survives what takes the master's", () => {
    expect(changedBy({ slaveAck: "FSYNC" }, inMode("sync-double-write"))).toEqual({
      "power-loss-of-all, sync-double-write, ASYNC_FLUSH": PROMOTED
    })
  })

  test("requiredAcks=1: a SYNC_MASTER loses what an ASYNC_MASTER loses", () => {
    expect(changedBy({ requiredAcks: 1 }, inMode("sync-double-write"))).toEqual({
      "power-loss, sync-double-write, ASYNC_FLUSH": "LOSS",
      "disk-loss, sync-double-write, ASYNC_FLUSH": "LOSS",
      "disk-loss, sync-double-write, SYNC_FLUSH": "LOSS",
      "disk-error-power-loss, sync-double-write, ASYNC_FLUSH": "LOSS"
    })
  })

  test("flushDiskType=SYNC_FLUSH: a power loss takes nothing that was acked", () => {
    const flushed = (row: string) => Object.fromEntries(["multi-master", "async-replication", "sync-double-write"].map((mode) => [`${row}, ${mode}, ASYNC_FLUSH`, BACK]))
    expect(changedBy({ flushDiskType: "SYNC_FLUSH" }, small)).toEqual({ ...flushed("power-loss"), ...flushed("power-loss-of-all"), ...flushed("disk-error-power-loss") })
  })

  test("ackRequires=PAGE_CACHE: a DLedger group loses what a majority had not on disk", { timeout: 200_000 }, () => {
    // Which timers a model needs is another matter once acks do not wait for a flush.
    const timersOf = ({ row }: GroupCell) => groupCells.find((cell) => cell.row === row && cell.ackRequires === "PAGE_CACHE")?.bounds.timers ?? ["ElectionTimeout" as const]
    expect(groupChangedBy((cell) => ({ ...cell.bounds, ackRequires: "PAGE_CACHE", timers: timersOf(cell) }), losesPower)).toEqual({ "power-loss": "LOSS", "power-loss-of-all": "LOSS", "disk-error-power-loss": "LOSS" })
  })

  test("rejoin=voter: a DLedger group loses what a member of its majority had on the disk that it lost", { timeout: 200_000 }, () => {
    expect(groupChangedBy(({ bounds }) => ({ ...bounds, config: { ...bounds.config, rejoin: "voter" } }), losesDisk)).toEqual({ "disk-loss": "LOSS", "slave-disk-loss": "LOSS" })
  })

  test("consumerFailoverToSlave: with a copy before every ack, consumers never wait for the master", () => {
    expect(changedBy({ consumerFailoverToSlave: true }, small)).toEqual({
      "crash, sync-double-write, ASYNC_FLUSH": "kept, served throughout",
      "crash, sync-double-write, SYNC_FLUSH": "kept, served throughout",
      "power-loss, sync-double-write, SYNC_FLUSH": "kept, served throughout",
      "disk-error-power-loss, sync-double-write, SYNC_FLUSH": "kept, served throughout"
    })
  })
})

test.each(availability.map((claim) => [`${claim.mode}, ${claim.down} down: ${claim.claim}`, claim] as const))("%s: its model checks it", (_name, { model, property }) => {
  expect(suiteOf(model).properties.map(({ id }) => id)).toContain(property)
})

test.each(admitted.map((each) => [`${each.id} ${each.what}`, each] as const))("%s: its model must find it", (_name, { model, property, unreachable }) => {
  const suite = suiteOf(model)
  const declared = suite.properties.find(({ id }) => id === property)
  expect(declared?.witness).toBe(unreachable !== true)
  expect(pins[suite.name]?.witnesses[property] !== undefined).toBe(unreachable !== true)
})

test("every cell of a DLedger group has a model that expects what the table says", () => {
  const kept = ["S12 AckDurable", "acked message served after the faults", "message acked before the faults"]
  for (const { bounds, outcome } of groupCells) {
    const ids = propertiesOf(bounds).map(({ id }) => id)
    expect(ids.some((id) => id.endsWith("acked message lost"))).toBe(outcome === "LOSS")
    expect(kept.every((id) => ids.includes(id))).toBe(outcome !== "LOSS")
  }
})
