import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { explore } from "./explore.ts"
import type { AnyModel, Eventually, Fairness, Move } from "./model.ts"

interface Edge {
  readonly from: number
  readonly to: number
  /** The lot that the step belongs to; none: nothing forces it. */
  readonly lot?: string
}

const nameOf = (move: Move<unknown, Edge>): string | undefined => (move.kind === "act" ? move.action.lot : undefined)
const weak: Fairness<unknown, Edge> = { name: "weak lots", strength: "weak", lotOf: (move) => (nameOf(move)?.startsWith("w") ? nameOf(move) : undefined) }
const strong: Fairness<unknown, Edge> = { name: "strong lots", strength: "strong", lotOf: (move) => (nameOf(move)?.startsWith("s") ? nameOf(move) : undefined) }

/** One slot that walks along the edges of a graph, from 0 on; at and beyond `limit` the bounds are in its way. */
const walker = (edges: readonly Edge[], property: Partial<Eventually<number, unknown, Edge>>, limit = Infinity): AnyModel => ({
  name: "walker",
  slots: ["at"],
  initial: { locals: [0] },
  actions: (_slot, at) => edges.filter(({ from }) => from === at),
  act: (_slot, _at, edge) => ({ local: edge.to }),
  receive: () => undefined,
  observe: () => undefined,
  network: { kind: "multiset" },
  within: (_slot, at) => at < limit,
  properties: [{ kind: "eventually", id: "home", holds: () => false, fairness: [weak, strong], ...property }]
})

const resultOf = (model: AnyModel) => explore(model).properties.find(({ id }) => id === "home")
const statesOf = (model: AnyModel) => resultOf(model)?.trace?.steps.map(({ locals }) => locals[0])
const at = (good: number) => ({ holds: ([state]: readonly number[]) => state === good })

describe("a lasso", () => {
  test("is a way to a loop, and the loop", () => {
    const result = resultOf(walker([{ from: 0, to: 1, lot: "w0" }, { from: 1, to: 2, lot: "w1" }, { from: 2, to: 1, lot: "w2" }], at(9)))
    expect(result?.verdict).toBe("violated")
    expect(result?.trace?.steps.map(({ locals }) => locals[0])).toEqual([1, 2, 1])
    expect(result?.trace?.loopFrom).toBe(1)
  })

  test("is none if weak fairness leaves the loop: what is always possible is made", () => {
    const loop = [{ from: 0, to: 1, lot: "w1" }, { from: 1, to: 0, lot: "w2" }]
    const out = [{ from: 0, to: 2, lot: "w3" }, { from: 1, to: 2, lot: "w3" }]
    expect(resultOf(walker([...loop, ...out], at(2)))?.verdict).toBe("holds")
    expect(resultOf(walker([...loop, out[0] as Edge], at(2)))?.verdict).toBe("violated")
  })

  test("is none if strong fairness leaves it: what is possible again and again is made", () => {
    const edges = [{ from: 0, to: 1, lot: "w1" }, { from: 1, to: 0, lot: "w2" }, { from: 0, to: 2, lot: "s1" }]
    expect(resultOf(walker(edges, at(2)))?.verdict).toBe("holds")
  })

  test("may rest where nothing is forced", () => {
    const result = resultOf(walker([{ from: 0, to: 1, lot: "w1" }, { from: 1, to: 2 }], at(2)))
    expect(result?.verdict).toBe("violated")
    expect(result?.trace?.steps).toHaveLength(1)
    expect(result?.trace?.loopFrom).toBe(1)
  })

  test("comes by a state in which a weak lot that it never makes is not possible", () => {
    const edges = [{ from: 0, to: 1, lot: "w1" }, { from: 1, to: 0, lot: "w1" }, { from: 0, to: 2, lot: "w2" }]
    expect(statesOf(walker(edges, at(2)))).toEqual([1, 0])
  })

  test("is not made of steps that the bounds cut off", () => {
    const edges = [{ from: 0, to: 1, lot: "w1" }, { from: 1, to: 2, lot: "w1" }]
    expect(resultOf(walker(edges, at(2), 2))?.verdict).toBe("holds")
    expect(resultOf(walker([{ from: 0, to: 1, lot: "w1" }], at(2)))?.verdict).toBe("violated")
    expect(resultOf(walker([{ from: 0, to: 1, lot: "w1" }], { ...at(2), atBound: ([state]) => state === 1 }))?.verdict).toBe("holds")
  })

  test("begins where `from` says, and never comes to a good state after that", () => {
    const edges = [{ from: 0, to: 1, lot: "w1" }, { from: 1, to: 2, lot: "w1" }, { from: 2, to: 2, lot: "w1" }]
    expect(resultOf(walker(edges, { ...at(1), from: ([state]) => state === 0 }))?.verdict).toBe("holds")
    expect(resultOf(walker(edges, { ...at(1), from: ([state]) => state === 2 }))?.verdict).toBe("violated")
  })

  test("a witness must be found", () => {
    expect(resultOf(walker([{ from: 0, to: 0, lot: "w1" }], { ...at(1), witness: true }))?.verdict).toBe("reached")
    expect(resultOf(walker([{ from: 0, to: 1, lot: "w1" }], { ...at(1), witness: true }))?.verdict).toBe("missing")
  })

  test("is not looked for with symmetry", () => {
    const model: AnyModel = { ...walker([], at(1)), slots: ["a", "b"], initial: { locals: [0, 0] }, symmetry: { permutations: [[0, 1], [1, 0]], renameLocal: (_slot: number, local: number) => local, renameMessage: (message: unknown) => message } }
    expect(() => explore(model)).toThrow(/without symmetry/)
  })
})

