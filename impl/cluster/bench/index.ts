/**
 * Figures of whole clusters over TCP, beside RocketMQ 4.9.7 where there is a JDK: `npm run bench:broker`. One of ours, one of RocketMQ's,
 * and again. A row that fails is told of, and the others go on.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { javaProgram, missing } from "../../compatibility/mqadmin.ts"
import { VERSION } from "../../replay/real/rocketmq.ts"
import { type Row, rows, type Setting } from "./rows.ts"

export interface Measured {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly runs: number
}

export interface RowFigures {
  readonly id: string
  readonly section: string
  readonly title: string
  readonly unit: string
  readonly goal?: Row["goal"]
  readonly ours: Measured | null
  readonly real: Measured | null
  /** What went wrong, if something did. */
  readonly problems: readonly string[]
  readonly date: string
  /** The highest load of the machine meanwhile, all others included. */
  readonly load: number
}

export interface BenchBrokerOptions {
  readonly runs: number
  /** Ids of rows, or what they begin with; absent: all. */
  readonly only?: readonly string[]
  readonly seconds: number
  readonly messages: number
  /** RocketMQ is not measured. */
  readonly alone: boolean
  readonly say: (what: string) => void
  /** Told every row as soon as it is done. */
  readonly done: (row: RowFigures) => void
}

export const chosen = (only: readonly string[] | undefined): readonly Row[] => {
  if (only === undefined) return rows
  const found = rows.filter(({ id }) => only.some((part) => id.startsWith(part)))
  const unknown = only.find((part) => !rows.some(({ id }) => id.startsWith(part)))
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there is no such row. There are ${rows.map(({ id }) => id).join(", ")}`)
  return found
}

const measured = (values: readonly number[]): Measured | null => {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = (i: number): number => Math.round((sorted[i] as number) * 100) / 100
  return { median: at(sorted.length >> 1), min: at(0), max: at(sorted.length - 1), runs: sorted.length }
}

const measure = async (row: Row, setting: Setting, { runs, alone, say }: BenchBrokerOptions): Promise<RowFigures> => {
  const values = { ours: [] as number[], real: [] as number[] }
  const problems: string[] = []
  let load = 0
  const once = async (whose: "ours" | "real", run: number): Promise<void> => {
    const one = whose === "real" && alone ? undefined : row[whose]
    if (one === undefined) return
    say(`${row.id}, ${whose === "ours" ? "ours" : `RocketMQ ${VERSION}`}, ${run + 1} of ${runs}`)
    try {
      values[whose].push(await one(setting))
    } catch (error) {
      problems.push(`${whose === "ours" ? "ours" : `RocketMQ ${VERSION}`}, run ${run + 1}: ${(error as Error).message.split("\n")[0]}`)
    }
    load = Math.max(load, loadavg()[0] ?? 0)
  }
  for (let run = 0; run < runs; run++) for (const whose of ["ours", "real"] as const) await once(whose, run)
  const { id, section, title, unit, goal } = row
  return { id, section, title, unit, ...(goal === undefined ? {} : { goal }), ours: measured(values.ours), real: measured(values.real), problems, date: new Date().toISOString().slice(0, 10), load: Math.round(load * 10) / 10 }
}

export const benchBroker = async (options: BenchBrokerOptions): Promise<readonly RowFigures[]> => {
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-bench-"))
  const without = options.alone ? "--alone" : missing()
  try {
    if (without === undefined) options.say("RocketMQ's client and brokers, through Maven")
    const program = without === undefined ? javaProgram("BenchClient", VERSION, dir) : undefined
    const figures: RowFigures[] = []
    for (const row of chosen(options.only)) {
      const figure = await measure(row, { program, seconds: options.seconds, messages: options.messages }, { ...options, alone: without !== undefined })
      figures.push(figure)
      options.done(figure)
    }
    return figures
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
