/**
 * `rocketproof simulate`: seeded random walks far beyond what can be exhausted; a violation is minimised.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { simulate as walk, type Simulation, traceText } from "../../models/engine/index.ts"
import { scheduleNames, type ScheduleName } from "../../models/engine/simulate.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { modelWith } from "../../properties/mutants/mutant.ts"
import type { Suite } from "../../properties/suites.ts"
import { explain } from "../../properties/telling/explain.ts"
import { walked } from "../../properties/walked.ts"
import { screen } from "../trace/screen.ts"
import { loadNamed } from "../own/load.ts"
import { nearest } from "./nearest.ts"
import { count, progress, rate } from "./progress.ts"
import { traceJson } from "./trace-file.ts"
import { type Shard, type SimulateReport, SIMULATION, version, VERSION } from "./simulate-report.ts"

export interface SimulateFlags {
  readonly list?: boolean
  readonly seed?: number
  readonly runs: number
  readonly steps: number
  readonly run?: number
  readonly schedule: string
  readonly depth: number
  readonly shard?: string
  readonly mutant?: string
  readonly timeout?: number
  readonly json?: string
  readonly traces?: string
}

/** Exit 0: nothing was violated; 1: something was. What cannot be asked is thrown, and exit 2. */
export const simulate = async (names: readonly string[], flags: SimulateFlags): Promise<number> => {
  const given = await loadNamed(names)
  const suites = [...given.own, ...(given.own.length > 0 && given.names.length === 0 ? [] : chosen(given.names))]
  if (flags.list) {
    for (const { topic, name, about } of suites) console.log(`${topic}\n    ${name}\n    ${about}`)
    return 0
  }
  const { seed = Date.now() % 1_000_000_007, runs, steps, depth, timeout, run } = flags
  const schedule = scheduleOf(flags.schedule)
  const shard = flags.shard === undefined ? undefined : shardOf(flags.shard)
  if (run !== undefined && run >= runs) throw new Error(`--run ${run}: there are runs 0 to ${runs - 1}; give more --runs`)
  if (run !== undefined && shard !== undefined) throw new Error("--run and --shard: one run is in one shard")
  const line = progress()
  const models: SimulateReport["models"][number][] = []
  for (const suite of suites) {
    const model = flags.mutant === undefined ? suite.model() : modelWith(suite, mutantOf(flags.mutant))
    const result = walk(model, {
      seed,
      runs,
      steps,
      schedule,
      depth,
      ...(run === undefined ? {} : { run }),
      ...(shard === undefined ? {} : { shard: { index: shard.index - 1, count: shard.count } }),
      ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
      onProgress: (made, stepped) => line.say(`${suite.topic}: ${count(made)} runs, ${count(stepped)} steps; seed ${seed}`)
    })
    line.done()
    const again = result.violation && `npx rocketproof simulate ${suite.file === undefined ? suite.topic : suite.about} --seed ${seed} --run ${result.violation.run} --runs ${runs} --steps ${steps} --schedule ${schedule} --depth ${depth}${flags.mutant === undefined ? "" : ` --mutant ${flags.mutant}`}`
    tell(suite, result, again)
    if (result.violation !== undefined && flags.traces !== undefined) {
      mkdirSync(flags.traces, { recursive: true })
      writeFileSync(join(flags.traces, `${suite.name}.json`.replace(/[^\w.-]+/g, "_")), traceJson(suite, { id: result.violation.property, verdict: "violated" }, result.violation.trace, { model, ...(flags.mutant === undefined ? {} : { mutant: flags.mutant }) }))
    }
    models.push(reported(suite, result, again))
  }
  const report: SimulateReport = { format: SIMULATION, version: VERSION, rocketproof: version, seed, runs, steps, schedule, depth, mutant: flags.mutant ?? null, run: run ?? null, shard: shard ?? null, models }
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(report, null, 1)}\n`)
  return models.some(({ violation }) => violation !== null) ? 1 : 0
}

/** All, or those that are named; the beginning of a name does. */
const chosen = (names: readonly string[]): readonly Suite[] => {
  const of = (name: string): readonly Suite[] => {
    const exact = walked.filter(({ topic }) => topic === name)
    return exact.length > 0 ? exact : walked.filter((suite) => suite.topic.startsWith(name) || suite.name.startsWith(name))
  }
  const unknown = names.find((name) => of(name).length === 0)
  if (unknown !== undefined) throw new Error(`model: there is no "${unknown}" to simulate; ${nearest(unknown, walked.map(({ topic }) => topic))} (simulate --list names all)`)
  return names.length === 0 ? walked : walked.filter((suite) => names.some((name) => of(name).includes(suite)))
}

const scheduleOf = (text: string): ScheduleName => {
  const found = scheduleNames.find((name) => name === text)
  if (found === undefined) throw new Error(`--schedule ${text}: must be one of ${scheduleNames.join(", ")}`)
  return found
}

/** Shards count from 1: `3/8` is the third of eight. */
export const shardOf = (text: string): Shard => {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  const shard = { index: Number(index), count: Number(count) }
  if (index === undefined || shard.index < 1 || shard.index > shard.count) throw new Error(`--shard ${text}: must be I/N with I from 1 to N, as 1/4 for the first of four`)
  return shard
}

const mutantOf = (id: string) => {
  const found = mutants.find((mutant) => mutant.id === id)
  if (found === undefined) throw new Error(`--mutant ${id}: no such mutant; ${nearest(id, mutants.map((mutant) => mutant.id))} (mutants --list names all)`)
  return found
}

const tell = (suite: Suite, result: Simulation, again: string | undefined): void => {
  const { violation, runs, steps, seconds, verdicts, stopped, seed } = result
  console.log(`${violation ? "FAILED" : "ok"}  ${result.model}  ${count(runs)} runs, ${count(steps)} steps, ${rate(steps, seconds)}, ${verdicts.size} verdicts taken; seed ${seed}${stopped === undefined ? "" : "; the time was over"}`)
  if (violation === undefined) return
  console.log(`\n${suite.file === undefined ? explain(suite, { id: violation.property, verdict: "violated" }, violation.trace, screen()) : `${violation.property}\n${traceText(suite.model(), violation.trace)}`}\n`)
  console.log(`found by run ${violation.run} in ${violation.found.steps.length} steps, shortened to ${violation.trace.steps.length}\nagain: ${again}`)
}

const reported = (suite: Suite, result: Simulation, again: string | undefined): SimulateReport["models"][number] => ({
  topic: suite.topic,
  model: result.model,
  seconds: result.seconds,
  stopped: result.stopped ?? null,
  blocks: result.blocks,
  violation:
    result.violation === undefined
      ? null
      : {
          property: result.violation.property,
          run: result.violation.run,
          foundSteps: result.violation.found.steps.length,
          steps: result.violation.trace.steps.map(({ move }) => suite.model().describe?.(move) ?? JSON.stringify(move)),
          again: again as string
        }
})
