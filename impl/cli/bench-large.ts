/**
 * `rocketproof bench checker`, of our own models: the largest with one thread and with two, and one of over a hundred million states.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir, totalmem } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { LargeFigures } from "../../models/reference/bench/figures.ts"
import { type Measured, watch } from "../../models/reference/bench/tools.ts"
import { pins } from "../../properties/pins.ts"

const main = fileURLToPath(new URL("main.js", import.meta.url))

/** What `check` says of one model, in a process of its own. */
const checked = async (args: readonly string[]): Promise<Measured> => {
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-bench-"))
  const json = join(dir, "check.json")
  try {
    const { cpuSeconds, peakBytes } = await watch(process.execPath, [main, "check", ...args, "--json", json], dir)
    const [result] = JSON.parse(readFileSync(json, "utf8")) as readonly { readonly uniqueStates: number; readonly generatedStates: number; readonly seconds: number }[]
    if (result === undefined) throw new Error(`check ${args[0]} wrote no result`)
    return { generated: result.generatedStates, unique: result.uniqueStates, seconds: result.seconds, cpuSeconds, peakBytes }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** The model with the most states that is pinned, once `check` can be told how many workers to use. */
export const ourLargest = (): { readonly title: string; readonly explore: (workers: number) => Promise<Measured> } | undefined => {
  if (!spawnSync(process.execPath, [main, "check", "--help"], { encoding: "utf8" }).stdout.includes("--workers")) return undefined
  const [name] = Object.entries(pins).reduce((a, b) => (b[1].uniqueStates > a[1].uniqueStates ? b : a))
  return { title: `Our own largest model, ${name}`, explore: (workers) => checked([name, "--workers", String(workers)]) }
}

/** Registration with a NameServer, every state counted under each of the names that its three nodes can have. */
const LARGE = ["dledger/registration", "--no-symmetry", "--workers", "2", "--max-memory", "3000"]

/** Gibibytes. */
const LARGE_GOAL = 12

/** The large model, once. */
export const benchLarge = async (say: (what: string) => void): Promise<LargeFigures> => {
  say("a hundred million states: some minutes, and 3 GB of disk")
  const before = loadavg()[0] as number
  const one = await checked(LARGE)
  if ((one.unique ?? 0) < 1e8) throw new Error(`bench --large: only ${one.unique} states; the model has become smaller, choose another`)
  return {
    title: "Registration of three nodes with a NameServer, without symmetry: peak memory",
    unit: "GiB",
    goal: LARGE_GOAL,
    better: "less",
    value: (one.peakBytes ?? 0) / 2 ** 30,
    stats: { runs: 1, generated: one.generated, unique: one.unique, seconds: one.seconds, between: [one.seconds, one.seconds], cpuSeconds: one.cpuSeconds, peakBytes: one.peakBytes },
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    load: Math.max(before, loadavg()[0] as number),
    command: `npx rocketproof check ${LARGE.join(" ")}`
  }
}
