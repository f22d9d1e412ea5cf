/**
 * `npm run bench:testkit`: how long clusters of the test kit take to start and to stop, and whether anything is left of them: a table, and
 * an end with 1 if a goal is missed. `--rounds N`: so many starts and stops for the last row (default: 1,000). `--write`: into docs/testkit.md.
 *
 * Measures what `npm run build` has built.
 *
 * @module
 */
import { mkdtempSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { withSection } from "../cli/marked.ts"
import type { Mode } from "../cluster/modes.ts"
import { wholeMachine } from "../compatibility/section.ts"

type Kit = typeof import("../testkit/index.ts")

interface Row {
  readonly what: string
  readonly seen: string
  readonly goal: string
  readonly holds: boolean
}

const PAGE = fileURLToPath(new URL("../../docs/testkit.md", import.meta.url))
const BEGIN = "<!-- npm run bench:testkit -- --write writes from here -->"
const END = "<!-- to here -->"
const TIMES = 20
const AT_ONCE = 50

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const progress = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K${line}\r`)
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const ms = (values: readonly number[]): string => `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`

const timed = async <T>(what: () => Promise<T>): Promise<readonly [T, number]> => {
  const began = performance.now()
  const value = await what()
  return [value, performance.now() - began]
}

/** Starts and stops of one kind of cluster, after one that loads the code. */
const startsAndStops = async ({ startCluster }: Kit, name: string, options: { readonly mode: Mode; readonly groups?: number }, startGoal: number, stopGoal: number): Promise<readonly Row[]> => {
  const starts: number[] = []
  const stops: number[] = []
  for (let i = 0; i <= TIMES; i++) {
    progress(`${name}, ${i} of ${TIMES}`)
    const [cluster, started] = await timed(() => startCluster(options))
    const [, stopped] = await timed(() => cluster.stop())
    if (i === 0) continue
    starts.push(started)
    stops.push(stopped)
  }
  return [
    { what: `start, ${name}`, seen: ms(starts), goal: `≤ ${startGoal} ms`, holds: median(starts) <= startGoal },
    { what: `stop, ${name}`, seen: ms(stops), goal: `≤ ${stopGoal} ms`, holds: median(stops) <= stopGoal }
  ]
}

const atOnce = async ({ startCluster }: Kit): Promise<readonly Row[]> => {
  progress(`${AT_ONCE} at once`)
  const [clusters, took] = await timed(() => Promise.all(Array.from({ length: AT_ONCE }, () => startCluster({ mode: "multi-master", groups: 1, topics: ["orders"] }))))
  const [, stopped] = await timed(async () => {
    await Promise.all(clusters.map((cluster) => cluster.send("orders", "one")))
    await Promise.all(clusters.map((cluster) => cluster.stop()))
  })
  const addresses = new Set(clusters.map(({ namesrvAddr }) => namesrvAddr)).size
  return [{ what: `${AT_ONCE} at once`, seen: `all serve after ${took.toFixed(0)} ms; sent to and stopped in ${stopped.toFixed(0)} ms`, goal: "no port clash", holds: addresses === AT_ONCE }]
}

/** What a process holds: sockets, timers and the like, and open files where the system tells (Linux). */
const held = async (): Promise<{ readonly handles: number; readonly files: number; readonly heapMb: number }> => {
  // What is closed goes with the next turns of the loop.
  await new Promise((resolve) => setTimeout(resolve, 500))
  globalThis.gc?.()
  const files = ((): number => {
    try {
      return readdirSync("/proc/self/fd").length
    } catch {
      return 0
    }
  })()
  return { handles: process.getActiveResourcesInfo().length, files, heapMb: process.memoryUsage().heapUsed / 2 ** 20 }
}

const nothingLeft = async ({ startCluster }: Kit, rounds: number, dir: string): Promise<readonly Row[]> => {
  const modes = ["multi-master", "async-replication", "sync-double-write", "dledger"] as const
  const round = async (i: number): Promise<void> => {
    const cluster = await startCluster({ mode: modes[i % modes.length] as Mode, topics: ["orders"] })
    await cluster.send("orders", `round ${i}`)
    await cluster.stop()
  }
  for (let i = 0; i < modes.length; i++) await round(i)
  const before = await held()
  const [, took] = await timed(async () => {
    for (let i = 0; i < rounds; i++) {
      progress(`round ${i} of ${rounds}`)
      await round(i)
    }
  })
  const after = await held()
  const left = readdirSync(dir)
  const more = (key: "handles" | "files"): number => after[key] - before[key]
  return [
    {
      what: `${rounds.toLocaleString("en")} rounds of start, send, stop, through all modes`,
      seen: `${more("handles")} handles, ${more("files")} open files and ${left.length} directories more; heap ${before.heapMb.toFixed(0)} → ${after.heapMb.toFixed(0)} MiB; ${(took / rounds).toFixed(0)} ms a round`,
      goal: "nothing left",
      holds: more("handles") <= 0 && more("files") <= 0 && left.length === 0
    }
  ]
}

const tableOf = (rows: readonly Row[]): string =>
  ["| | seen | goal | |", "|---|---|---|---|", ...rows.map(({ what, seen, goal, holds }) => `| ${what} | ${seen} | ${goal} | ${holds ? "held" : "**missed**"} |`)].join("\n")

const main = async (rounds: number, write: boolean): Promise<number> => {
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-figures-"))
  // What clusters leave behind is looked for there.
  process.env["TMPDIR"] = dir
  const kit = (await import(new URL("../../dist/impl/testkit/index.js", import.meta.url).href)) as Kit
  const rows = [
    ...(await startsAndStops(kit, "one broker", { mode: "multi-master", groups: 1 }, 150, 100)),
    ...(await startsAndStops(kit, "a DLedger group of three in one process", { mode: "dledger" }, 800, 100)),
    ...(await atOnce(kit)),
    ...(await nothingLeft(kit, rounds, dir))
  ]
  progress("")
  say(tableOf(rows))
  if (rows.every(({ holds }) => holds)) rmdirSync(dir)
  if (write) {
    const section = `${tableOf(rows)}\n\nMedian, least and most of ${TIMES} each, ${new Date().toISOString().slice(0, 10)} (${wholeMachine()}).`
    writeFileSync(PAGE, withSection(readFileSync(PAGE, "utf8"), BEGIN, END, section))
  }
  return rows.every(({ holds }) => holds) ? 0 : 1
}

const at = process.argv.indexOf("--rounds")
process.exitCode = await main(at < 0 ? 1_000 : Number(process.argv[at + 1]), process.argv.includes("--write"))
