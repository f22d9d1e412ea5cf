/**
 * `rocketproof merge`: one report from the parts that several machines made: shards of `simulate --json`, or `check --json` of
 * different models.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { mergeChecks, partOf } from "./merge-checks.ts"
import { mergeSimulations, type Part } from "./merge-simulations.ts"
import { type SimulateReport, SIMULATION, VERSION } from "./simulate-report.ts"

export interface MergeOptions {
  readonly json?: string
}

/** What came of a merge: lines for a person, the report, and the exit code: 1 if anything is violated, 3 if anything is missing. */
export interface Merged {
  readonly lines: readonly string[]
  readonly report: unknown
  readonly code: 0 | 1 | 3
}

export const merge = async (files: readonly string[], { json }: MergeOptions): Promise<number> => {
  const read = files.map((file) => ({ file, content: contentOf(file) }))
  const simulations = read.flatMap(({ file, content }): readonly Part[] => (isSimulation(content) ? [{ file, report: versioned(file, content) }] : []))
  if (simulations.length !== 0 && simulations.length !== read.length) throw new Error("merge: some files are of simulate and some of check; merge them apart")
  const { lines, report, code } = simulations.length > 0 ? mergeSimulations(simulations) : mergeChecks(read.map(({ file, content }) => partOf(file, content)))
  for (const line of lines) console.log(line)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`)
  return code
}

const contentOf = (file: string): unknown => {
  const text = readFileSync(file, "utf8")
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${file}: not JSON, or cut off; write it again with --json`)
  }
}

const isSimulation = (content: unknown): content is SimulateReport => typeof content === "object" && content !== null && (content as { readonly format?: unknown }).format === SIMULATION

const versioned = (file: string, report: SimulateReport): SimulateReport => {
  if (report.version !== VERSION) throw new Error(`${file}: version ${String(report.version)} of ${SIMULATION}; this rocketproof reads version ${VERSION}`)
  return report
}
