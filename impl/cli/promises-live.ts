/**
 * `npm run docs:promises`: every cell of the promise table performed on live brokers, a process each. Results are kept, and what is there
 * is not done again.
 *
 * @module
 */
import { existsSync, writeFileSync } from "node:fs"
import { performCell } from "../promises/perform.ts"
import { allCells, readPerformed, type Results } from "../promises/results.ts"
import { machineToday } from "./machine.ts"
import { progress } from "./progress.ts"

/** Exit 0: every cell is as it is live; 1: one is not. */
export const promisesLive = async ({ results: file, anew }: { readonly results: string; readonly anew?: boolean }): Promise<number> => {
  const line = progress()
  let results: Results = anew !== true && existsSync(file) ? readPerformed(file) : { performedOn: "", cells: [] }
  for (const [i, cell] of allCells.entries()) {
    if (results.cells.some(({ row, column, promised, agrees }) => row === cell.row.id && column === cell.column && promised === cell.outcome && agrees)) continue
    line.say(`${i + 1} of ${allCells.length}: ${cell.column}, ${cell.row.faults}`)
    const performed = await performCell(cell).catch((error: Error) => ({ row: cell.row.id, column: cell.column, promised: cell.outcome, shown: "kept" as const, agrees: false, how: error.message }))
    const others = results.cells.filter(({ row, column }) => row !== cell.row.id || column !== cell.column)
    results = { performedOn: machineToday(), cells: [...others, performed] }
    writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`)
    if (!performed.agrees) {
      line.done()
      console.log(`DIFFERS  ${cell.column}, ${cell.row.faults}: ${performed.how}`)
    }
  }
  line.done()
  const agree = results.cells.filter(({ agrees }) => agrees).length
  console.log(`${agree} of ${allCells.length} cells are live as the table has them`)
  return agree === allCells.length ? 0 : 1
}
