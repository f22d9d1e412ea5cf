/**
 * `rocketproof bench`: figures, with machine and date.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { bench as benchEngine } from "../../models/reference/bench/bench.ts"
import type { Figures } from "../../models/reference/bench/figures.ts"
import { benchLarge } from "../../models/reference/bench/large.ts"
import { page } from "../../models/reference/bench/page.ts"
import { ourLargest } from "./bench-largest.ts"
import { progress } from "./progress.ts"

export interface BenchOptions {
  readonly json?: string
  readonly runs: number
  readonly cache?: string
  readonly tlc: string
  readonly only?: string
  readonly page?: string
  readonly from?: string
  readonly large?: boolean
  readonly alone?: boolean
  readonly seconds: number
  readonly messages: number
  /** Seconds. */
  readonly timeout?: number
}

export const bench = async (what: string, ids: readonly string[], options: BenchOptions): Promise<number> => {
  const { json, timeout } = options
  if (what === "checker") return benchChecker(options)
  if (what === "simulation") return (await import("./bench-simulation.ts")).benchSimulation(ids, { ...(json === undefined ? {} : { json }), ...(timeout === undefined ? {} : { timeout }) })
  if (what !== "broker") throw new Error(`bench ${what}: must be checker, broker or simulation`)
  return (await import("./bench-broker.ts")).benchBrokers(options)
}

/** What was measured before. */
const before = (file: string | undefined): Partial<Figures> => (file === undefined || !existsSync(file) ? {} : (JSON.parse(readFileSync(file, "utf8")) as Figures))

/** The page is printed; with `from`, of figures that were measured before. */
const benchChecker = async ({ json, runs, cache, tlc, only, page: file, from, large }: BenchOptions): Promise<number> => {
  const line = progress()
  const largest = ourLargest()
  const known = before(from ?? json)
  const keep = (figures: Figures): void => {
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ ...(known.large === undefined ? {} : { large: known.large }), ...figures }, null, 1)}\n`)
  }
  const figures =
    large === true
      ? { ...(known as Figures), large: benchLarge((step) => line.say(step)) }
      : from === undefined
      ? await benchEngine({ runs, tlc, say: (step) => line.say(step), keep, ...(cache === undefined ? {} : { cache }), ...(only === undefined ? {} : { only }), ...(largest === undefined ? {} : { largest }) })
      : (known as Figures)
  line.done()
  keep(figures)
  const text = page(figures)
  if (file === undefined) console.log(text)
  else writeFileSync(file, text)
  return 0
}
