/**
 * `rocketproof check`: explore, and say per property what came of it.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { compileOnlyWhatIsHot } from "../../models/engine/compiling.ts"
import { exploreAsync, growingText, neverLines, traceText, whyNotReduced } from "../../models/engine/index.ts"
import { aligned } from "../../properties/aligned.ts"
import type { Result } from "../../models/engine/result.ts"
import { type Suite, suites } from "../../properties/suites.ts"
import { checkedOn, mutantPins, type Pin, pins } from "../../properties/pins.ts"
import { coverageLines, coverageOf, judgedLines, totalOf } from "./coverage.ts"
import { nearest } from "./nearest.ts"
import { count, progress, rate } from "./progress.ts"
import { pinOf, writePins } from "./pin-file.ts"
import { writeReached } from "./reached-file.ts"
import { type Checked, parseReporter, writeReports } from "./reporters.ts"
import { digestOf, loadNamed } from "../own/load.ts"
import { RunFile, sourceDigest } from "./run-file.ts"
import { searchOptions } from "./search-options.ts"
import { secondsText, TimeLeft } from "./time-left.ts"
import { traceFileOf, traceJson } from "./trace-file.ts"
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
  readonly workers?: number
  readonly exact?: boolean
  readonly resume?: string
  readonly maxMemory?: number
  readonly json?: string
  readonly traces?: string
  readonly pin?: string
  readonly debug?: boolean
  readonly coverage?: boolean
  readonly pinCoverage?: string
  readonly reporter?: readonly string[]
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
  compileOnlyWhatIsHot()
  const given = await loadNamed(names)
  const chosen = [...given.own, ...(given.own.length > 0 && given.names.length === 0 ? [] : select(given.names, options.deep === true || options.list === true))]
  if (options.list) {
    for (const { name, mode, about, deep, seconds, properties } of chosen) {
      const pin = pins[name]
      console.log(`${name}\n    ${mode}: ${about}${deep ? " (with --deep)" : ""}\n    ${seconds !== undefined ? `explored for ${seconds} s` : pin === undefined ? "not pinned" : `${count(pin.uniqueStates)} states`}; ${properties.map((p) => p.id).join(", ")}`)
    }
    return 0
  }
  if (options.pinCoverage !== undefined && (names.length > 0 || options.deep === true)) throw new Error("--pin-coverage: it notes what all models that are not deep come to: give no names, and not --deep")
  if (options.verifyReduction) return verifyReduction(chosen)
  // An XML file on the standard output has it for itself.
  const say = (options.reporter ?? []).map(parseReporter).some(({ format, file }) => format === "junit" && file === undefined) ? console.error : console.log
  const line = progress()
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once("SIGINT", interrupt)
  const run = options.resume === undefined ? undefined : new RunFile(options.resume, limitsOf(options), given.own.length === 0 ? undefined : `${sourceDigest()} ${digestOf(given.own)}`)
  if (run !== undefined && run.size > 0) say(`going on with ${options.resume}: ${run.size} ${run.size === 1 ? "model is" : "models are"} done`)
  const checked: Checked[] = []
  const report: unknown[] = []
  const measured: Record<string, Pin> = {}
  let violated = false
  let ranOut = false
  let drifted = false
  for (const suite of chosen) {
    if (stop.signal.aborted) break
    const { name, bounds, model, properties } = suite
    const timeout = options.timeout ?? suite.seconds
    const left = new TimeLeft()
    const made = model()
    const whole = options.reduction === true ? whyNotReduced(made) : undefined
    if (whole !== undefined) say(`without reduction  ${name}: ${whole}`)
    const reduction = options.reduction === true && whole === undefined
    // Counts and lengths that are pinned are those of the plain search.
    const pinned = options.symmetry && !reduction ? pins[name] : undefined
    const finished = run?.done(name)
    const result = finished ?? await exploreAsync(made, {
      ...searchOptions(suite, options, run),
      reduction,
      debug: options.debug === true,
      signal: stop.signal,
      ...(options.maxStates === undefined ? {} : { maxStates: options.maxStates }),
      ...(options.maxDepth === undefined ? {} : { maxDepth: options.maxDepth }),
      ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
      symmetry: options.symmetry,
      onProgress: (p) => {
        left.note(p)
        const seconds = pinned === undefined || p.uniqueStates >= pinned.uniqueStates ? left.seconds() : (p.seconds * (pinned.uniqueStates - p.uniqueStates + p.frontier)) / Math.max(1, p.uniqueStates - p.frontier)
        line.say(
          `${chosen.indexOf(suite) + 1}/${chosen.length} ${count(p.generatedStates)} states, ${count(p.uniqueStates)} unique, ${rate(p.generatedStates, p.seconds)}, depth ${p.depth}, queue ${count(p.frontier)}, ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB, left ${secondsText(seconds)}  ${name}`
        )
      }
    })
    line.done()
    const bad = result.properties.filter(({ verdict }) => verdict === "violated" || verdict === "missing")
    const moved = result.exhausted && pinned !== undefined ? driftOf(result, pinned) : []
    violated ||= bad.length > 0
    // A model that nobody exhausts has done what it says when its own time is up.
    const explored = !result.exhausted && suite.seconds !== undefined && result.seconds >= suite.seconds
    ranOut ||= !result.exhausted && !explored && !bad.length
    checked.push({ suite, result })
    if (finished === undefined && (result.exhausted || explored || result.stopped === "depth")) run?.add(result)
    drifted ||= moved.length > 0
    say(
      `${bad.length > 0 ? "FAILED" : result.exhausted ? "ok" : explored ? "explored" : result.stopped === "interrupted" ? "interrupted" : "not finished"}  ${name}  ${count(result.uniqueStates)} states of ${count(result.generatedStates)} generated, ${result.exhausted ? `depth ${result.depth}` : `every run of up to ${result.completedDepth} steps`}, ${result.seconds.toFixed(1)} s, ${rate(result.generatedStates, result.seconds)}`
    )
    for (const { id, verdict, trace } of result.properties) {
      const declared = properties.find((p) => p.id === id)
      const forEver = trace?.loopFrom === undefined ? "" : trace.loopFrom === trace.steps.length ? ", and then nothing more" : `, the last ${trace.steps.length - trace.loopFrom} over and over`
      const length = trace === undefined ? "" : `, ${trace.steps.length} steps${forEver}`
      say(`    ${verdict.padEnd(9)} ${id}${length}${declared && declared.sentence !== id && (verdict === "violated" || verdict === "missing") ? `: ${declared.sentence}` : ""}`)
      if (suite.file !== undefined && trace !== undefined && verdict === "violated") say(traceText(made, trace).replace(/^/gm, "        "))
    }
    if (suite.file !== undefined) for (const line of neverLines(result.never)) say(`    ${line}`)
    if (!result.exhausted && !explored && result.stopped !== "interrupted") for (const each of (result.growing ?? []).slice(0, 5)) say(`    growing   ${growingText(each)}`)
    for (const what of moved) say(`    drift     ${what}`)
    const files = new Map<string, string>()
    if (options.traces !== undefined)
      for (const property of result.properties) {
        if (property.trace === undefined) continue
        mkdirSync(options.traces, { recursive: true })
        const file = join(options.traces, traceFileOf(name, property.id))
        writeFileSync(file, traceJson(suite, property, property.trace))
        files.set(property.id, file)
      }
    if (result.exhausted && bad.length === 0) measured[name] = pinOf(result)
    report.push({
      model: name,
      mode: suite.mode,
      bounds,
      uniqueStates: result.uniqueStates,
      generatedStates: result.generatedStates,
      depth: result.depth,
      completedDepth: result.completedDepth,
      exhausted: result.exhausted,
      ...(result.stopped === undefined ? {} : { stopped: result.stopped, growing: result.growing ?? [] }),
      seconds: result.seconds,
      collisionProbability: result.collisionProbability,
      memo: result.memo,
      coverage: coverageOf(result.verdicts),
      properties: result.properties.map(({ id, kind, verdict, trace }) => ({
        id,
        kind,
        verdict,
        traceLength: trace?.steps.length ?? null,
        ...(trace?.loopFrom === undefined ? {} : { loopFrom: trace.loopFrom }),
        traceFile: files.get(id) ?? null
      }))
    })
  }
  process.off("SIGINT", interrupt)
  if (checked.length > 1) say(`\n${tableOf(checked).join("\n")}`)
  // Only what all models come to together says that a verdict is missing.
  const whole = names.length === 0 && chosen.every(({ name, seconds }) => seconds !== undefined || checked.some(({ suite, result }) => suite.name === name && result.exhausted)) && options.reduction !== true
  const taken = totalOf(checked.map(({ result }) => result))
  if (options.coverage) say(coverageLines(taken).join("\n"))
  if (whole) {
    const { lines, judged } = judgedLines(taken, options.deep === true)
    say(lines.join("\n"))
    violated ||= judged.missing.length + judged.stale.length > 0
  }
  if (options.pinCoverage !== undefined) {
    if (!whole) throw new Error("--pin-coverage: nothing was noted, since not every model was explored to the end: give no limits")
    writeReached(options.pinCoverage, checked)
  }
  if (stop.signal.aborted) {
    const open = chosen.filter(({ name }) => !checked.some(({ suite, result }) => suite.name === name && result.exhausted))
    say(`\ninterrupted: ${chosen.length - open.length} of ${chosen.length} models were finished. ${options.resume === undefined ? `The others: npx rocketproof check ${open.map(({ name }) => name).join(" ")}` : `To go on: the same command, with --resume ${options.resume}`}`)
  }
  if (!ranOut) run?.remove()
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`)
  if (options.pin !== undefined) writePins(options.pin, { ...pins, ...measured }, mutantPins, suites.every(({ name, seconds }) => name in measured || seconds !== undefined) ? new Date().toISOString().slice(0, 10) : checkedOn)
  writeReports(options.reporter ?? [], checked)
  // 130, as shells say of what Ctrl-C ended: nobody's budget ran out, and a script must not go on as if it had. A violation that was found comes first.
  return violated ? 1 : stop.signal.aborted ? 130 : ranOut ? 3 : drifted ? 4 : 0
}

/** Options that change what comes of a model: a run goes on only under the same. */
const limitsOf = ({ maxDepth, symmetry, exact, reduction }: CheckOptions): Readonly<Record<string, unknown>> => ({ maxDepth, symmetry, exact, reduction })

