/**
 * `rocketproof bench`: figures, with machine and date.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { cpus, totalmem } from "node:os"
import { fileURLToPath } from "node:url"
import { benchBroker } from "../cluster/bench.ts"
import { count, progress } from "./progress.ts"

const RUNS = 5

export const bench = async (what: string, ids: readonly string[], { json, timeout }: { readonly json?: string; readonly timeout?: number }): Promise<number> => {
  if (what === "simulation") return (await import("./bench-simulation.ts")).benchSimulation(ids, { ...(json === undefined ? {} : { json }), ...(timeout === undefined ? {} : { timeout }) })
  if (what === "checker") {
    const script = fileURLToPath(new URL("../../models/engine/bench.js", import.meta.url))
    return spawnSync(process.execPath, [script, ...(json === undefined ? [] : ["--json", json])], { stdio: "inherit" }).status ?? 1
  }
  if (what !== "broker") throw new Error(`bench ${what}: must be checker, broker or simulation`)
  const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`
  const line = progress()
  const figures = await benchBroker(RUNS, (step) => line.say(step))
  line.done()
  console.log(`${machine}; median of ${RUNS} (least, most)\n`)
  for (const figure of figures) console.log(`${figure.what.padEnd(64)} ${count(figure.median).padStart(8)} ${figure.unit}  (${count(figure.min)}, ${count(figure.max)})`)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, figures }, null, 1)}\n`)
  return 0
}