/** The plain way: any set of states that a run can go round in for ever, each tried. */
const isUnfulfilled = (edges: readonly Edge[], good: readonly number[], n: number): boolean => {
  const bad = (state: number): boolean => !good.includes(state)
  const reach = (start: number, within: (state: number) => boolean): ReadonlySet<number> => {
    const seen = new Set([start])
    for (const state of seen) for (const { from, to } of edges) if (from === state && within(to)) seen.add(to)
    return seen
  }
  const reachable = [...reach(0, () => true)]
  const lots = [...new Set(edges.flatMap(({ lot }) => (lot === undefined ? [] : [lot])))]
  for (let set = 1; set < 1 << n; set++) {
    const part = Array.from({ length: n }, (_, state) => state).filter((state) => (set & (1 << state)) !== 0)
    if (!part.every((state) => bad(state) && reachable.includes(state))) continue
    const inside = edges.filter(({ from, to }) => part.includes(from) && part.includes(to))
    if (part.length > 1 && !part.every((a) => part.every((b) => reach(a, (state) => part.includes(state)).has(b)))) continue
    const can = (lot: string, state: number): boolean => edges.some((edge) => edge.from === state && edge.lot === lot)
    // Going round it makes all of its steps; a single state without a step to itself is stayed in.
    const fair = lots.every((lot) => inside.some((edge) => edge.lot === lot) || (lot.startsWith("w") ? part.some((state) => !can(lot, state)) : part.every((state) => !can(lot, state))))
    if (fair) return true
  }
  return false
}

const graphs = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    edges: fc.array(fc.record({ from: fc.nat(n - 1), to: fc.nat(n - 1), lot: fc.constantFrom("w1", "w2", "s1", "s2", "") }), { maxLength: 14 }),
    good: fc.array(fc.nat(n - 1), { maxLength: 3 })
  })
)
const told = (edges: readonly { readonly from: number; readonly to: number; readonly lot: string }[]): readonly Edge[] => edges.map(({ lot, ...edge }) => (lot === "" ? edge : { ...edge, lot }))

describe("on any small graph", () => {
  test("a lasso is found exactly where trying every loop finds one", () => {
    fc.assert(
      fc.property(graphs, ({ n, edges, good }) => {
        const verdict = resultOf(walker(told(edges), { holds: ([state]) => good.includes(state as number) }))?.verdict
        expect(verdict === "violated").toBe(isUnfulfilled(told(edges), good, n))
      }),
      { numRuns: 3_000 }
    )
  })

  test("what is found is a fair run, and never good", () => {
    fc.assert(
      fc.property(graphs, ({ edges, good }) => {
        const all = told(edges)
        const trace = resultOf(walker(all, { holds: ([state]) => good.includes(state as number) }))?.trace
        if (trace === undefined) return
        const states = [0, ...trace.steps.map(({ locals }) => locals[0] as number)]
        const loopFrom = trace.loopFrom as number
        const loop = states.slice(loopFrom)
        expect(loop.at(-1)).toBe(loop[0])
        expect(loop.some((state) => good.includes(state))).toBe(false)
        const made = new Set(trace.steps.slice(loopFrom).map(({ move }) => (move as { readonly action: Edge }).action.lot))
        for (const lot of new Set(all.flatMap((edge) => edge.lot ?? []))) {
          const possible = (state: number): boolean => all.some((edge) => edge.from === state && edge.lot === lot)
          expect(made.has(lot) || (lot.startsWith("w") ? loop.some((state) => !possible(state)) : loop.every((state) => !possible(state)))).toBe(true)
        }
      }),
      { numRuns: 3_000 }
    )
  })
})
