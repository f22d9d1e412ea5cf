/**
 * `rocketproof bench checker`, of our own models: the largest, with one thread and with two.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
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
