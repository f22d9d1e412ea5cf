import * as fc from "fast-check"
import { expect, test } from "vitest"
import { explore, replay } from "./index.ts"
import type { Result, Trace } from "./result.ts"
import { drawnModel, drawnSymmetricModel, type Naive, naive, type Tiny } from "./testing.ts"

/** Steps to what was decided, by id of the property. */
const decidedBy = ({ properties }: Result): Record<string, number> =>
  Object.fromEntries(properties.flatMap(({ id, trace }) => (trace === undefined ? [] : [[id, trace.steps.length]])))

const decidedIn = ({ decided }: Naive): Record<string, number> => Object.fromEntries(decided)

const tracesOf = ({ properties }: Result) => properties.flatMap(({ trace, ...rest }) => (trace === undefined ? [] : [{ trace, ...rest }]))

const again = (model: Tiny, { steps }: Trace): Trace => replay(model, steps.map(({ move }) => move))

/** `ENGINE_RUNS=20` tries twenty times as many models. */
const runs = (count: number): number => count * Number(process.env["ENGINE_RUNS"] ?? 1)

const seeds = fc.integer({ min: 0, max: 1 << 24 })

test("counts, verdicts and lengths of traces are those of the obvious search", () => {
  let found = 0
  fc.assert(
    fc.property(seeds, fc.boolean(), (seed, throwing) => {
      const model = drawnModel(seed, throwing)
      const slow = naive(model)
      // One more than there are: a search that goes astray ends.
      const result = explore(model, { maxStates: slow.states.size + 1 })
      expect([result.uniqueStates, result.generatedStates, result.exhausted]).toEqual([slow.states.size, slow.generated, true])
      expect(decidedBy(result)).toEqual(decidedIn(slow))
      expect(result.depth).toBe(1 + Math.max(...[...slow.states.values()].map(({ steps }) => steps)))
      found += slow.decided.size
    }),
    { numRuns: runs(60), seed: 1 }
  )
  // The models are not so poor that nothing was ever found.
  expect(found).toBeGreaterThan(50)
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

test("symmetry visits one state of each orbit and comes to the same verdicts", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const model = drawnSymmetricModel(seed)
      const slow = naive(model)
      const permutations = model.symmetry?.permutations ?? []
      const orbits = new Set(
        [...slow.states.values()].map(({ locals, inFlight }) =>
          permutations
            .map((p) => {
              const moved: number[] = []
              locals.forEach((local, slot) => (moved[p[slot] as number] = local))
              const renamed = inFlight.map((m) => m.split(",").map(Number)).map(([from, to, message]) => [p[from as number], p[to as number], message].join())
              return `${moved.join()}|${renamed.sort().join(" ")}`
            })
            .sort()[0]
        )
      )
      const plain = explore(model, { symmetry: false, maxStates: slow.states.size + 1 })
      const result = explore(model, { maxStates: slow.states.size + 1 })
      expect([plain.uniqueStates, result.uniqueStates]).toEqual([slow.states.size, orbits.size])
      expect(decidedBy(result)).toEqual(decidedBy(plain))
      expect(decidedBy(plain)).toEqual(decidedIn(slow))
      for (const { trace } of tracesOf(result)) expect(again(model, trace)).toEqual(trace)
    }),
    { numRuns: runs(40), seed: 4 }
  )
})
