/**
 * How fast the engine is on the reference models: `node dist/models/engine/bench.js [--json] [--runs N] [--deep]`.
 *
 * Each model is explored a few times and the fastest run counts: on a shared machine the others measure the neighbours.
 *
 * @module
 */
import { cpus } from "node:os"
import process from "node:process"
import { raft } from "../reference/raft.ts"
import { twoPhaseCommit } from "../reference/two-phase-commit.ts"
import { explore } from "./explore.ts"
import type { AnyModel } from "./model.ts"
import type { ExploreOptions, Result } from "./result.ts"
import { simulate } from "./simulate.ts"

interface Case {
  readonly model: AnyModel
  readonly options: ExploreOptions
  /** Takes long, or a lot of memory: only with `--deep`. */
  readonly deep?: boolean
}

const bounded = { nodes: 3, crashes: 0, term: 1, log: 1 }

const cases: readonly Case[] = [
  { model: twoPhaseCommit(7), options: { symmetry: false } },
  { model: twoPhaseCommit(8), options: { symmetry: false } },
  { model: raft({ nodes: 3, crashes: 1 }), options: { symmetry: false, maxDepth: 10 } },
  { model: raft({ ...bounded, inFlight: 5 }), options: { symmetry: false } },
  { model: raft({ ...bounded, inFlight: 5 }), options: {} },
  { model: raft({ ...bounded, inFlight: 6 }), options: { symmetry: false }, deep: true },
  { model: raft({ nodes: 3, crashes: 1 }), options: { symmetry: false, maxDepth: 12 }, deep: true },
  { model: twoPhaseCommit(9), options: { symmetry: false }, deep: true }
]

interface Row {
  readonly model: string
  readonly symmetry: boolean
  readonly maxDepth: number | null
  readonly uniqueStates: number
  readonly generatedStates: number
  readonly depth: number
  readonly exhausted: boolean
  readonly seconds: number
  readonly generatedPerSecond: number
  /** Share of the successors that needed no call of the model. */
  readonly hitRatio: number
}

const measure = ({ model, options }: Case, runs: number): Row => {
  const results = Array.from({ length: runs }, (): Result => explore(model, options))
  const { uniqueStates, generatedStates, depth, exhausted, seconds, memo } = results.reduce((a, b) => (b.seconds < a.seconds ? b : a))
  return {
    model: model.name,
    symmetry: options.symmetry !== false,
    maxDepth: options.maxDepth ?? null,
    uniqueStates,
    generatedStates,
    depth,
    exhausted,
    seconds,
    generatedPerSecond: Math.round(generatedStates / seconds),
    hitRatio: memo.hitRatio
  }
}

/** Random walks of this length call the model at every step. */
const measureWalks = (model: AnyModel, runs: number, steps: number): { readonly model: string; readonly stepsPerWalk: number; readonly stepsPerSecond: number } => {
  const result = simulate(model, { seed: 1, runs, steps, stopAt: [] })
  return { model: model.name, stepsPerWalk: steps, stepsPerSecond: Math.round(result.steps / result.seconds) }
}

const number = (value: number): string => Math.round(value).toLocaleString("en")

const table = (rows: readonly Row[]): string => {
  const lines = rows.map((row) => [
    `${row.model}${row.maxDepth === null ? "" : `, depth ${row.maxDepth}`}${row.symmetry ? ", symmetry" : ""}`,
    number(row.uniqueStates),
    number(row.generatedStates),
    row.seconds.toFixed(2),
    `${(row.generatedPerSecond / 1e6).toFixed(1)} M`,
    `${(row.hitRatio * 100).toFixed(2)} %`
  ])
  const header = ["model", "unique", "generated", "s", "generated/s", "memo hits"]
  const widths = header.map((title, i) => Math.max(title.length, ...lines.map((line) => (line[i] as string).length)))
  const text = (cells: readonly string[]): string => `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join(" | ")} |`
  return [text(header), `|${widths.map((width, i) => (i === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`, ...lines.map(text)].join("\n")
}

const main = (args: readonly string[]): void => {
  const runs = args.includes("--runs") ? Number(args[args.indexOf("--runs") + 1]) : 3
  const rows = cases.filter(({ deep }) => deep !== true || args.includes("--deep")).map((one) => measure(one, runs))
  const walks = measureWalks(raft({ nodes: 3, crashes: 1 }), 2_000, 100)
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version, platform: `${process.platform} ${process.arch}` }
  const date = new Date().toISOString().slice(0, 10)
  if (args.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ date, machine, runs, models: rows, walks }, null, 1)}\n`)
    return
  }
  process.stdout.write(
    `${date}, ${machine.cpu} (${machine.cores} cores, one used), Node ${machine.node}, best of ${runs}\n\n${table(rows)}\n\n` +
      `Random walks, ${walks.model}, ${walks.stepsPerWalk} steps each: ${number(walks.stepsPerSecond)} steps/s\n`
  )
}

main(process.argv.slice(2))
