/**
 * Every model that is not deep, to exhaustion: every promise holds, every witness is reached, and the counts are the pinned
 * ones.
 */
import { describe, expect, test } from "vitest"
import { explore } from "../models/engine/index.ts"
import { pins } from "./pins.ts"
import { suites } from "./suites.ts"

describe.each(suites.filter(({ deep }) => !deep).map((suite) => [suite.name, suite] as const))("%s", (name, { model, properties }) => {
  test("is exhausted, and everything is as promised and as pinned", { timeout: 400_000 }, () => {
    const result = explore(model())
    expect(result.exhausted).toBe(true)
    const unexpected = result.properties.filter(({ verdict }) => verdict !== "holds" && verdict !== "reached").map(({ id, verdict }) => `${verdict}: ${id}`)
    expect(unexpected).toEqual([])
    expect(result.properties.filter(({ verdict }) => verdict === "reached").map(({ id }) => id).sort()).toEqual(properties.filter((p) => p.witness).map((p) => p.id).sort())
    const witnesses = Object.fromEntries(result.properties.flatMap(({ id, trace }) => (trace === undefined ? [] : [[id, trace.steps.length]])))
    expect({ uniqueStates: result.uniqueStates, witnesses }).toEqual(pins[name])
  })
})

test("every model has a pin, and every pin a model", () => {
  expect(Object.keys(pins).sort()).toEqual(suites.filter(({ seconds }) => seconds === undefined).map(({ name }) => name).sort())
})
