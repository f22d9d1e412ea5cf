/**
 * The promise table on a terminal: what becomes of an acked message, mode by mode and fault by fault.
 *
 * @module
 */
import { checkedOn } from "../../properties/pins.ts"
import { cells, columns, groupCells, groupColumns, rows } from "../../properties/promises.ts"

const words: { readonly [outcome: string]: string } = {
  "kept, served throughout": "kept",
  "kept, served by the others": "kept",
  "kept, unserved until the master is back": "kept, waits",
  "kept, unserved until the slave is promoted": "kept, slave",
  LOSS: "LOSS"
}

const modes = { "multi-master": "multi-master", "async-replication": "async-repl", "sync-double-write": "sync-double" } as const

/** Lines of at most about 140 characters. */
export const promiseTable = (): readonly string[] => {
  const heads = [...columns.map(({ mode }) => modes[mode]), ...groupColumns.map(() => "dledger")]
  const flushes = [...columns.map(({ flushDiskType }) => flushDiskType), ...groupColumns]
  const body = rows.map((row) => [
    row.faults,
    ...columns.map((column) => words[cells.find((cell) => cell.row === row && cell.column === column)?.outcome ?? ""] ?? "–"),
    ...groupColumns.map((ackRequires) => words[groupCells.find((cell) => cell.row === row && cell.ackRequires === ackRequires)?.outcome ?? ""] ?? "–")
  ])
  const first = 44
  const line = (cellsOf: readonly string[]) => cellsOf.map((cell, i) => (i === 0 ? cell.padEnd(first) : cell.padEnd(13))).join("").trimEnd()
  return [
    line(["what goes wrong", ...heads]),
    line(["", ...flushes]),
    ...body.flatMap(([faults = "", ...rest]) => {
      const wrapped = wrap(faults, first - 2)
      return wrapped.map((part, i) => line(i === wrapped.length - 1 ? [part, ...rest] : [part]))
    }),
    "",
    "kept: no run loses an acked message.  waits: its queues are out of reach until the master is back.  slave: until its slave is promoted.",
    `LOSS: docs/promises.md has the shortest run.  From the last full check, ${checkedOn}; again: npx rocketproof check`
  ]
}

const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}
