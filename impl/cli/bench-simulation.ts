/**
 * `rocketproof bench simulation`: how soon walks find each mutant, by schedule, in the model in which `mutants` finds it; and
 * how much longer than the shortest trace (as pinned) what the shrinker makes of a walk is.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { encode, explore, simulate } from "../../models/engine/index.ts"
import { Random } from "../../models/engine/random.ts"
import { uniform } from "../../models/engine/schedules.ts"
import { shrink } from "../../models/engine/shrink.ts"
import type { ScheduleName } from "../../models/engine/simulate.ts"
import type { AnyModel, AnyMove } from "../../models/engine/model.ts"
import { Walks } from "../../models/engine/walks.ts"
import { initialWorld, movesOf, step, type World } from "../../models/engine/world.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { modelWith, type Mutant } from "../../properties/mutants/mutant.ts"
import { mutantPins } from "../../properties/pins.ts"
import { suiteOf } from "../../properties/suites.ts"
import { count, progress } from "./progress.ts"

const SCHEDULES: readonly ScheduleName[] = ["uniform", "pct", "coverage"]

/** What is tried for each schedule. */
const LIMITS = { runs: 100_000, steps: 150 }

interface Found {
  readonly runs: number
  readonly walkSteps: number
  readonly length: number
  readonly shrunk: number
  readonly shrinkSeconds: number
}

interface Row {
  readonly id: string
  readonly optimum: number
  /** By schedule; `null`: not found in its time. */
  readonly found: { readonly [schedule: string]: Found | null }
  /** Where no schedule found it, the shrinker is given a long trace found otherwise. */
  readonly seeded: { readonly length: number; readonly shrunk: number } | null
}

export const benchSimulation = async (ids: readonly string[], { json, timeout = 20 }: { readonly json?: string; readonly timeout?: number }): Promise<number> => {
  const line = progress()
  const rows: Row[] = []
  const chosen = mutants.filter(({ id }) => ids.length === 0 || ids.includes(id))
  const told = chosen.filter(isOfWalks)
  for (const mutant of told) {
    line.say(mutant.id)
    const row = rowOf(mutant, timeout)
    rows.push(row)
    line.done()
    console.log(textOf(row))
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ node: process.version, cpu: cpus()[0]?.model ?? "", date: new Date().toISOString().slice(0, 10), timeout, ...LIMITS, rows }, null, 1)}\n`)
  }
  console.log(summaryOf(rows))
  if (told.length < chosen.length) console.log(`${chosen.length - told.length} mutants break what comes about in the end: walks do not see that.`)
  return 0
}

/** Is it caught by a property of states or steps? Others need every state. */
export const isOfWalks = (mutant: Mutant): boolean => {
  const property = modelWith(suiteOf(mutant.model), mutant).properties.find(({ id }) => id === mutant.property)
  return property === undefined || property.kind === "always" || property.kind === "step"
}

const rowOf = (mutant: Mutant, timeoutSeconds: number): Row => {
  const model = modelWith(suiteOf(mutant.model), mutant)
  const optimum = mutantPins[mutant.id] as number
  const found = Object.fromEntries(SCHEDULES.map((schedule) => [schedule, foundBy(model, mutant.property, schedule, timeoutSeconds)] as const))
  const isFound = Object.values(found).some((each) => each !== null)
  return { id: mutant.id, optimum, found, seeded: isFound ? null : seededBy(model, mutant.property) }
}

const foundBy = (model: AnyModel, property: string, schedule: ScheduleName, timeoutSeconds: number): Found | null => {
  const { violation, runs, steps } = simulate(model, { ...LIMITS, seed: 1, schedule, stopAt: [property], shrink: false, timeoutSeconds })
  if (violation === undefined) return null
  const { length, shrunk, seconds } = shortened(model, property, violation.found.steps.map(({ move }) => move), violation.found.error)
  return { runs, walkSteps: steps, length, shrunk, shrinkSeconds: seconds }
}

export const shortened = (model: AnyModel, property: string, moves: readonly AnyMove[], error?: string): { readonly length: number; readonly shrunk: number; readonly seconds: number } => {
  const started = performance.now()
  const [shorter] = shrink(model, moves, error === undefined ? { id: property } : { id: property, error })
  return { length: moves.length, shrunk: shorter.length, seconds: (performance.now() - started) / 1000 }
}

/** A trace that leads astray first: some steps of a walk, and from there the shortest way on. */
export const seededBy = (model: AnyModel, property: string): Row["seeded"] => {
  const walks = new Walks(model, [])
  for (let seed = 0; seed < 8; seed++) {
    walks.walk(uniform(), new Random(seed), ASTRAY)
    let world = initialWorld(model)
    const astray = walks.moves
    for (const move of astray) world = after(model, world, move)
    const found = explore({ ...model, initial: world }, { stopAt: [property], maxStates: 1_000_000 }).properties.find(({ id }) => id === property)
    if (found?.verdict !== "violated" || found.trace === undefined) continue
    const { length, shrunk } = shortened(model, property, [...astray, ...found.trace.steps.map(({ move }) => move)], found.trace.error)
    return { length, shrunk }
  }
  return null
}

/** Steps of a walk before the way on. */
const ASTRAY = 20

const after = (model: AnyModel, world: World, move: AnyMove): World => {
  const position = movesOf(model, world).find((other) => encode(other.move) === encode(move))?.position ?? -1
  const stepped = step(model, world, move, position)
  if (stepped.kind !== "stepped") throw new Error(`${model.name}: a walk cannot be made again`)
  return stepped.world
}

const textOf = ({ id, optimum, found, seeded }: Row): string =>
  [
    id.padEnd(44),
    String(optimum).padStart(3),
    ...SCHEDULES.map((schedule) => {
      const each = found[schedule]
      return (each == null ? "-" : `${count(each.runs)} runs ${count(each.walkSteps)} steps: ${each.length} > ${each.shrunk}`).padStart(44)
    }),
    seeded === null ? "" : `seeded: ${seeded.length} > ${seeded.shrunk}`
  ].join("  ")

/** The worst of the schedules counts. */
const summaryOf = (rows: readonly Row[]): string => {
  const ratios = rows.flatMap(({ optimum, found, seeded }) => {
    const shrunk = [...Object.values(found).flatMap((each) => (each === null ? [] : [each.shrunk])), ...(seeded === null ? [] : [seeded.shrunk])]
    return shrunk.length === 0 ? [] : [Math.max(...shrunk) / optimum]
  })
  const optimal = ratios.filter((ratio) => ratio <= 1).length
  const by = SCHEDULES.map((schedule) => `${schedule} found ${rows.filter(({ found }) => found[schedule] !== null).length}`)
  return `${rows.length} mutants: ${by.join(", ")}; shortened to the optimum in ${optimal} of ${ratios.length}, at worst to ${Math.max(...ratios).toFixed(2)} times it`
}
