/**
 * `rocketproof replay`: a trace, performed on live brokers over TCP, step by step, and compared after each.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { liveWorldOf, replayLive, type Replayed, type Verdict } from "../replay/replay.ts"
import { replayAgainstReal } from "../replay/real/against-real.ts"
import { missing, VERSION } from "../replay/real/rocketmq.ts"
import { reportLines } from "../replay/report.ts"
import { NotPerformable } from "../replay/stage.ts"
import { BadTrace } from "../trace/read.ts"
import { type ReadTrace, readTrace } from "../trace/replay.ts"
import { pick } from "./mutants.ts"
import { progress } from "./progress.ts"
import { inDirectory } from "./replay-directory.ts"

export interface ReplayFlags {
  readonly mutant?: string
  readonly processes?: boolean
  readonly against?: string
  readonly json?: string
}

const exitCodes: { readonly [verdict in Verdict]: number } = { reproduced: 0, diverged: 1, "not performable": 2 }

/** Exit 0: reproduced; 1: diverged; 2: no trace, or one with steps that no live broker can make. */
export const replay = async (file: string, flags: ReplayFlags): Promise<number> => {
  let read: ReadTrace
  try {
    read = readTrace(file)
  } catch (error) {
    if (!(error instanceof BadTrace)) throw error
    console.error(error.message)
    return 2
  }
  for (const warning of read.warnings) console.error(`warning: ${warning}`)
  if (flags.mutant !== undefined) pick([flags.mutant])
  if (flags.against !== undefined) {
    if (flags.against !== "real") throw new Error(`--against ${flags.against}: must be real, for RocketMQ's own brokers`)
    if (flags.mutant !== undefined) throw new Error("--mutant: RocketMQ's own brokers have no rules to change; leave it out, or --against")
    const why = missing()
    if (why !== undefined) {
      console.log(`skipped: ${why}`)
      return 2
    }
  }
  const result = await replayRead(read, flags)
  const { suite, about, mutant, trace } = read
  for (const line of reportLines(result, {
    ...(about === undefined ? {} : { property: about.id }),
    model: suite.name,
    ...(mutant === undefined ? {} : { traceOf: mutant.id }),
    ...(flags.mutant === undefined ? {} : { mutant: flags.mutant }),
    brokers: brokersIn(read),
    processes: flags.processes === true || flags.against === "real",
    ...(flags.against === "real" ? { real: VERSION } : {})
  }))
    console.log(line)
  if (flags.json !== undefined)
    writeFileSync(flags.json, `${JSON.stringify({ trace: file, model: suite.name, property: about?.id ?? null, traceOf: mutant?.id ?? null, mutant: flags.mutant ?? null, against: flags.against ?? null, processes: flags.processes === true, ...result, length: trace.steps.length }, null, 1)}\n`)
  return exitCodes[result.verdict]
}

/** A trace that was read, on brokers of its own in a directory that goes with them. */
export const replayRead = async (read: ReadTrace, { mutant, processes, against }: ReplayFlags): Promise<Replayed> => {
  const { suite, model, trace, about, start } = read
  if (start.n > 0) return { verdict: "not performable", steps: start.n + trace.steps.length, step: 0, why: "it is too long to be kept whole", seconds: 0 }
  const line = progress()
  const onStep = (step: number, of: number): void => line.say(`step ${step} of ${of}`)
  const common = { suite, model, trace, onStep, ...(about === undefined ? {} : { property: about.id }) }
  try {
    return await inDirectory((dir) =>
      against === "real" ? replayAgainstReal({ ...common, dir }) : replayLive({ ...common, ...(mutant === undefined ? {} : { mutant }), dir, processes: processes === true })
    )
  } finally {
    line.done()
  }
}

const brokersIn = ({ suite }: ReadTrace): number => {
  try {
    return liveWorldOf(suite).names.length
  } catch (error) {
    if (error instanceof NotPerformable) return 0
    throw error
  }
}
