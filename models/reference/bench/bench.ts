/**
 * Our engine beside Stateright and TLC: the same models, turn about, in processes of their own; the median counts.
 *
 * @module
 */
import { cpus, loadavg, totalmem } from "node:os"
import process from "node:process"
import { fileURLToPath } from "node:url"
import type { AloneFigures, Figures, RivalFigures, RowFigures, Stats } from "./figures.ts"
import { median } from "./figures.ts"
import { gather } from "./evidence.ts"
import { profile } from "./profile.ts"
import { type Alone, alone, type Rival, rows, WORKERS_GOAL } from "./rows.ts"
import { stateright } from "./stateright.ts"
import { tlc } from "./tlc.ts"
import { defaultCache, type Measured, run } from "./tools.ts"

export interface BenchOptions {
  readonly runs: number
  readonly cache?: string
  /** A jar, or Maven coordinates. */
  readonly tlc: string
  /** Only rows whose title begins so. */
  readonly only?: string
  readonly say: (what: string) => void
  /** Told what is known after every round, so that a run that is cut off was not for nothing. */
  readonly keep?: (figures: Figures) => void
  /** Explores our own largest model; absent while the engine has one worker. */
  readonly largest?: { readonly title: string; readonly explore: (workers: number) => Promise<Measured> }
}

const script = fileURLToPath(new URL("ours.js", import.meta.url))

/** CPU seconds of the exploration, and of the whole process: TLC's are of its whole process. */
interface Ours extends Measured {
  readonly wholeCpuSeconds: number
}

const ours = (name: string): Ours => JSON.parse(run(process.execPath, [script, name])) as Ours

export const bench = async ({ runs, cache = defaultCache(), tlc: tlcFrom, only, say, keep, largest }: BenchOptions): Promise<Figures> => {
  const others = { stateright: stateright(cache, say), tlc: tlc(cache, tlcFrom, say) }
  const measureRival = async ({ tool, example, args }: Rival): Promise<Measured | string> => {
    if (tool === "tlc") return "missing" in others.tlc ? others.tlc.missing : await others.tlc.ready.twoPhaseCommit(8)
    return "missing" in others.stateright ? others.stateright.missing : others.stateright.ready.explore("mended", example as string, args ?? [])
  }
  const wanted = <T extends { readonly title: string }>(list: readonly T[]): readonly T[] => list.filter(({ title }) => title.startsWith(only ?? ""))
  const measured = new Map<object, (Measured | string)[]>()
  const note = (key: object, one: Measured | string): void => void measured.set(key, [...(measured.get(key) ?? []), one])
  const before = loadavg()[0] as number
  const evidence = "missing" in others.stateright || only !== undefined ? [] : gather(others.stateright.ready, ours, say)
  const versions = [
    `Node ${process.versions.node}`,
    "missing" in others.stateright ? `no Stateright: ${others.stateright.missing}` : `Stateright 0.31.0, ${others.stateright.ready.rustc}`,
    "missing" in others.tlc ? `no TLC: ${others.tlc.missing}` : `TLC ${others.tlc.ready.version}`
  ]
  /** Our largest model, with one worker and with two. */
  const byOne: Measured[] = []
  const byTwo: Measured[] = []
  const soFar = (): Figures => {
    const figures = wanted(rows).map((row): RowFigures => {
      const all = measured.get(row) as Ours[]
      const mine = statsOf(all)
      return { title: row.title, ours: mine, rivals: row.rivals.map((rival) => against(rival, measured.get(rival) ?? [], mine, all)) }
    })
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
      load: Math.max(before, loadavg()[0] as number),
      versions,
      rows: figures,
      alone: [...wanted(alone).map((row) => aloneFigures(row, statsOf(measured.get(row) as Measured[]))), ...(only === undefined ? [workersFigures(largest?.title, byOne, byTwo)] : [])],
      evidence,
      profiles: profilesOf(figures, cache)
    }
  }
  for (let round = 1; round <= runs; round++) {
    for (const row of wanted(rows)) {
      say(`round ${round} of ${runs}: ours, ${row.title}`)
      note(row, ours(row.ours))
      for (const rival of row.rivals) {
        say(`round ${round} of ${runs}: ${rival.name}, ${row.title}`)
        note(rival, await measureRival(rival))
      }
    }
    for (const row of wanted(alone)) {
      say(`round ${round} of ${runs}: ${row.title}`)
      note(row, ours(row.ours))
    }
    if (largest !== undefined && only === undefined) {
      say(`round ${round} of ${runs}: ${largest.title}`)
      byOne.push(await largest.explore(1))
      byTwo.push(await largest.explore(2))
    }
    keep?.(soFar())
  }
  return soFar()
}

