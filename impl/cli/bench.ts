/**
 * `rocketproof bench`: figures, with machine and date.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bench as benchEngine } from "../../models/reference/bench/bench.ts"
import type { Figures } from "../../models/reference/bench/figures.ts"
import { page } from "../../models/reference/bench/page.ts"
import type { Measured } from "../../models/reference/bench/tools.ts"
import { pins } from "../../properties/pins.ts"
import { benchBroker } from "../cluster/bench.ts"
import { machineToday } from "./machine.ts"
import { count, progress } from "./progress.ts"

export interface BenchOptions {
  readonly json?: string
  readonly runs: number
  readonly cache?: string
  readonly tlc: string
  readonly only?: string
  readonly page?: string
  readonly from?: string
  /** Seconds. */
  readonly timeout?: number
}

export const bench = async (what: string, ids: readonly string[], options: BenchOptions): Promise<number> => {
  const { json, runs, timeout } = options
  if (what === "checker") return benchChecker(options)
  if (what === "simulation") return (await import("./bench-simulation.ts")).benchSimulation(ids, { ...(json === undefined ? {} : { json }), ...(timeout === undefined ? {} : { timeout }) })
  if (what !== "broker") throw new Error(`bench ${what}: must be checker, broker or simulation`)
  const machine = machineToday()
  const line = progress()
  const figures = await benchBroker(runs, (step) => line.say(step))
  line.done()
  console.log(`${machine}; median of ${runs} (least, most)\n`)
  for (const figure of figures) console.log(`${figure.what.padEnd(64)} ${count(figure.median).padStart(8)} ${figure.unit}  (${count(figure.min)}, ${count(figure.max)})`)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, figures }, null, 1)}\n`)
  return 0
}

/** The page is printed; with `from`, of figures that were measured before. */
const benchChecker = async ({ json, runs, cache, tlc, only, page: file, from }: BenchOptions): Promise<number> => {
  const line = progress()
  const largest = ourLargest()
  const keep = (figures: Figures): void => {
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 1)}\n`)
  }
  const figures =
    from === undefined
      ? await benchEngine({ runs, tlc, say: (step) => line.say(step), keep, ...(cache === undefined ? {} : { cache }), ...(only === undefined ? {} : { only }), ...(largest === undefined ? {} : { largest }) })
      : (JSON.parse(readFileSync(from, "utf8")) as Figures)
  line.done()
  keep(figures)
  const text = page(figures)
  if (file === undefined) console.log(text)
  else writeFileSync(file, text)
  return 0
}

const main = fileURLToPath(new URL("main.js", import.meta.url))

/** The model with the most states that is pinned, once `check` can be told how many workers to use. */
const ourLargest = (): { readonly title: string; readonly explore: (workers: number) => Measured } | undefined => {
  if (!spawnSync(process.execPath, [main, "check", "--help"], { encoding: "utf8" }).stdout.includes("--workers")) return undefined
  const [name] = Object.entries(pins).reduce((a, b) => (b[1].uniqueStates > a[1].uniqueStates ? b : a))
  return {
    title: `Our own largest model, ${name}`,
    explore: (workers) => {
      const dir = mkdtempSync(join(tmpdir(), "rocketproof-bench-"))
      const json = join(dir, "check.json")
      try {
        const { status, stderr } = spawnSync(process.execPath, [main, "check", name, "--workers", String(workers), "--json", json], { encoding: "utf8" })
        if (status !== 0) throw new Error(`check ${name} --workers ${workers}: exit ${status}: ${stderr}`)
        const [result] = JSON.parse(readFileSync(json, "utf8")) as readonly { readonly uniqueStates: number; readonly generatedStates: number; readonly seconds: number }[]
        if (result === undefined) throw new Error(`check ${name} wrote no result`)
        return { generated: result.generatedStates, unique: result.uniqueStates, seconds: result.seconds, cpuSeconds: null, peakBytes: null }
      } finally {
        rmSync(dir, { recursive: true })
      }
    }
  }
}
