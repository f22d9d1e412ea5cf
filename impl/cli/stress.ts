/**
 * `rocketproof stress`: faults on nodes that take messages, and what clients saw held against what the mode promises.
 *
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { modeNames } from "../cluster/modes.ts"
import { clusterSettings } from "../config/cluster-settings.ts"
import { stressLive, type LiveRun } from "../stress/live.ts"
import { type FaultName, faultNames, usualFaults } from "../stress/nemesis.ts"
import { reportLines } from "../stress/report.ts"
import type { Mode } from "../../spec/modes/index.ts"
import { nearest } from "./nearest.ts"
import { count, progress } from "./progress.ts"

export interface StressFlags {
  readonly mode?: string
  readonly seed?: number
  readonly time: number
  readonly faults?: string
  readonly processes: boolean
  readonly flush?: string
  readonly groups?: number
  readonly replicas?: number
  readonly set: readonly string[]
  readonly mutant?: string
  readonly data?: string
  readonly json?: string
}

/** Exit 0: all that was lost is what the promise table admits, and everything else as promised; 1: it is not. */
export const stress = async (flags: StressFlags): Promise<number> => {
  const modes = modesOf(flags.mode)
  const flush = flags.flush
  if (flush !== undefined && flush !== "sync" && flush !== "async") throw new Error(`--flush ${flush}: must be sync or async`)
  const seed = flags.seed ?? Date.now() % 1_000_000_007
  const { notices: _notices, config } = clusterSettings(flags.set)
  const faults = (mode: Mode): readonly FaultName[] => (flags.faults === undefined ? usualFaults(mode) : faultsOf(flags.faults))
  faults("dledger")
  const runs: LiveRun[] = []
  let ok = true
  for (const mode of modes) {
    const dir = flags.data === undefined ? mkdtempSync(join(tmpdir(), "rocketproof-stress-")) : join(flags.data, mode)
    const line = progress()
    try {
      const run = await stressLive({
        mode,
        seed,
        seconds: flags.time,
        faults: faults(mode),
        processes: flags.processes,
        dir,
        config,
        ...(flush === undefined ? {} : { flush }),
        ...(flags.groups === undefined ? {} : { groups: flags.groups }),
        ...(flags.replicas === undefined ? {} : { replicas: flags.replicas }),
        ...(flags.mutant === undefined ? {} : { mutant: flags.mutant }),
        onProgress: (history, { struck }, elapsedMs) => {
          const acked = history.attempts.reduce((sum, { outcome }) => sum + (outcome === "acked" ? 1 : 0), 0)
          line.say(`${mode}: ${Math.round(elapsedMs / 1_000)} of ${flags.time} s, ${count(acked)} acked; ${struck.at(-1)?.what ?? "nothing struck yet"}`)
        }
      })
      line.done()
      runs.push(run)
      for (const text of reportLines(run)) console.log(text)
      const good = run.problems.length === 0 && run.journals.verdict === "as the spec"
      if (!good) console.log(`  again: npx rocketproof stress --mode ${mode} --seed ${seed} --time ${flags.time}${flags.faults === undefined ? "" : ` --faults ${flags.faults}`}${flags.processes ? "" : " --no-processes"} (the faults are the same, what happens between them is not)`)
      ok &&= good
    } finally {
      line.done()
      if (flags.data === undefined) rmSync(dir, { recursive: true, force: true })
    }
  }
  if (flags.json !== undefined)
    writeFileSync(
      flags.json,
      `${JSON.stringify(
        runs.map(({ journals, judged, ...run }) => ({ ...run, ...judged, journals: { verdict: journals.verdict, events: journals.events, files: journals.journals.length } })),
        null,
        1
      )}\n`
    )
  return ok ? 0 : 1
}

const modesOf = (mode: string | undefined): readonly Mode[] => {
  if (mode === undefined) return modeNames
  const found = modeNames.find((known) => known === mode)
  if (found === undefined) throw new Error(`--mode ${mode}: must be one of ${modeNames.join(", ")}`)
  return [found]
}

const faultsOf = (text: string): readonly FaultName[] =>
  text.split(",").map((name) => {
    const found = faultNames.find((known) => known === name.trim())
    if (found === undefined) throw new Error(`--faults: there is no "${name.trim()}"; ${nearest(name.trim(), faultNames)} (${faultNames.join(", ")})`)
    return found
  })