/** Of the row with the fewest successors a second, and of the one that is furthest from a goal of its own. */
const profilesOf = (all: readonly RowFigures[], cache: string): Figures["profiles"] => {
  const speed = ({ ours: { generated, cpuSeconds } }: RowFigures): number => (generated ?? 0) / (cpuSeconds ?? 1)
  const nearness = ({ rivals }: RowFigures): number => Math.min(...rivals.map(({ ratio, goal }) => (typeof ratio === "number" ? ratio / goal : Number.POSITIVE_INFINITY)))
  const least = (measure: (row: RowFigures) => number): RowFigures | undefined => [...all].sort((a, b) => measure(a) - measure(b))[0]
  const titles = new Set([least(speed)?.title, ...all.filter((row) => nearness(row) < 1 && row === least(nearness)).map(({ title }) => title)])
  return rows.filter(({ title }) => titles.has(title)).map(({ title, ours: name }) => ({ row: title, lines: profile(cache, script, name) }))
}

const aloneFigures = ({ title, unit, goal, better, figure }: Alone, stats: Stats): AloneFigures => {
  const value = figure({ unique: stats.unique ?? 0, generated: stats.generated ?? 0, cpuSeconds: stats.cpuSeconds ?? 0, peakBytes: stats.peakBytes ?? 0 })
  return { title, unit, goal, better, value, stats }
}

const against = ({ tool, name, goal }: Rival, theirs: readonly (Measured | string)[], mine: Stats, all: readonly Ours[]): RivalFigures => {
  const missing = theirs.find((one) => typeof one === "string")
  if (missing !== undefined) return { name, goal, missing }
  const stats = statsOf(theirs as readonly Measured[])
  const cpu = tool === "tlc" ? median(all.map(({ wholeCpuSeconds }) => wholeCpuSeconds)) : mine.cpuSeconds
  return {
    name,
    goal,
    stats,
    ratio: stats.cpuSeconds === null || cpu === null ? null : stats.cpuSeconds / cpu,
    ratioOnTheClock: stats.seconds / mine.seconds,
    sameCounts: stats.generated === mine.generated && stats.unique === mine.unique
  }
}

/** The counts of a deterministic search are the same in every run, or something is wrong. */
export const statsOf = (all: readonly Measured[]): Stats => {
  const [first] = all
  if (first === undefined || all.some(({ generated, unique }) => generated !== first.generated || unique !== first.unique)) throw new Error("the counts differ from run to run")
  const seconds = all.map((one) => one.seconds)
  const known = (values: readonly (number | null)[]): number | null => (values.includes(null) ? null : median(values as readonly number[]))
  return {
    runs: all.length,
    generated: first.generated,
    unique: first.unique,
    seconds: median(seconds),
    between: [Math.min(...seconds), Math.max(...seconds)],
    cpuSeconds: known(all.map((one) => one.cpuSeconds)),
    peakBytes: known(all.map((one) => one.peakBytes))
  }
}

const workersFigures = (title: string | undefined, one: readonly Measured[], two: readonly Measured[]): AloneFigures => {
  const row = { title: `${title ?? "Our own largest model"}: 1 to 2 workers`, unit: "times as fast on the clock", goal: WORKERS_GOAL, better: "more" as const }
  if (title === undefined) return { ...row, missing: "not available: `check` has no option --workers" }
  const stats = statsOf(two)
  if (stats.unique !== statsOf(one).unique) throw new Error("one worker and two count differently")
  return { ...row, value: statsOf(one).seconds / stats.seconds, stats }
}
