/**
 * Every historical bug is caught by the property that it names, with the pinned shortest trace, in a model that the
 * unchanged machine passes; the equivalent controls survive.
 */
import { describe, expect, test } from "vitest"
import { explore, replay } from "../../models/engine/index.ts"
import { explain } from "../telling/explain.ts"
import { suiteOf } from "../suites.ts"
import { mutantPins } from "../pins.ts"
import { controls, mutants } from "./index.ts"
import { modelWith } from "./mutant.ts"

describe.each(mutants.map((m) => [m.id, m] as const))("%s", (id, mutant) => {
  const { model: topic, property } = mutant
  test(`is caught by ${property}`, { timeout: 400_000 }, () => {
    const suite = suiteOf(topic)
    const model = modelWith(suite, mutant)
    // The others are asked of the same states by `rocketproof mutants`; this one must not need their help.
    const result = explore({ ...model, properties: model.properties.filter(({ id }) => id === property) }, { stopAt: [property] })
    const caught = result.properties.find((p) => p.id === property)
    expect(caught?.verdict).toBe("violated")
    const trace = caught?.trace
    if (trace === undefined) throw new Error("no trace")
    // The trace is a run of the model, from its initial state.
    expect(replay(model, trace.steps.map(({ move }) => move)).steps).toHaveLength(trace.steps.length)
    expect(trace.steps.length).toBe(mutantPins[id])
    const declared = suite.properties.find((p) => p.id === property)
    if (declared === undefined) throw new Error(`${suite.name} does not check ${property}`)
    const text = explain(suite, declared, trace, { model, mutant: id })
    expect(text).toContain(property)
    expect(text).toContain(`${trace.steps.length}  `)
  })
})

describe.each(controls.map((c) => [c.id, c] as const))("%s", (_id, control) => {
  test("survives", { timeout: 400_000 }, () => {
    const result = explore(modelWith(suiteOf(control.model), control))
    expect(result.exhausted).toBe(true)
    expect(result.properties.filter(({ verdict }) => verdict === "violated" || verdict === "missing")).toEqual([])
  })
})

test("there are at least 30, each seen somewhere", () => {
  expect(mutants.length).toBeGreaterThanOrEqual(30)
  expect(mutants.every(({ seen, rule }) => seen.length > 0 && rule.length > 0)).toBe(true)
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length)
})
