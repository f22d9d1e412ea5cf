/**
 * A search of over a hundred million states, with two threads, in less memory than that takes: measured once, by itself.
 *
 * @module
 */
import { cpus, loadavg, totalmem } from "node:os"
import process from "node:process"
import { fileURLToPath } from "node:url"
import type { LargeFigures } from "./figures.ts"
import { type Measured, run } from "./tools.ts"

const script = fileURLToPath(new URL("ours.js", import.meta.url))

/** Gibibytes. */
const GOAL = 12

const LEAST = 100_000_000

export const benchLarge = (say: (what: string) => void): LargeFigures => {
  say("over a hundred million states: some minutes, and 4 GB of disk")
  const before = loadavg()[0] as number
  const { unique, generated, seconds, cpuSeconds, peakBytes } = JSON.parse(run(process.execPath, [script, "raft-3n-large"])) as Measured
  if ((unique ?? 0) < LEAST) throw new Error(`bench --large: only ${unique} states`)
  return {
    title: "Raft, 3 nodes, exhaustive: 1 term, 2 entries, 6 messages in flight: peak memory",
    unit: "GiB",
    goal: GOAL,
    better: "less",
    value: (peakBytes ?? 0) / 2 ** 30,
    stats: { runs: 1, generated, unique, seconds, between: [seconds, seconds], cpuSeconds, peakBytes },
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    load: Math.max(before, loadavg()[0] as number)
  }
}
