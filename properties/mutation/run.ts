/**
 * Which mutants do the properties kill? Model after model, each with all mutants that are alive and differ in it; every model for
 * few states first, since most mutants show early.
 *
 * @module
 */
import { renameSync } from "node:fs"
import { cpus } from "node:os"
import { join, sep } from "node:path"
import { pathToFileURL } from "node:url"
import { type Errand, sendOn } from "./apart.ts"
import { type Build, load } from "./hunt.ts"
import { buildApart, prepare } from "./prepare.ts"
import type { SpecMutant } from "./generate.ts"
import { differing } from "./probe.ts"
import { isReordered } from "./reordered.ts"
import { isDrawn, type Kill, type Line, note, readResults } from "./results.ts"
import { install } from "./switch.ts"
import { tried } from "./tried.ts"

/** States of a model in each round. */
const ROUNDS = [2_000, 20_000, 200_000, Number.POSITIVE_INFINITY]

/**
 * Large models that a mutant may survive in a round, of those that have not killed a mutant of the same file before: it is not explored
 * in more of them. Many are alike, and a mutant that is not killed counts as alive anyway.
 */
const SURVIVED = 8
/** States of a model where a mutant is run apart: of every model, then of those that differ. */
const APART = [200, 2_000]
/** States of a model that is not large. */
const SMALL = 2_000

export interface RunOptions {
  /** The results so far, which grow. */
  readonly file: string
  /** Only models whose names begin so. */
  readonly models?: readonly string[]
  /** No model is begun after so many seconds. */
  readonly seconds?: number
  /** No round with more states than this. */
  readonly maxStates?: number
  /** The properties have grown since: what was killed is killed still, and only the models that are named are asked again. */
  readonly grown?: boolean
  /** Only one in so many mutants, drawn by their ids: a fair sample of every file. */
  readonly oneIn?: number
  /** Makes the mutants (default: by machine). */
  readonly generate?: (root: string) => Promise<readonly SpecMutant[]>
  readonly say: (text: string) => void
}

