/**
 * `rocketproof mutants`: historical bugs, re-seeded; each must be caught by the property that it names.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { explore } from "../../models/engine/index.ts"
import { explain } from "../../properties/telling/explain.ts"
import { type Suite, suiteOf } from "../../properties/suites.ts"
import { controls, mutants as all } from "../../properties/mutants/index.ts"
import { type Mutant, modelWith } from "../../properties/mutants/mutant.ts"
import { checkedOn, mutantPins, pins } from "../../properties/pins.ts"
import { screen } from "../trace/screen.ts"
import { nearest } from "./nearest.ts"
import { count, progress } from "./progress.ts"
import { writePins } from "./pin-file.ts"
import { traceJson } from "./trace-file.ts"

export interface MutantsOptions {
  readonly list?: boolean
  readonly json?: string
  readonly traces?: string
  readonly show?: boolean
  readonly pin?: string
}

export const pick = (ids: readonly string[]): readonly Mutant[] => {
  const known = [...all, ...controls]
  if (ids.length === 0) return known
  return ids.map((id) => {
    const found = known.find((mutant) => mutant.id === id)
    if (found === undefined) throw new Error(`mutant: there is no "${id}"; ${nearest(id, known.map((m) => m.id))} (mutants --list names all)`)
    return found
  })
}

/** Its model, which must check the property: one that nothing decides would be explored to the last state, or for ever. */
export const suiteFor = ({ id, property, model }: Pick<Mutant, "id" | "property" | "model">): Suite => {
  const suite = suiteOf(model)
  const checked = suite.properties.map((each) => each.id)
  if (property !== "none" && !checked.includes(property)) throw new Error(`mutant ${id}: property: ${suite.name} does not check "${property}"; ${nearest(property, checked)}`)
  return suite
}

export const mutants = async (ids: readonly string[], options: MutantsOptions): Promise<number> => {
  const chosen = pick(ids)
  if (options.list) {
    for (const { id, rule, seen, property } of chosen) console.log(`${id}\n    ${rule}\n    ${property}; seen: ${seen}`)
    return 0
  }
  const line = progress()
  const report: unknown[] = []
  const measured: Record<string, number> = {}
  let escaped = 0
  for (const mutant of chosen) {
    const { id, rule, property } = mutant
    const suite = suiteFor(mutant)
    const isControl = property === "none"
    const model = modelWith(suite, mutant)
    const result = explore(model, {
      ...(isControl ? {} : { stopAt: [property] }),
      onProgress: (p) => line.say(`${id}: ${count(p.uniqueStates)} states, depth ${p.depth}`)
    })
    line.done()
    const caught = result.properties.find((p) => p.id === property && p.verdict === "violated")
    const others = result.properties.filter((p) => p.verdict === "violated").map((p) => p.id)
    const ok = isControl ? others.length === 0 && result.exhausted : caught?.trace !== undefined
    const length = caught?.trace?.steps.length ?? null
    const pinned = mutantPins[id]
    if (!ok) escaped++
    if (ok && length !== null) measured[id] = length
    const drift = pinned !== undefined && length !== null && pinned !== length ? `, drift: ${pinned} pinned` : ""
    console.log(
      isControl
        ? `${ok ? "survives" : "KILLED"}  ${id}: equivalent, nothing may catch it${ok ? ` (${count(result.uniqueStates)} states)` : `; ${others.join(", ")} did`}`
        : ok
          ? `caught    ${id}: ${property}, ${length} steps, ${count(result.uniqueStates)} states, ${result.seconds.toFixed(1)} s${drift}`
          : `ESCAPED   ${id}: ${property} holds in ${suite.topic}${others.length > 0 ? `, though ${others.join(", ")} does not` : ""}`
    )
    if (caught?.trace && options.show) {
      console.log(`\n${rule}\n`)
      console.log(`${explain(suite, caught, caught.trace, { model, mutant: id, ...screen() })}\n`)
    }
    if (caught?.trace && options.traces !== undefined) {
      mkdirSync(options.traces, { recursive: true })
      writeFileSync(join(options.traces, `${id}.json`), traceJson(suite, caught, caught.trace, { mutant: id, model }))
    }
    report.push({ id, property, caughtBy: caught ? property : null, traceLength: length, uniqueStates: result.uniqueStates, seconds: result.seconds })
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`)
  if (options.pin !== undefined) writePins(options.pin, pins, { ...mutantPins, ...measured }, checkedOn)
  const controlsRun = chosen.filter((m) => m.property === "none").length
  console.log(`${chosen.length - controlsRun} mutants, ${escaped === 0 ? "every one caught by the property it names" : `${escaped} not as expected`}${controlsRun > 0 ? `; ${controlsRun} controls` : ""}`)
  return escaped === 0 ? 0 : 1
}
