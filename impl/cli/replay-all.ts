/**
 * `npm run docs:replay`: every witness of a world that live brokers can be, and every mutant with and without its bug.
 * What is there is not done again, so it may be interrupted.
 *
 * @module
 */
import { existsSync, writeFileSync } from "node:fs"
import { mutants } from "../../properties/mutants/index.ts"
import type { Mutant } from "../../properties/mutants/mutant.ts"
import { pins } from "../../properties/pins.ts"
import { type Suite, suiteOf, suites } from "../../properties/suites.ts"
import { liveWorldOf, replayLive } from "../replay/replay.ts"
import { type Outcome, outcomeOf, readResults, type Results } from "../replay/results.ts"
import { replayAgainstReal } from "../replay/real/against-real.ts"
import { missing, VERSION } from "../replay/real/rocketmq.ts"
import { clientLines } from "../replay/report.ts"
import { NotPerformable } from "../replay/stage.ts"
import { counterexampleOf, type Found, forRealBrokers, witnessesOf, witnessOf } from "../replay/traces-of.ts"
import { machine } from "./machine.ts"
import { progress } from "./progress.ts"
import { inDirectory } from "./replay-directory.ts"

export interface ReplayAllFlags {
  readonly results: string
  readonly anew?: boolean
  /** Nothing but the traces for RocketMQ's own brokers. */
  readonly real?: boolean
  /** Seconds after which nothing is begun. */
  readonly timeout?: number
}

/** Exit 0: all that can be performed is reproduced; 1: something diverged; 3: the time was up first. */
export const replayAll = async ({ results: file, anew, real, timeout }: ReplayAllFlags): Promise<number> => {
  const line = progress()
  const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1_000
  const before: Results = existsSync(file) ? readResults(file) : { date: "", machine: "", witnesses: [], real: [], mutants: [] }
  // RocketMQ's own brokers are another command.
  let results: Results = anew ? { ...before, witnesses: [], mutants: [] } : before
  const keep = (more: Partial<Results>): void => {
    results = { ...results, ...more, date: new Date().toISOString().slice(0, 10), machine: `${machine()}, Node ${process.versions.node}` }
    writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`)
  }
  if (real) {
    const why = missing()
    if (why !== undefined) throw new Error(why)
    const done: Results["real"][number][] = []
    for (const [witness, topic, property] of forRealBrokers) {
      line.say(witness)
      const found = witnessOf(topic, property)
      const result = await inDirectory((dir) => replayAgainstReal({ ...found, dir }))
      done.push({ witness, model: found.suite.name, property, version: VERSION, clients: (result.clients === undefined ? [] : clientLines(result.clients, VERSION)).map((text) => text.trim()), ...outcomeOf(result) })
      keep({ real: done })
    }
    line.done()
    return done.some(({ verdict }) => verdict === "diverged") ? 1 : 0
  }
  let late = false
  const due = (): boolean => {
    late ||= performance.now() > deadline
    return !late
  }
  for (const suite of suites) {
    const { name: model, topic, mode } = suite
    // Models of one machine alone have promises and no witnesses.
    if (suite.deep || Object.keys(pins[model]?.witnesses ?? {}).length === 0 || results.witnesses.some((each) => each.model === model) || !due()) continue
    const why = notPerformable(suite)
    line.say(model)
    const found: { readonly property: string; readonly outcome: Outcome }[] = []
    if (why === undefined) for (const each of witnessesOf(suite)) found.push({ property: each.property, outcome: await performed(each) })
    keep({ witnesses: [...results.witnesses, { model, topic, mode, ...(why === undefined ? {} : { why }), found: found.map(({ property, outcome }) => ({ property, ...outcome })) }] })
  }
  for (const mutant of mutants) {
    const { id, rule, model, property } = mutant
    if (results.mutants.some((each) => each.id === id) || !isAboutBrokers(mutant) || !due()) continue
    line.say(id)
    const found = counterexampleOf(mutant)
    keep({ mutants: [...results.mutants, { id, rule, model, property, with: await performed(found, id), without: await performed(found) }] })
  }
  line.done()
  const all = results.witnesses.flatMap(({ found }) => found)
  const diverged = [...all, ...results.mutants.map((each) => each.with)].filter(({ verdict }) => verdict === "diverged")
  console.log(`${all.length} witnesses, ${results.mutants.length} mutants; ${diverged.length} diverged${late ? "; the time was up: the same command goes on" : ""}`)
  return diverged.length > 0 ? 1 : late ? 3 : 0
}

const performed = async ({ suite, model, property, trace }: Found, mutant?: string): Promise<Outcome> =>
  outcomeOf(await inDirectory((dir) => replayLive({ suite, model, trace, property, dir, processes: false, ...(mutant === undefined ? {} : { mutant }) })))

const notPerformable = (suite: Suite): string | undefined => {
  try {
    liveWorldOf(suite)
    return undefined
  } catch (error) {
    if (error instanceof NotPerformable) return error.message
    throw error
  }
}

/** A bug of brokers, in a world that live ones can be. */
const isAboutBrokers = ({ model, property, machine, nameServer, producer, consumer }: Mutant): boolean => {
  const suite = suiteOf(model)
  return property !== "none" && nameServer === undefined && producer === undefined && consumer === undefined && machine.name === suite.mode && notPerformable(suite) === undefined
}
