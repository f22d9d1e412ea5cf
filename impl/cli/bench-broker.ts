/**
 * `rocketproof bench broker`: figures of whole clusters, kept row by row, and their page.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { benchBroker, type RowFigures } from "../cluster/bench/index.ts"
import { type BrokerFigures, brokerPage } from "../cluster/bench/page.ts"
import { rows } from "../cluster/bench/rows.ts"
import { machineToday } from "./machine.ts"
import type { BenchOptions } from "./bench.ts"
import { progress } from "./progress.ts"

const machineOf = (): string => machineToday().replace(/, [^,]*$/, "")

const before = (file: string | undefined): BrokerFigures =>
  file === undefined || !existsSync(file) ? { machine: machineOf(), rows: [] } : (JSON.parse(readFileSync(file, "utf8")) as BrokerFigures)

/** In the order of the rows; what is measured anew takes the place of what was. */
const merged = (old: readonly RowFigures[], fresh: readonly RowFigures[]): readonly RowFigures[] =>
  rows.flatMap(({ id }) => fresh.find((row) => row.id === id) ?? old.find((row) => row.id === id) ?? [])

export const benchBrokers = async ({ json, runs, only, page: file, from, alone = false, seconds, messages }: BenchOptions): Promise<number> => {
  const line = progress()
  let figures = before(from ?? json)
  if (from === undefined) {
    const fresh: RowFigures[] = []
    await benchBroker({
      runs,
      seconds,
      messages,
      alone,
      ...(only === undefined ? {} : { only: only.split(",") }),
      say: (step) => line.say(step),
      done: (row) => {
        fresh.push(row)
        figures = { machine: machineOf(), rows: merged(figures.rows, fresh) }
        // Hours may lie behind it: row by row.
        if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 1)}\n`)
      }
    })
    if (json === undefined) figures = { ...figures, rows: fresh }
  }
  line.done()
  const text = brokerPage(figures)
  if (file === undefined) console.log(text)
  else writeFileSync(file, text)
  return figures.rows.some(({ problems }) => problems.length > 0) ? 1 : 0
}
