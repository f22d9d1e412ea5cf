/**
 * The smaller models, with every state compared in full: no two share a fingerprint, and renamed nodes make one state of
 * those that are one and of no others.
 */
import { expect, test } from "vitest"
import { explore } from "../models/engine/index.ts"
import { pins } from "./pins.ts"
import { suites } from "./suites.ts"

// A machine alone is one local: nothing is put together in its states.
const small = suites.filter(({ name, topic }) => !topic.startsWith("alone/") && (pins[name]?.uniqueStates ?? Number.POSITIVE_INFINITY) <= 3_000)

test("there are small models of all modes", () => {
  expect(new Set(small.map(({ mode }) => mode)).size).toBe(4)
})

test.each(small.map((suite) => [suite.name, suite] as const))("%s", (name, { model }) => {
  const { uniqueStates, collisionProbability } = explore(model(), { exact: true })
  expect([uniqueStates, collisionProbability]).toEqual([pins[name]?.uniqueStates, 0])
})
