/**
 * `npm run bench:page`: how long a trace takes to become a page, and how long the explorer takes to answer, on every model: opened, so
 * many random steps with a look at what one of the choices would do, the way saved and found again. A table, and an end with 1 if a
 * goal is missed or a model cannot be walked. `--steps N`: random steps in each model (default: 30). `--models PREFIX`: only these.
 *
 * On a machine with other work on it, the seconds of the processor say more than those of the clock; a goal is held against them.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { wholeMachine } from "../compatibility/section.ts"
import { seededRandom } from "../simulated/clock.ts"
import type { At } from "./api.ts"
import { serveExplorer } from "./explore/server.ts"
import { entries } from "./explore/spaces.ts"

const CLI = fileURLToPath(new URL("../../dist/impl/cli/main.js", import.meta.url))
const STEPS = 30
const GOAL_STEP_MS = 100
const GOAL_PAGE_MS = 1_000
const PAGES = 5

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const progress = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K${line}\r`)
}
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

/** Milliseconds: on the clock, and of the processor. */
interface Took {
  readonly clock: number
  readonly cpu: number
}

const took = async <T>(what: () => Promise<T>): Promise<readonly [T, Took]> => {
  const [clock, cpu] = [performance.now(), process.cpuUsage()]
  const value = await what()
  const { user, system } = process.cpuUsage(cpu)
  return [value, { clock: performance.now() - clock, cpu: (user + system) / 1_000 }]
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b)
const at = (values: readonly number[], share: number): number => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`

interface Walked {
  readonly model: string
  readonly open: Took
  readonly steps: readonly Took[]
  /** The most choices in one state. */
  readonly choices: number
  /** What was not as it must be. */
  readonly failed?: string
}

type Ask = (name: string, body: object) => Promise<string>

/** Opened, so many random steps, saved, found again, and run on. Throws where an answer is not as it must be. */
const walk = async (ask: Ask, model: string, most: number, draw: (below: number) => number): Promise<Walked> => {
  const path: number[] = []
  const [first, open] = await took(async () => JSON.parse(await ask("at", { model, path, known: 0 })) as At)
  let here = first
  let choices = here.choices.length
  const steps: Took[] = []
  while (steps.length < most) {
    const possible = here.choices.filter(({ throws }) => throws === undefined)
    if (possible.length === 0) break
    const { index } = possible[draw(possible.length)] as At["choices"][number]
    const [next, each] = await took(async () => {
      await ask("preview", { model, path, choice: index })
      path.push(index)
      return JSON.parse(await ask("at", { model, path, known: path.length - 1 })) as At
    })
    here = next
    choices = Math.max(choices, here.choices.length)
    steps.push(each)
  }
  // The way is a file, and can be gone from the beginning; from its end a random run goes on.
  const saved = JSON.parse(await ask("file", { model, path })) as { readonly actions: readonly unknown[] }
  if (saved.actions.length !== path.length) throw new Error(`a way of ${path.length} steps is a file of ${saved.actions.length}`)
  const again = JSON.parse(await ask("at", { model, path, known: 0 })) as At
  if (JSON.stringify(again.choices) !== JSON.stringify(here.choices)) throw new Error(`other choices where the same way is gone again`)
  await ask("run", { model, path, steps: 5, seed: 1, faults: true })
  return { model, open, steps, choices }
}

const walkAll = async (models: readonly string[], most: number): Promise<readonly Walked[]> => {
  const server = await serveExplorer({ rules: "bench", models: entries() })
  const random = seededRandom(7)
  const draw = (below: number): number => Math.floor(random.next() * below)
  const ask: Ask = async (name, body) => {
    const response = await fetch(`${server.url}api/${name}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${name} ${JSON.stringify(body)}: ${response.status} ${text}`)
    return text
  }
  try {
    const found: Walked[] = []
    for (const [i, model] of models.entries()) {
      progress(`${i + 1} of ${models.length}  ${model}`)
      try {
        found.push(await walk(ask, model, most, draw))
      } catch (thrown) {
        found.push({ model, open: { clock: 0, cpu: 0 }, steps: [], choices: 0, failed: (thrown as Error).message })
      }
    }
    return found
  } finally {
    await server.close()
  }
}

/** Runs of about 30 steps, of every kind of world. */
const TRACES = ["vote-forgotten-in-same-term", "offset-fetch-error-as-unset", "pop-table-of-leader-alone", "stale-unregister-removes-live"]

interface Page {
  readonly id: string
  readonly bytes: number
  readonly took: readonly Took[]
}

/** From the command line, start of Node included. */
const pages = (dir: string): readonly Page[] => {
  progress("traces to make pages of")
  execFileSync(process.execPath, [CLI, "mutants", ...TRACES, "--traces", dir], { stdio: "ignore" })
  return TRACES.map((id) => {
    let bytes = 0
    const all = Array.from({ length: PAGES }, (_, i): Took => {
      progress(`${id}, ${i + 1} of ${PAGES}`)
      const html = join(dir, `${id}.html`)
      const began = performance.now()
      // The shell says how long its children had the processor: `0m0.70s 0m0.08s` on its second line.
      const times = execFileSync("/bin/sh", ["-c", '"$0" "$1" trace "$2" --format html > "$3"; times', process.execPath, CLI, join(dir, `${id}.json`), html], { encoding: "utf8" })
      const clock = performance.now() - began
      bytes = statSync(html).size
      const cpu = [...(times.trim().split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000, 0)
      return { clock, cpu }
    })
    return { id, bytes, took: all }
  })
}

const median = (all: readonly Took[], of: keyof Took): number => at(all.map((each) => each[of]), 0.5)

const only = option("--models")
const most = Number(option("--steps") ?? STEPS)
const models = entries().map(({ name }) => name).filter((name) => only === undefined || name.startsWith(only))
const dir = mkdtempSync(join(tmpdir(), "rocketproof-pages-"))
try {
  const made = only === undefined ? pages(dir) : []
  const walked = await walkAll(models, most)
  const steps = walked.flatMap((each) => each.steps)
  const slowest = [...walked].sort((a, b) => at(b.steps.map(({ cpu }) => cpu), 0.95) - at(a.steps.map(({ cpu }) => cpu), 0.95)).slice(0, 5)
  const misses = [
    ...walked.flatMap(({ model, failed }) => (failed === undefined ? [] : [`${model}: ${failed}`])),
    ...made.filter(({ took: all }) => median(all, "cpu") > GOAL_PAGE_MS).map(({ id }) => `${id}: its page takes longer than ${GOAL_PAGE_MS} ms`),
    ...walked.filter((each) => each.steps.length > 0 && at(each.steps.map(({ cpu }) => cpu), 0.95) > GOAL_STEP_MS).map(({ model }) => `${model}: a step in twenty takes longer than ${GOAL_STEP_MS} ms`)
  ]
  say(`${new Date().toISOString().slice(0, 10)}. ${wholeMachine()}.`)
  say("")
  say("| | processor | on the clock | |")
  say("| --- | ---: | ---: | --- |")
  for (const { id, bytes, took: all } of made) say(`| page of \`${id}\`, from the command line | ${ms(median(all, "cpu"))} | ${ms(median(all, "clock"))} | ${Math.round(bytes / 1_000)} kB |`)
  say(`| ${walked.length} models opened, median and slowest | ${ms(at(walked.map(({ open }) => open.cpu), 0.5))}, ${ms(at(walked.map(({ open }) => open.cpu), 1))} | ${ms(at(walked.map(({ open }) => open.clock), 0.5))}, ${ms(at(walked.map(({ open }) => open.clock), 1))} | |`)
  say(`| ${steps.length.toLocaleString("en")} steps, median, 99 of 100, slowest | ${[0.5, 0.99, 1].map((share) => ms(at(steps.map(({ cpu }) => cpu), share))).join(", ")} | ${[0.5, 0.99, 1].map((share) => ms(at(steps.map(({ clock }) => clock), share))).join(", ")} | |`)
  for (const { model, steps: all, choices } of slowest) say(`| ${model}, 95 of 100 steps | ${ms(at(all.map(({ cpu }) => cpu), 0.95))} | ${ms(at(all.map(({ clock }) => clock), 0.95))} | up to ${choices} choices |`)
  say("")
  say(misses.length === 0 ? "Goals: a page within 1 s, a step of the explorer within 100 ms of the processor: met." : misses.join("\n"))
  if (misses.length > 0) process.exitCode = 1
} finally {
  rmSync(dir, { recursive: true })
}
