/**
 * `rocketproof replay`: a trace, performed on live brokers over TCP, step by step, and compared after each.
 *
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { liveWorldOf, replayLive, type Replayed, type Verdict } from "../replay/replay.ts"
import { reportLines } from "../replay/report.ts"
import { NotPerformable } from "../replay/stage.ts"
import { BadTrace } from "../trace/read.ts"
import { type ReadTrace, readTrace } from "../trace/replay.ts"
import { pick } from "./mutants.ts"
import { progress } from "./progress.ts"

export interface ReplayFlags {
  readonly mutant?: string
  readonly processes?: boolean
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
  const result = await replayRead(read, flags)
  const { suite, about, mutant, trace } = read
  for (const line of reportLines(result, {
    ...(about === undefined ? {} : { property: about.id }),
    model: suite.name,
    ...(mutant === undefined ? {} : { traceOf: mutant.id }),
    ...(flags.mutant === undefined ? {} : { mutant: flags.mutant }),
    brokers: brokersIn(read),
    processes: flags.processes === true
  }))
    console.log(line)
  if (flags.json !== undefined)
    writeFileSync(flags.json, `${JSON.stringify({ trace: file, model: suite.name, property: about?.id ?? null, traceOf: mutant?.id ?? null, mutant: flags.mutant ?? null, processes: flags.processes === true, ...result, length: trace.steps.length }, null, 1)}\n`)
  return exitCodes[result.verdict]
}

/** A trace that was read, on brokers of its own in a directory that goes with them. */
export const replayRead = async (read: ReadTrace, { mutant, processes }: ReplayFlags): Promise<Replayed> => {
  const { suite, model, trace, about, start } = read
  if (start.n > 0) return { verdict: "not performable", steps: start.n + trace.steps.length, step: 0, why: "it is too long to be kept whole", seconds: 0 }
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-replay-"))
  const line = progress()
  try {
    return await replayLive({
      suite,
      model,
      trace,
      ...(about === undefined ? {} : { property: about.id }),
      ...(mutant === undefined ? {} : { mutant }),
      dir,
      processes: processes === true,
      onStep: (step, of) => line.say(`step ${step} of ${of}`)
    })
  } finally {
    line.done()
    rmSync(dir, { recursive: true, force: true })
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
