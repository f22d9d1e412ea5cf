/**
 * `check` as tests, in two halves that take about as long: two files are two processes. The largest models are explored to a depth.
 *
 * @module
 */
import { describe, expect, test } from "vitest"
import { explore } from "../models/engine/index.ts"
import type { Result } from "../models/engine/result.ts"
import { exempt, keysOf, nameOf, points } from "./coverage/judge.ts"
import { reached } from "./coverage/reached.ts"
import { type FirstDepths, firstDepths } from "./first-depths.ts"
import { pins } from "./pins.ts"
import { type Suite, suites } from "./suites.ts"

/** Every model that is not deep, the larger ones first, each to the half that has less so far. Models without a pin count as small. */
export const halves = (): readonly [readonly Suite[], readonly Suite[]] => {
  const sizeOf = ({ name }: Suite): number => (firstDepths[name] ?? pins[name])?.uniqueStates ?? 0
  const parts: readonly [Suite[], Suite[]] = [[], []]
  const total = [0, 0] as [number, number]
  for (const suite of suites.filter(({ deep }) => !deep).sort((a, b) => sizeOf(b) - sizeOf(a))) {
    const to = total[0] <= total[1] ? 0 : 1
    parts[to].push(suite)
    total[to] += sizeOf(suite)
  }
  return parts
}

/** Verdicts that are listed as come to by no model. */
const listed = new Set(points.filter((point) => exempt.has(nameOf(point))).flatMap(keysOf))

const witnessesOf = ({ properties }: Result): Readonly<Record<string, number>> =>
  Object.fromEntries(properties.flatMap(({ id, trace }) => (trace === undefined ? [] : [[id, trace.steps.length]])))

/** Every promise holds, every witness is reached, the counts are the pinned ones, and so are the verdicts of rules. */
const exhausts = ({ name, model, properties }: Suite): void => {
  const result = explore(model())
  expect(result.exhausted).toBe(true)
  const unexpected = result.properties.filter(({ verdict }) => verdict !== "holds" && verdict !== "reached").map(({ id, verdict }) => `${verdict}: ${id}`)
  expect(unexpected).toEqual([])
  expect(result.properties.filter(({ verdict }) => verdict === "reached").map(({ id }) => id).sort()).toEqual(properties.filter((p) => p.witness).map((p) => p.id).sort())
  expect({ uniqueStates: result.uniqueStates, witnesses: witnessesOf(result) }).toEqual(pins[name])
  // What this model is the first to come to: `check --pin-coverage properties/coverage/reached.ts`.
  const firstHere = Object.entries(reached).flatMap(([verdict, [, model]]) => (model === name ? [verdict] : []))
  expect(firstHere.filter((verdict) => !result.verdicts.has(verdict))).toEqual([])
  expect([...result.verdicts.keys()].filter((verdict) => listed.has(verdict))).toEqual([])
}

/** Nothing is violated up to this depth, and every witness that the pins have there is reached, as soon as they say. */
const goesTo = ({ name, model }: Suite, { maxDepth, uniqueStates }: FirstDepths): void => {
  const result = explore(model(), { maxDepth })
  expect(result.properties.filter(({ verdict }) => verdict !== "undecided" && verdict !== "reached").map(({ id, verdict }) => `${verdict}: ${id}`)).toEqual([])
  const pinned = Object.entries(pins[name]?.witnesses ?? {}).filter(([, length]) => length <= maxDepth)
  expect(pinned.length).toBeGreaterThan(0)
  expect({ uniqueStates: result.uniqueStates, witnesses: witnessesOf(result) }).toEqual({ uniqueStates, witnesses: Object.fromEntries(pinned) })
  expect([...result.verdicts.keys()].filter((verdict) => listed.has(verdict))).toEqual([])
}

export const checkAll = (half: readonly Suite[]): void => {
  describe.each(half.filter(({ name }) => firstDepths[name] === undefined).map((suite) => [suite.name, suite] as const))("%s", (_name, suite) => {
    // oxlint-disable-next-line vitest/expect-expect -- in the function
    test("is exhausted, and everything is as promised and as pinned", { timeout: 400_000 }, () => exhausts(suite))
  })
  describe.each(half.flatMap((suite) => Object.entries(firstDepths).flatMap(([name, to]) => (name === suite.name ? [[name, suite, to] as const] : []))))("%s", (_name, suite, to) => {
    // oxlint-disable-next-line vitest/expect-expect -- in the function
    test("is as promised and as pinned up to the depth that is noted", { timeout: 400_000 }, () => goesTo(suite, to))
  })
}
