/**
 * `rocketproof check`: explore, and say per property what came of it.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { exploreAsync, whyNotReduced } from "../../models/engine/index.ts"
import type { Result } from "../../models/engine/result.ts"
import { type Suite, suites } from "../../properties/suites.ts"
import { checkedOn, mutantPins, type Pin, pins } from "../../properties/pins.ts"
import { nearest } from "./nearest.ts"
import { RunFile } from "./run-file.ts"
import { searchOptions } from "./search-options.ts"
import { count, progress, rate } from "./progress.ts"
import { pinOf, writePins } from "./pin-file.ts"
import { traceJson } from "./trace-file.ts"
import { verifyReduction } from "./verify-reduction.ts"

export interface CheckOptions {
  readonly list?: boolean
  readonly deep?: boolean
  readonly maxStates?: number
  readonly maxDepth?: number
  readonly timeout?: number
  readonly symmetry: boolean
  readonly reduction?: boolean
  readonly verifyReduction?: boolean
  readonly json?: string
  readonly traces?: string
  readonly pin?: string
  readonly workers?: number
  readonly exact?: boolean
  readonly resume?: string
  readonly maxMemory?: number
}

/** The topic without its mode. */
const bare = ({ topic }: Suite): string => topic.slice(topic.indexOf("/") + 1)

/** Models by name, or by how their names begin; without names, those that are not deep. */
export const select = (names: readonly string[], deep: boolean): readonly Suite[] => {
  if (names.length === 0) return suites.filter((suite) => deep || !suite.deep)
  return names.flatMap((name) => {
    const found = suites.filter((suite) => suite.name.startsWith(name) || suite.topic.startsWith(name) || bare(suite).startsWith(name))
    const exact = found.filter((suite) => suite.topic === name || suite.name === name || bare(suite) === name || `dledger/${suite.topic}` === name)
    if (found.length === 0) throw new Error(`model: there is no "${name}"; ${nearest(name, suites.map((suite) => suite.topic))} (check --list names all)`)
    return exact.length > 0 ? exact : found
  })
}