/** A line a model, and the worst collision probability. */
const tableOf = (checked: readonly Checked[]): readonly string[] => [
  ...aligned([
    ["model", "verdict", "states", "depth", "seconds", "collision"],
    ...checked.map(({ suite, result }) => {
      const bad = result.properties.filter(({ verdict }) => verdict === "violated" || verdict === "missing").length
      const verdict = bad > 0 ? `${bad} FAILED` : result.exhausted ? "ok" : (result.stopped ?? "ok")
      return [suite.name, verdict, count(result.uniqueStates), String(result.depth), result.seconds.toFixed(1), result.collisionProbability.toExponential(0)]
    })
  ]),
  `collision probability: at most ${Math.max(...checked.map(({ result }) => result.collisionProbability)).toExponential(0)}`
]

const driftOf = (result: Result, pin: (typeof pins)[string]): readonly string[] => [
  ...(result.uniqueStates === pin.uniqueStates ? [] : [`${count(result.uniqueStates)} states, pinned ${count(pin.uniqueStates)} (properties/pins.ts)`]),
  ...result.properties.flatMap(({ id, trace }) => {
    const pinned = pin.witnesses?.[id]
    return pinned === undefined || trace === undefined || trace.steps.length === pinned ? [] : [`${id}: ${trace.steps.length} steps, pinned ${pinned}`]
  })
]
