/**
 * Random walks: where the states are too many to visit, some of them, far from the start. A seed says which walks.
 *
 * Walks are made in blocks, and a block knows nothing of the others: it may be made on another machine. What a simulation
 * says is the sum of its blocks, up to the first in which something was violated.
 *
 * @module
 */
import { coverageGuided } from "./coverage-guided.ts"
import type { AnyModel, AnyMove } from "./model.ts"
import { pct } from "./pct.ts"
import { Random } from "./random.ts"
import type { Trace } from "./result.ts"
import { type Schedule, uniform } from "./schedules.ts"
import { shrink } from "./shrink.ts"
import { replay, withThrow } from "./trace.ts"
import { type Abstraction, Walks } from "./walks.ts"
import type { Violation } from "./world.ts"

/** Walks in a block. */
export const BLOCK = 60

/**
 * `uniform`: each step that can be made is as likely. `pct`: by random priorities (`pct.ts`). `coverage`: guided by abstract
 * states (`coverage-guided.ts`). `mix`: the three in turn, walk by walk.
 */
export const scheduleNames = ["mix", "uniform", "pct", "coverage"] as const
export type ScheduleName = (typeof scheduleNames)[number]

export interface SimulateOptions {
  readonly seed: number
  /** Walks, each from the initial state. */
  readonly runs: number
  /** Steps a walk, at most. */
  readonly steps: number
  /** Default: `mix`. */
  readonly schedule?: ScheduleName
  /** Of `pct`: moves whose order matters (default 3). */
  readonly depth?: number
  /** Of `coverage`: what is abstract of a slot's local. Default: the verdicts that the slot took last. */
  readonly abstraction?: Abstraction
  /** Only the walk of this number, as it is among the others. */
  readonly run?: number
  /** Of every `count` blocks only the one at place `index`, from 0 on. */
  readonly shard?: { readonly index: number; readonly count: number }
  /** Only violations of these properties end the simulation (default: of any). */
  readonly stopAt?: readonly string[]
  readonly timeoutSeconds?: number
  /** Look for a shorter trace to the same violation (default true). */
  readonly shrink?: boolean
  /** Called after every walk, with walks and steps so far. */
  readonly onProgress?: (runs: number, steps: number) => void
}

export interface SimulatedViolation {
  readonly property: string
  /** The walk that found it; the first is 0. */
  readonly run: number
  /** As found. */
  readonly found: Trace
  /** The shortest known. */
  readonly trace: Trace
}

/** What came of one block: a function of model, seed, number of the block, and what the options say of walks. */
export interface BlockReport {
  readonly block: number
  readonly runs: number
  readonly steps: number
  readonly reached: readonly string[]
  readonly verdicts: { readonly [name: string]: number }
  /** Abstract states that guided walks came by. */
  readonly abstract: number
  readonly violated?: { readonly property: string; readonly run: number }
}

export interface Simulation {
  readonly model: string
  readonly seed: number
  /** Walks and steps made. */
  readonly runs: number
  readonly steps: number
  readonly seconds: number
  /** Witnesses that a walk came by. */
  readonly reached: readonly string[]
  /** How often each verdict was taken. */
  readonly verdicts: ReadonlyMap<string, number>
  /** The time was over before all walks were made. */
  readonly stopped?: "timeout"
  readonly blocks: readonly BlockReport[]
  readonly violation?: SimulatedViolation
}

export const simulate = (model: AnyModel, options: SimulateOptions): Simulation => {
  const started = performance.now()
  const deadline = started + (options.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000
  const walks = new Walks(model, options.stopAt, options.abstraction)
  const { index, count } = options.shard ?? { index: 0, count: 1 }
  const blocks: BlockReport[] = []
  const witnesses = model.properties.filter(({ kind }) => kind === "sometimes").map(({ id }) => id)
  let runs = 0
  let steps = 0
  let violation: SimulatedViolation | undefined
  let isLate = false
  for (let block = 0; block * BLOCK < options.runs && violation === undefined && !isLate; block++) {
    if (options.run === undefined ? block % count !== index : block !== Math.floor(options.run / BLOCK)) continue
    walks.clear()
    const schedule = scheduleOf(options)
    const before = runs
    for (let run = block * BLOCK; run < Math.min(options.runs, (block + 1) * BLOCK) && violation === undefined; run++) {
      if (options.run !== undefined && (run > options.run || (run < options.run && schedule(run).arrived === undefined))) continue
      isLate = performance.now() >= deadline
      if (isLate) break
      runs++
      const met = walks.walk(schedule(run), new Random(options.seed, run), options.steps)
      options.onProgress?.(runs, steps + walks.steps)
      if (met === undefined) continue
      const { moves } = walks
      const found = traceOf(model, moves, met)
      violation = { property: met.id, run, found, trace: options.shrink === false ? found : traceOf(model, ...shrink(model, moves, met)) }
    }
    steps += walks.steps
    const violated = violation === undefined ? {} : { violated: { property: violation.property, run: violation.run } }
    if (runs > before) blocks.push({ block, runs: runs - before, steps: walks.steps, reached: walks.reached, verdicts: Object.fromEntries([...walks.verdicts].sort(byName)), abstract: walks.abstract, ...violated })
  }
  const sum = sumOf(blocks)
  return {
    model: model.name,
    seed: options.seed,
    seconds: (performance.now() - started) / 1000,
    ...sum,
    reached: witnesses.filter((id) => sum.reached.has(id)),
    ...(isLate ? { stopped: "timeout" as const } : {}),
    blocks,
    ...(violation === undefined ? {} : { violation })
  }
}

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : a > b ? 1 : 0)

/** What blocks say together. */
export const sumOf = (blocks: readonly BlockReport[]): { readonly runs: number; readonly steps: number; readonly reached: ReadonlySet<string>; readonly verdicts: ReadonlyMap<string, number> } => {
  const verdicts = new Map<string, number>()
  for (const block of blocks) for (const [name, times] of Object.entries(block.verdicts)) verdicts.set(name, (verdicts.get(name) ?? 0) + times)
  return {
    runs: blocks.reduce((sum, block) => sum + block.runs, 0),
    steps: blocks.reduce((sum, block) => sum + block.steps, 0),
    reached: new Set(blocks.flatMap(({ reached }) => reached)),
    verdicts: new Map([...verdicts].sort(byName))
  }
}

/** The schedule of each walk of one block. */
const scheduleOf = ({ schedule = "mix", depth = 3 }: SimulateOptions): ((run: number) => Schedule) => {
  const all = { uniform: uniform(), pct: pct(depth), coverage: coverageGuided() }
  const turns = [all.uniform, all.pct, all.coverage]
  return schedule === "mix" ? (run) => turns[run % turns.length] as Schedule : () => all[schedule]
}

/** The moves as a trace; the last of them is the one that threw, if one did. */
export const traceOf = (model: AnyModel, moves: readonly AnyMove[], { error }: Violation): Trace => {
  const last = moves[moves.length - 1]
  if (error === undefined) return replay(model, moves)
  if (last === undefined || error.startsWith("actions of ")) return { ...replay(model, moves), error }
  return withThrow(model, replay(model, moves.slice(0, -1)), last, error)
}
