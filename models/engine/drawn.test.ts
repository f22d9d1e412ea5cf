import * as fc from "fast-check"
import { expect, test } from "vitest"
import { again, differences, drawn, tracesOf } from "./testing.differential.ts"
import { explore } from "./index.ts"
import type { AnyModel } from "./model.ts"
import { naive } from "./testing.naive.ts"
import { drawnModel } from "./testing.ts"

/** `ENGINE_RUNS=20` tries twenty times as many models. */
const runs = (count: number): number => count * Number(process.env["ENGINE_RUNS"] ?? 1)

const seeds = fc.integer({ min: 0, max: 1 << 24 })

test("counts, verdicts and lengths of traces are those of the obvious search, with symmetry and without", () => {
  let compared = 0
  let decided = 0
  let symmetric = 0
  fc.assert(
    fc.property(seeds, (seed) => {
      const model = drawn(seed)
      const found = differences(model)
      expect(found ?? []).toEqual([])
      if (found === undefined) return
      compared++
      symmetric += model.symmetry === undefined ? 0 : 1
      decided += tracesOf(explore(model)).length
    }),
    { numRuns: runs(200), seed: 1 }
  )
  // The models are neither too large to be compared, nor so poor that nothing was ever found.
  expect(compared).toBeGreaterThan(runs(150))
  expect(symmetric).toBeGreaterThan(runs(50))
  expect(decided).toBeGreaterThan(runs(200))
})

test("a trace is what the model does, step by step, and its end decides the property", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const model = drawnModel(seed, false)
      for (const { trace, verdict, id } of tracesOf(explore(model, { maxStates: 100_000 }))) {
        expect(again(model, trace)).toEqual(trace)
        const property = model.properties.find((p) => p.id === id)
        const last = trace.steps[trace.steps.length - 1]
        const before = (trace.steps[trace.steps.length - 2]?.locals ?? trace.initial) as readonly number[]
        const after = (last?.locals ?? trace.initial) as readonly number[]
        const held = property?.kind === "step" ? last !== undefined && property.holds(before, last.move, last.outcome, after) : property?.holds(after)
        expect(held).toBe(verdict === "reached")
      }
    }),
    { numRuns: runs(100), seed: 2 }
  )
})

test("a search bounded in depth sees what the obvious search sees up to there", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 6 }), (seed, maxDepth) => {
      const model = drawnModel(seed, false)
      const within = [...naive(model).states.values()].filter(({ steps }) => steps < maxDepth)
      const result = explore(model, { maxDepth })
      expect(result.uniqueStates).toBe(within.length)
      expect(result.properties.some(({ verdict }) => (verdict === "undecided") === result.exhausted && verdict !== "reached" && verdict !== "violated")).toBe(false)
    }),
    { numRuns: runs(60), seed: 3 }
  )
})

test("a step that throws is told of even where a slot that it tells of would leave the bounds", () => {
  // Drawn so: the delivery throws, and the link's slot takes note of it and steps out of its bounds.
  const model = drawnModel(5_543_300, true) as AnyModel
  expect(explore(model).properties.find(({ id }) => id === "no rule throws")?.verdict).toBe("violated")
  expect(differences(model)).toEqual([])
})