/** Runs until all is asked or the time is up; false in the latter case. */
export const run = async (root: string, { file, models, seconds = Number.POSITIVE_INFINITY, maxStates = Number.POSITIVE_INFINITY, grown = false, oneIn = 1, generate, say }: RunOptions): Promise<boolean> => {
  const until = performance.now() + seconds * 1000
  say("which mutants compile?")
  const prepared = await prepare(root, generate)
  const { mutants, invalid, dist, digest } = prepared
  const idOf = (number: number): string => (mutants[number] as SpecMutant).id
  const numberOf = new Map(mutants.map(({ id }, number) => [id, number] as const))
  const switches = install()
  // What runs while the files are loaded cannot be switched afterwards.
  switches.beginLoading()
  const build = await load(pathToFileURL(dist + sep))
  const fixed = new Set(switches.endLoading())
  const lines = resume(file, digest, grown, { mutants: mutants.length, invalid: [...invalid], fixed: [...fixed].map(idOf), oneIn })
  const before = lines.old.filter((line): line is Kill => line.kind === "kill" && numberOf.has(line.id) && !invalid.has(line.id))
  const alive = new Set(mutants.flatMap(({ id, schema }, number) => (invalid.has(id) || schema === true || !isDrawn(id, oneIn) ? [] : [number])))
  for (const line of lines.current) if (line.kind === "kill" || (line.kind === "odd" && line.what === "does not end")) alive.delete(numberOf.get(line.id) ?? -1)
  say(`${mutants.length} mutants, ${invalid.size} of them do not compile, ${fixed.size} change what runs while files are loaded; ${alive.size} are alive`)
  const asked = new Map<string, number>()
  if (!grown || models === undefined) for (const line of lines.current) if (line.kind === "asked") asked.set(line.model, Math.max(asked.get(line.model) ?? 0, line.states ?? Number.POSITIVE_INFINITY))

  const suites = build.suites.filter(({ deep }) => !deep)
  const sizeOf = (name: string): number => build.pins[name]?.uniqueStates ?? 0
  const tryWith = (number: number, suite: Build["suites"][number], budget: number): void => {
    const id = idOf(number)
    const line = tried(build, switches, number, suite, Number.isFinite(budget) ? Math.ceil(budget * 1.25) : 3 * sizeOf(suite.name) + 100_000, id)
    if (line === undefined) return
    note(file, line)
    if (line.kind === "kill" || line.what === "does not end") alive.delete(number)
  }

  for (const [i, { id, model }] of before.entries()) {
    const suite = suites.find(({ name }) => name === model)
    if (suite === undefined || !alive.has(numberOf.get(id) as number)) continue
    if (i % 50 === 0) say(`as before: ${i} of ${before.length}`)
    tryWith(numberOf.get(id) as number, suite, Number.POSITIVE_INFINITY)
  }

  const swaps = new Set(mutants.flatMap(({ operator }, number) => (operator === "order" ? [number] : [])))
  // Models that killed, with what files: those come first.
  const killers = new Map<string, Set<string>>()
  const noteKill = (model: string, id: string): void => void killers.set(model, (killers.get(model) ?? new Set()).add(id.slice(0, id.indexOf(":"))))
  for (const line of [...lines.old, ...lines.current]) if (line.kind === "kill") noteKill(line.model, line.id)
  const yieldOf = ({ name }: { readonly name: string }): number => (killers.get(name)?.size ?? 0) / Math.sqrt(sizeOf(name) + 1000)

  for (const budget of ROUNDS) {
    if (budget > maxStates && budget !== ROUNDS[0]) break
    const survived = new Map<number, number>()
    const smaller = ROUNDS[ROUNDS.indexOf(budget) - 1] ?? 0
    for (const suite of suites.filter(({ name }) => sizeOf(name) > smaller || smaller === 0).sort((a, b) => yieldOf(b) - yieldOf(a) || sizeOf(a.name) - sizeOf(b.name))) {
      if (models !== undefined && !models.some((name) => suite.name.startsWith(name))) continue
      if ((asked.get(suite.name) ?? -1) >= Math.min(budget, sizeOf(suite.name))) continue
      if (performance.now() > until) return false
      const started = performance.now()
      const found = differing(build, suite.model, switches, alive, budget, swaps, isReordered)
      const differ = [...found.differ].sort((a, b) => a - b)
      const probed = (performance.now() - started) / 1000
      const was = alive.size
      let skipped = 0
      for (const number of differ) {
        if (performance.now() > until) return false
        const id = idOf(number)
        if (sizeOf(suite.name) > SMALL && (survived.get(number) ?? 0) >= SURVIVED && !killers.get(suite.name)?.has(id.slice(0, id.indexOf(":")))) {
          skipped++
          continue
        }
        tryWith(number, suite, budget)
        if (alive.has(number) && sizeOf(suite.name) > SMALL) survived.set(number, (survived.get(number) ?? 0) + 1)
        else noteKill(suite.name, id)
      }
      say(`${suite.name} to ${Math.min(budget, sizeOf(suite.name))}: ${differ.length} differ, ${skipped} not explored, ${was - alive.size} killed, ${alive.size} alive; ${probed.toFixed(1)} + ${((performance.now() - started) / 1000 - probed).toFixed(1)} s`)
      note(file, { kind: "asked", model: suite.name, states: sizeOf(suite.name) <= budget ? null : budget, survived: differ.filter((number) => alive.has(number)).map(idOf), reordered: differ.filter((number) => alive.has(number) && found.reordered.has(number)).map(idOf) })
    }
  }
  return runApart()

  /** Those that must be on before anything is loaded, if they have not shown otherwise: in the small models, which are many machines alone. */
  async function runApart(): Promise<boolean> {
    const done = new Set(lines.current.flatMap((line) => (line.kind === "apart" ? [line.id] : [])))
    const left = [...fixed].filter((number) => alive.has(number) && !done.has(idOf(number)))
    if (left.length === 0 || models !== undefined) return true
    const noticed = new Map(before.map(({ id, model }) => [id, model] as const))
    const names = suites.filter(({ topic, name }) => topic.startsWith("alone/") || sizeOf(name) <= SMALL).map(({ name }) => name).sort((a, b) => yieldOf({ name: b }) - yieldOf({ name: a }) || sizeOf(a) - sizeOf(b))
    const errand: Omit<Errand, "dist"> = { number: -1, id: "", models: names, budgets: APART.filter((budget) => budget <= maxStates), unchanged: {} }
    say("what do the models say of the spec as it is?")
    const lean = buildApart(root, prepared, new Set(left))
    const { said: unchanged } = await sendOn(errand, lean)
    for (const [i, number] of left.entries()) {
      if (performance.now() > until) return false
      const id = idOf(number)
      const [changed = ""] = id.split(":")
      // The one that noticed it last time, however large, then those that have noticed a change of the same file.
      const last = noticed.get(id)
      const first = (name: string): number => (name === last ? 2 : killers.get(name)?.has(changed) === true ? 1 : 0)
      const { line } = await sendOn({ ...errand, number, id, unchanged, models: [...new Set([...(last === undefined ? [] : [last]), ...names])].toSorted((a, b) => first(b) - first(a)) }, lean)
      note(file, line)
      if (line.kind === "kill") noteKill(line.model, id)
      say(`apart, ${i + 1} of ${left.length}: ${line.kind === "kill" ? `killed by ${line.property} in ${line.model}` : line.kind === "odd" ? line.what : `alive; ${line.differ.length} models differ`}: ${id}`)
    }
    return true
  }
}

const resume = (file: string, digest: string, grown: boolean, about: { readonly mutants: number; readonly invalid: readonly string[]; readonly fixed: readonly string[]; readonly oneIn: number }): { readonly current: readonly Line[]; readonly old: readonly Line[] } => {
  const lines = readResults(file)
  const begun = lines.findLast((line) => line.kind === "begun")
  if (begun?.digest === digest) return { current: lines, old: [] }
  if (lines.length > 0 && !grown) renameSync(file, `${file}.before`)
  note(file, { kind: "begun", digest, date: new Date().toISOString().slice(0, 10), machine: `${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}`, ...about })
  if (grown) return { current: lines, old: [] }
  return { current: [], old: lines.length > 0 ? lines : readResults(`${file}.before`) }
}

export const resultsOf = (root: string, name: string): string => join(root, ".rocketproof", "mutation", `${name}.jsonl`)
