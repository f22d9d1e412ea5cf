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

test("those that are explored to a depth are large models that npm run check exhausts", () => {
  const sizes = Object.keys(firstDepths).map((name) => [name, suites.find((suite) => suite.name === name && !suite.deep) === undefined ? 0 : (pins[name]?.uniqueStates ?? 0)] as const)
  expect(sizes.filter(([, size]) => size < 500_000)).toEqual([])
})