export const check = async (names: readonly string[], options: CheckOptions): Promise<number> => {
  const chosen = select(names, options.deep === true || options.list === true)
  if (options.list) {
    for (const { name, mode, about, deep, seconds, properties } of chosen) {
      const pin = pins[name]
      console.log(`${name}\n    ${mode}: ${about}${deep ? " (with --deep)" : ""}\n    ${seconds !== undefined ? `explored for ${seconds} s` : pin === undefined ? "not pinned" : `${count(pin.uniqueStates)} states`}; ${properties.map((p) => p.id).join(", ")}`)
    }
    return 0
  }
  if (options.verifyReduction) return verifyReduction(chosen)
  const line = progress()
  const interrupted = new AbortController()
  const interrupt = (): void => interrupted.abort()
  process.once("SIGINT", interrupt)
  const run = options.resume === undefined ? undefined : new RunFile(options.resume, limitsOf(options))
  if (run !== undefined && run.size > 0) console.log(`going on with ${options.resume}: ${run.size} ${run.size === 1 ? "model is" : "models are"} done`)
  const report: unknown[] = []
  const measured: Record<string, Pin> = {}
  let violated = false
  let ranOut = false
  let drifted = false
  for (const suite of chosen) {
    const { name, bounds, model, properties } = suite
    const timeout = options.timeout ?? suite.seconds
    const explored = model()
    const whole = options.reduction === true ? whyNotReduced(explored) : undefined
    if (whole !== undefined) console.log(`without reduction  ${name}: ${whole}`)
    const reduction = options.reduction === true && whole === undefined
    // Counts and lengths that are pinned are those of the plain search.
    const pinned = options.symmetry && !reduction ? pins[name] : undefined
    const finished = run?.done(name)
    const result = finished ?? await exploreAsync(explored, {
      ...searchOptions(suite, options, run),
      ...(options.maxStates === undefined ? {} : { maxStates: options.maxStates }),
      ...(options.maxDepth === undefined ? {} : { maxDepth: options.maxDepth }),
      ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
      symmetry: options.symmetry,
      reduction,
      signal: interrupted.signal,
      onProgress: (p) =>
        line.say(
          `${name}: ${count(p.uniqueStates)} states, depth ${p.depth}, ${rate(p.generatedStates, p.seconds)}, ${count(p.frontier)} to go${leftOf(p, pinned)}`
        )
    })
    line.done()
    const bad = result.properties.filter(({ verdict }) => verdict === "violated" || verdict === "missing")
    const moved = result.exhausted && pinned !== undefined ? driftOf(result, pinned) : []
    violated ||= bad.length > 0
    // A model that nobody exhausts has done what it says when its own time is up.
    const timeIsUp = !result.exhausted && suite.seconds !== undefined && result.seconds >= suite.seconds
    ranOut ||= !result.exhausted && !timeIsUp && !bad.length
    drifted ||= moved.length > 0
    console.log(
      `${bad.length > 0 ? "FAILED" : result.exhausted ? "ok" : timeIsUp ? "explored" : "not finished"}  ${name}  ${count(result.uniqueStates)} states of ${count(result.generatedStates)} generated, ${result.exhausted ? `depth ${result.depth}` : `every run of up to ${result.completedDepth} steps`}, ${result.seconds.toFixed(1)} s, ${rate(result.generatedStates, result.seconds)}`
    )
    if (finished === undefined && (result.exhausted || timeIsUp || result.stopped === "depth")) run?.add(result)
    for (const { id, verdict, trace } of result.properties) {
      const declared = properties.find((p) => p.id === id)
      const forEver = trace?.loopFrom === undefined ? "" : trace.loopFrom === trace.steps.length ? ", and then nothing more" : `, the last ${trace.steps.length - trace.loopFrom} over and over`
      const length = trace === undefined ? "" : `, ${trace.steps.length} steps${forEver}`
      console.log(`    ${verdict.padEnd(9)} ${id}${length}${declared && (verdict === "violated" || verdict === "missing") ? `: ${declared.sentence}` : ""}`)
    }
    for (const what of moved) console.log(`    drift     ${what}`)
    const files = new Map<string, string>()
    if (options.traces !== undefined)
      for (const property of result.properties) {
        if (property.trace === undefined) continue
        mkdirSync(options.traces, { recursive: true })
        const file = join(options.traces, `${name}-${property.id}.json`.replace(/[^\w.-]+/g, "_"))
        writeFileSync(file, traceJson(suite, property))
        files.set(property.id, file)
      }
    if (result.exhausted && bad.length === 0 && !reduction) measured[name] = pinOf(result)
    report.push({
      model: name,
      mode: suite.mode,
      bounds,
      uniqueStates: result.uniqueStates,
      generatedStates: result.generatedStates,
      depth: result.depth,
      completedDepth: result.completedDepth,
      exhausted: result.exhausted,
      seconds: result.seconds,
      collisionProbability: result.collisionProbability,
      properties: result.properties.map(({ id, kind, verdict, trace }) => ({
        id,
        kind,
        verdict,
        traceLength: trace?.steps.length ?? null,
        ...(trace?.loopFrom === undefined ? {} : { loopFrom: trace.loopFrom }),
        traceFile: files.get(id) ?? null
      }))
    })
    if (interrupted.signal.aborted) break
  }
  process.off("SIGINT", interrupt)
  if (interrupted.signal.aborted) console.log(`interrupted: ${chosen.length - report.length} models were not explored${options.resume === undefined ? "; with --resume FILE the next run can go on where this one was" : `; go on with --resume ${options.resume}`}`)
  if (!ranOut) run?.remove()
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`)
  if (options.pin !== undefined) writePins(options.pin, { ...pins, ...measured }, mutantPins, suites.every(({ name, seconds }) => name in measured || seconds !== undefined) ? new Date().toISOString().slice(0, 10) : checkedOn)
  return violated ? 1 : ranOut ? 3 : drifted ? 4 : 0
}

/** Options that change what comes of a model: a run goes on only under the same. */
const limitsOf = ({ maxDepth, symmetry, exact, reduction }: CheckOptions): Readonly<Record<string, unknown>> => ({ maxDepth, symmetry, exact, reduction })

/** How long it will take yet, going by what the model had when it was pinned. */
const leftOf = ({ uniqueStates, seconds }: { readonly uniqueStates: number; readonly seconds: number }, pin: Pin | undefined): string => {
  if (pin === undefined || uniqueStates >= pin.uniqueStates || seconds < 1) return ""
  return `, about ${Math.ceil((seconds * (pin.uniqueStates - uniqueStates)) / uniqueStates)} s left`
}

const driftOf = (result: Result, pin: (typeof pins)[string]): readonly string[] => [
  ...(result.uniqueStates === pin.uniqueStates ? [] : [`${count(result.uniqueStates)} states, pinned ${count(pin.uniqueStates)} (properties/pins.ts)`]),
  ...result.properties.flatMap(({ id, trace }) => {
    const pinned = pin.witnesses?.[id]
    return pinned === undefined || trace === undefined || trace.steps.length === pinned ? [] : [`${id}: ${trace.steps.length} steps, pinned ${pinned}`]
  })
]
