/**
 * `rocketproof stress`: faults on nodes that take messages, and what clients saw held against what the mode promises.
 *
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { flushOf, modeNames } from "../cluster/modes.ts"
import { type ClusterSettings, clusterSettings } from "../config/cluster-settings.ts"
import { type LiveRun, stressLive } from "../stress/live.ts"
import { type ManyOptions, optionsOf, type RunSummary, stressMany } from "../stress/many.ts"
import { type FaultName, faultNames, refusal, usualFaults } from "../stress/nemesis.ts"
import { reportLines } from "../stress/report.ts"
import { stressSimulated } from "../stress/simulated.ts"
import type { Mode } from "../../spec/modes/index.ts"
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
  readonly simulated?: boolean
  readonly runs: number
  readonly workers?: number
  readonly plant?: string
  readonly traces?: string
}

type Settings = Omit<ClusterSettings, "timers" | "notices">

/** Exit 0: all that was lost is what the promise table admits, and everything else as promised; 1: it is not. */
export const stress = async (flags: StressFlags): Promise<number> => {
  const modes = modesOf(flags.mode)
  const { notices: _notices, timers, ...settings } = clusterSettings(flags.set)
  if (timers !== "seed") throw new Error(`--set timers=${timers}: stress has timers of its own, so that more happens in a minute; leave it out`)
  for (const mode of modes) flushOf(mode, flags.flush, settings.replication)
  const flush = flags.flush as "sync" | "async" | undefined
  const asked = flags.faults === undefined ? undefined : faultsOf(flags.faults)
  for (const fault of asked ?? [])
    for (const mode of modes) {
      const why = refusal(fault, mode, settings)
      if (why !== undefined) throw new Error(`--faults ${fault}: ${why}`)
    }
  const seed = flags.seed ?? Date.now() % 1_000_000_007
  if (flags.simulated) return simulated(flags, seed, flush, asked, settings)
  if (flags.plant !== undefined) throw new Error("--plant: bugs of the shell are put in with --simulated only; --mutant puts one into the rules")
  if (asked?.includes("damage")) throw new Error("--faults damage: bits flip and writes go astray with --simulated only")
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
        faults: asked ?? usualFaults(mode, settings),
        processes: flags.processes,
        dir,
        ...settings,
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
      if (!good) console.log(`  again: npx rocketproof stress --mode ${mode} --seed ${seed} --time ${flags.time}${asGiven(flags)}${flags.processes ? "" : " --no-processes"} (the faults are the same, what happens between them is not)`)
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

/** Exit 0: every run was as promised; 1: one was not. */
const simulated = async (flags: StressFlags, seed: number, flush: "sync" | "async" | undefined, faults: readonly FaultName[] | undefined, settings: Settings): Promise<number> => {
  if (flags.mutant !== undefined) throw new Error("--mutant: with --simulated there is --plant, for bugs of the shell; rules are simulated by rocketproof simulate")
  const [mode] = flags.mode === undefined ? [undefined] : modesOf(flags.mode)
  const options: ManyOptions = {
    seed,
    runs: flags.runs,
    ...(mode === undefined ? {} : { mode }),
    ...(flush === undefined ? {} : { flush }),
    ...(faults === undefined ? {} : { faults }),
    ...settings,
    ...(flags.plant === undefined ? {} : { planted: flags.plant }),
    ...(flags.workers === undefined ? {} : { threads: flags.workers })
  }
  const line = progress()
  const began = performance.now()
  const totals = { runs: 0, acked: 0, lost: 0, events: 0, virtualMs: 0, strikes: 0 }
  const failed: RunSummary[] = []
  await stressMany(
    options,
    (run) => {
      totals.runs++
      totals.acked += run.acked
      totals.lost += run.lost
      totals.events += run.events
      totals.virtualMs += run.virtualMs
      totals.strikes += run.struck.length
      if (run.problems.length > 0) failed.push(run)
      line.say(`${count(totals.runs)} of ${count(flags.runs)} runs, ${(totals.virtualMs / 3_600_000).toFixed(1)} hours of their time; ${failed.length} failed; seed ${seed}`)
    },
    flags.plant !== undefined
  )
  line.done()
  const seconds = (performance.now() - began) / 1_000
  failed.sort((a, b) => a.seed - b.seed)
  for (const run of failed.slice(0, FEW)) {
    const again = `npx rocketproof stress --simulated --seed ${run.seed} --runs 1${flags.mode === undefined ? "" : ` --mode ${flags.mode}`}${asGiven(flags)}${flags.plant === undefined ? "" : ` --plant ${flags.plant}`}`
    console.log(`FAILED  seed ${run.seed}: ${run.mode}, --flush ${run.flush}`)
    for (const { atMs, what } of run.struck) console.log(`  ${String(atMs).padStart(6)} ms  ${what}`)
    for (const problem of run.problems) console.log(`  ${problem}`)
    console.log(`  again: ${again}`)
    if (flags.traces === undefined) continue
    const dir = join(flags.traces, `seed-${run.seed}`)
    ;(await stressSimulated(run.seed, optionsOf(options))).writeJournals(dir)
    console.log(`  journals: ${dir} (npx rocketproof trace ${dir})`)
  }
  if (failed.length > FEW) console.log(`  … and ${failed.length - FEW} more: ${failed.slice(FEW, FEW + 20).map((run) => run.seed).join(", ")}`)
  console.log(
    `${failed.length === 0 ? "ok    " : "FAILED"}  ${count(totals.runs)} runs from seed ${seed} on, ${failed.length} failed; ${(totals.virtualMs / 3_600_000).toFixed(2)} hours of their time in ${seconds.toFixed(1)} s (${Math.round(totals.virtualMs / 1_000 / seconds)} times as fast); ${count(totals.events)} events, ${count(totals.strikes)} faults and repairs, ${count(totals.acked)} acked, ${count(totals.lost)} lost as the promise table admits`
  )
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify({ seed, seconds, ...totals, failed }, null, 1)}\n`)
  return failed.length === 0 ? 0 : 1
}

/** What makes the same run again, besides mode, seed and time. */
const asGiven = ({ flush, faults, set }: StressFlags): string => `${flush === undefined ? "" : ` --flush ${flush}`}${faults === undefined ? "" : ` --faults ${faults}`}${set.map((each) => ` --set ${each}`).join("")}`

/** So many failed runs are told whole. */
const FEW = 3

const modesOf = (mode: string | undefined): readonly Mode[] => {
  if (mode === undefined) return modeNames
  const found = modeNames.find((known) => known === mode)
  if (found === undefined) throw new Error(`--mode ${mode}: must be one of ${modeNames.join(", ")}`)
  return [found]
}

const faultsOf = (text: string): readonly FaultName[] =>
  text.split(",").map((name) => {
    const found = faultNames.find((known) => known === name.trim())
    if (found === undefined) throw new Error(`--faults: there is no "${name.trim()}"; there are ${faultNames.join(", ")}`)
    return found
  })
