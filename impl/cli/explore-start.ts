/**
 * Where `rocketproof explore` begins: in a model, at the end of a trace, of a witness of the promise table, or of a live run.
 *
 * @module
 */
import { existsSync, statSync } from "node:fs"
import { explore } from "../../models/engine/index.ts"
import type { AnyModel } from "../../models/engine/model.ts"
import type { Trace } from "../../models/engine/result.ts"
import { admitted } from "../../properties/admitted.ts"
import type { Suite } from "../../properties/suites.ts"
import { type About, propertyOf } from "../../properties/telling/tell.ts"
import type { ModelEntry, Start } from "../page/api.ts"
import { liveExplored } from "../page/explore/live/space.ts"
import { Space } from "../page/explore/space.ts"
import { entries, NoSuchModel, Spaces, suiteNamed } from "../page/explore/spaces.ts"
import { liveRun, type LiveRun, liveRunIn } from "../trace/live.ts"
import { openTrace } from "../trace/read.ts"
import { follow } from "../trace/replay.ts"
import { specHash } from "../trace/spec-hash.ts"
import { nearest } from "./nearest.ts"
import { count, progress } from "./progress.ts"

export interface Begun {
  readonly start: Start
  readonly spaces: Spaces
}

/** Throws with what to do if there is nothing of this name. */
export const begin = (what: string | undefined, mutant: string | undefined): Begun => {
  if (what === undefined) return { start: startOf({}), spaces: new Spaces() }
  if (statSync(what, { throwIfNoEntry: false })?.isDirectory() === true) return ofRun(what, liveRun(what))
  if (existsSync(what)) return ofFile(what)
  const witness = witnessNamed(what)
  return witness === undefined ? ofModel(what, mutant) : ofWitness(what, witness.suite, witness.property)
}

const startOf = (more: Partial<Start>, models: readonly ModelEntry[] = entries()): Start => ({ rules: specHash().slice(0, 12), models, ...more })

const ofModel = (what: string, mutant: string | undefined): Begun => {
  const spaces = new Spaces()
  const named = mutant === undefined ? {} : { mutant }
  try {
    const model = suiteNamed(what).name
    spaces.of({ model, ...named })
    return { start: startOf({ at: { model, ...named, path: [] } }), spaces }
  } catch (error) {
    if (error instanceof NoSuchModel && what.endsWith(".json")) throw new Error(`${what}: no such file; check --traces DIR and mutants --traces DIR write traces`)
    throw error
  }
}

const ofFile = (file: string): Begun => {
  const open = openTrace(file)
  if (open.head.run === "live") return ofRun(file, liveRunIn(open))
  const read = follow(file, open)
  for (const warning of read.warnings) process.stderr.write(`${warning}\n`)
  if (read.start.n > 0) throw new Error(`${file}: longer than can be explored; rocketproof trace shows its end`)
  return ofTrace(read.suite, read.model, read.trace, read.about, read.mutant?.id)
}

const ofTrace = (suite: Suite, model: AnyModel, { steps, error }: Trace, about: About | undefined, mutant?: string): Begun => {
  const moves = (error === undefined ? steps : steps.slice(0, -1)).map(({ move }) => move)
  const start = startOf({
    at: { model: suite.name, ...(mutant === undefined ? {} : { mutant }), path: new Space(suite, model).pathOf([], moves) },
    ...(about === undefined ? {} : { property: propertyOf(suite, model, about) }),
    ...(error === undefined ? {} : { note: `The step after the last one throws: ${error}` })
  })
  return { start, spaces: new Spaces() }
}

/** `W12`, or as the promise table writes it: `W12 acked message lost in dledger/page-cache`. */
const witnessNamed = (what: string): { readonly suite: Suite; readonly property: string } | undefined => {
  const known = admitted.filter(({ id }) => id.toLowerCase() === what.toLowerCase())
  const [first] = known
  if (first !== undefined) {
    if (first.unreachable === true) throw new Error(`${first.id}: there is no such run (${first.what}); rocketproof check ${first.model} shows it`)
    const others = known.slice(1).map(({ property, model }) => `"${property} in ${model}"`)
    if (others.length > 0) process.stderr.write(`${first.id} is found elsewhere, too: ${others.join(", ")}\n`)
    return { suite: suiteNamed(first.model), property: first.property }
  }
  const [, property, model] = /^(.+) in `?([^\s`]+)`?$/.exec(what) ?? []
  if (property === undefined || model === undefined) return undefined
  const suite = suiteNamed(model)
  const witnesses = suite.properties.filter(({ witness }) => witness).map(({ id }) => id)
  if (!witnesses.includes(property)) throw new Error(`${suite.name} has no witness "${property}"; ${nearest(property, witnesses)}`)
  return { suite, property }
}

const ofWitness = (what: string, suite: Suite, property: string): Begun => {
  const line = progress()
  line.say(`${suite.name}: looking for ${property}`)
  const model = suite.model()
  const found = explore(model, { stopAt: [property], onProgress: ({ uniqueStates }) => line.say(`${suite.name}: looking for ${property}, ${count(uniqueStates)} states`) }).properties.find(({ id }) => id === property)
  line.done()
  if (found?.trace === undefined) throw new Error(`${what}: no run of ${suite.name} comes to it`)
  return ofTrace(suite, model, found.trace, found)
}

const ofRun = (from: string, run: LiveRun): Begun => {
  const line = progress()
  const { explored, path } = liveExplored(from, run, (n) => n % 500 === 0 && line.say(`${from}: ${count(n)} events`))
  line.done()
  const entry: ModelEntry = { name: from, topic: from, mode: "live", about: explored.space.suite.about, mutants: [] }
  return { start: startOf({ at: { model: from, path } }, [entry, ...entries()]), spaces: new Spaces(new Map([[from, explored]])) }
}
