import { expect, test } from "vitest"
import { checkAll, halves } from "./testing.ts"
import { firstDepths } from "./first-depths.ts"
import { pins } from "./pins.ts"
import { suites } from "./suites.ts"

const [first, second] = halves()

checkAll(first)

test("both halves together are all models that are not deep", () => {
  expect([...first, ...second].map(({ name }) => name).sort()).toEqual(suites.filter(({ deep }) => !deep).map(({ name }) => name).sort())
})

test("every model has a pin, and every pin a model", () => {
  expect(Object.keys(pins).sort()).toEqual(suites.filter(({ seconds }) => seconds === undefined).map(({ name }) => name).sort())
})

test("those that are explored to a depth are models that npm run check exhausts, and the largest of them", () => {
  const [largest, others] = [true, false].map((is) => Object.entries(pins).filter(([name]) => name in firstDepths === is && suites.some((suite) => suite.name === name && !suite.deep)).map(([, { uniqueStates }]) => uniqueStates))
  expect(largest).toHaveLength(Object.keys(firstDepths).length)
  expect(Math.min(...(largest ?? []))).toBeGreaterThan(Math.max(...(others ?? [])))
})
