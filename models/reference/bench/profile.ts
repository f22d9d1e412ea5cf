/**
 * Where one of our cases spends its time, by V8's sampling profiler.
 *
 * @module
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import type { ProfileLine } from "./figures.ts"
import { run } from "./tools.ts"

interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string; readonly url: string } }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Functions by the time spent in themselves, the most first. */
export const profile = (cache: string, script: string, name: string): readonly ProfileLine[] => {
  const dir = join(cache, "profile")
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  run(process.execPath, ["--cpu-prof", `--cpu-prof-dir=${dir}`, script, name])
  const file = readdirSync(dir).find((entry) => entry.endsWith(".cpuprofile")) as string
  return linesOf(JSON.parse(readFileSync(join(dir, file), "utf8")) as CpuProfile)
}

export const linesOf = ({ nodes, samples, timeDeltas }: CpuProfile): readonly ProfileLine[] => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const spent = new Map<string, number>()
  samples.forEach((id, i) => {
    const { functionName = "", url = "" } = frames.get(id) ?? {}
    const key = `${functionName === "" ? "(nameless)" : functionName}\t${url.slice(url.lastIndexOf("/") + 1)}`
    spent.set(key, (spent.get(key) ?? 0) + (timeDeltas[i] ?? 0))
  })
  const total = [...spent.values()].reduce((a, b) => a + b, 0)
  return [...spent]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 12)
    .map(([key, time]) => ({ share: time / total, name: key.split("\t")[0] as string, file: key.split("\t")[1] as string }))
}
