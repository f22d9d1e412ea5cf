/**
 * `check` as tests, in two halves that take about as long: two files are two processes.
 *
 * @module
 */
import { describe, expect, test } from "vitest"
import { explore } from "../models/engine/index.ts"
import { pins } from "./pins.ts"
import { type Suite, suites } from "./suites.ts"

/** Every model that is not deep, the larger ones first, each to the half that has less so far. Models without a pin count as small. */
export const halves = (): readonly [readonly Suite[], readonly Suite[]] => {
  const sizeOf = ({ name }: Suite): number => pins[name]?.uniqueStates ?? 0
  const parts: readonly [Suite[], Suite[]] = [[], []]
  const total = [0, 0] as [number, number]
  for (const suite of suites.filter(({ deep }) => !deep).sort((a, b) => sizeOf(b) - sizeOf(a))) {
    const to = total[0] <= total[1] ? 0 : 1
    parts[to].push(suite)
    total[to] += sizeOf(suite)
  }
  return parts
}

/** To exhaustion: every promise holds, every witness is reached, and the counts are the pinned ones. */
export const checkAll = (half: readonly Suite[]): void =>
  describe.each(half.map((suite) => [suite.name, suite] as const))("%s", (name, { model, properties }) => {
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
