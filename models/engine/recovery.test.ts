import * as fc from "fast-check"
import { expect, test } from "vitest"
import { explore } from "./explore.ts"
import type { AnyModel, Recoverable } from "./model.ts"

/** One slot that walks along the edges of a graph, from 0 on. */
const walker = (edges: readonly (readonly [number, number])[], property: Omit<Recoverable<number>, "kind" | "id">): AnyModel => ({
  name: "walker",
  slots: ["at"],
  initial: { locals: [0] },
  actions: (_slot, at) => edges.filter(([from]) => from === at).map(([, to]) => to),
  act: (_slot, _at, to) => ({ local: to }),
  receive: () => undefined,
  observe: () => undefined,
  network: { kind: "multiset" },
  properties: [{ kind: "recoverable", id: "home", ...property }]
})

const verdictOf = (model: Parameters<typeof explore>[0]) => explore(model).properties.find(({ id }) => id === "home")

test("a ring always comes round", () => {
  const result = verdictOf(walker([[0, 1], [1, 2], [2, 0]], { holds: ([at]) => at === 0 }))
  expect(result?.verdict).toBe("holds")
})

test("a trap: the trace leads to the nearest state that has no way back", () => {
  const result = verdictOf(walker([[0, 1], [1, 0], [1, 2], [2, 3], [3, 2]], { holds: ([at]) => at === 0 }))
  expect(result?.verdict).toBe("violated")
  expect(result?.trace?.steps.map(({ locals }) => locals[0])).toEqual([1, 2])
})

test("a state without any step is stuck", () => {
  expect(verdictOf(walker([[0, 1]], { holds: ([at]) => at === 0 }))?.verdict).toBe("violated")
})

test("only states that `from` picks must recover", () => {
  expect(verdictOf(walker([[0, 1], [1, 0], [1, 2]], { holds: ([at]) => at === 0, from: ([at]) => at !== 2 }))?.verdict).toBe("holds")
})

test("a witness must be found stuck", () => {
  expect(verdictOf(walker([[0, 1]], { holds: ([at]) => at === 0, witness: true }))?.verdict).toBe("reached")
  expect(verdictOf(walker([[0, 1], [1, 0]], { holds: ([at]) => at === 0, witness: true }))?.verdict).toBe("missing")
})

test("what was not exhausted is undecided", () => {
  expect(explore(walker([[0, 1], [1, 2], [2, 0]], { holds: ([at]) => at === 0 }), { maxStates: 2 }).properties[0]?.verdict).toBe("undecided")
})

test("on any graph: as a search from every state says", () => {
  const graph = fc.integer({ min: 1, max: 8 }).chain((n) =>
    fc.record({
      edges: fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 16 }),
      good: fc.array(fc.nat(n - 1), { maxLength: 3 })
    })
  )
  fc.assert(
    fc.property(graph, ({ edges, good }) => {
      const from = (start: number): ReadonlySet<number> => {
        const seen = new Set([start])
        for (const at of seen) for (const [a, b] of edges) if (a === at) seen.add(b)
        return seen
      }
      const stuck = [...from(0)].some((at) => ![...from(at)].some((to) => good.includes(to)))
      expect(verdictOf(walker(edges, { holds: ([at]) => good.includes(at as number) }))?.verdict).toBe(stuck ? "violated" : "holds")
    })
  )
})
