import { beforeAll, describe, expect, test } from "vitest"
import { explore } from "../../models/engine/index.ts"
import type { AnyModel, Eventually, Move } from "../../models/engine/model.ts"
import { mutants } from "../mutants/index.ts"
import { modelWith, type Mutant } from "../mutants/mutant.ts"
import { suiteOf } from "../suites.ts"
import { jsonOf } from "./json.ts"
import { rerun, type WrittenRun } from "./rerun.ts"
import { tell } from "./tell.ts"
import { whatDiffers } from "./whole-run.ts"

/** The shortest run of a mutant, as a generated test has it. */
const writtenOf = (id: string): WrittenRun => {
  const mutant = mutants.find((each) => each.id === id) as Mutant
  const suite = suiteOf(mutant.model)
  const model = modelWith(suite, mutant)
  const trace = explore(model, { stopAt: [mutant.property] }).properties.find((each) => each.id === mutant.property)?.trace
  if (trace === undefined) throw new Error(`${id} breaks nothing`)
  const { steps } = tell(suite, { id: mutant.property }, trace, { model, mutant: id })
  const moves = steps.map(({ text, message, verdicts }, i) => {
    const { move } = trace.steps[i] as (typeof trace.steps)[number]
    return { text, at: model.slots[move.slot] as string, kind: move.kind, ...(move.kind === "act" ? { action: jsonOf(move.action) } : { send: message?.id as number }), verdicts }
  })
  return { model: suite.name, mutant: id, property: mutant.property, ...(trace.loopFrom === undefined ? {} : { loopFrom: trace.loopFrom }), moves }
}

describe("a test written from a lasso", () => {
  let lasso: WrittenRun
  let fixed: WrittenRun
  beforeAll(() => {
    lasso = writtenOf("awaits-a-lost-answer")
    const { mutant: _, ...without } = lasso
    fixed = without
  })

  test("passes while the bug is there, stem and loop", () => {
    expect(lasso.loopFrom).toBeLessThanOrEqual(lasso.moves.length)
    expect(rerun(lasso)).toBeUndefined()
  })

  test("is red once the bug is fixed, and says why the run shows nothing any more", () => {
    expect(() => rerun(fixed)).toThrow(/^the bug is fixed: every step can be made, but the loop is none any more: after step \d+ the state is another one than after step \d+/)
  })

  test("is red when a rule's verdict was renamed, and says so", () => {
    const renamed = lasso.moves.map((move) => ({ ...move, verdicts: move.verdicts.map((verdict) => verdict.replace("AppendEntries", "Append")) }))
    expect(() => rerun({ ...lasso, moves: renamed })).toThrow(/its verdict renamed/)
  })

  test("is red if the loop is none: its end is another state than its beginning", () => {
    expect(() => rerun({ ...lasso, loopFrom: 0 })).toThrow(/the loop is none any more: after step \d+ the state is another one than after step 0/)
    expect(() => rerun({ ...lasso, loopFrom: 99 })).toThrow(/begins after step 99/)
  })
})

describe("a test written from a run to a state that is stuck", () => {
  test("passes while nothing leads out of it, and is red once something does", () => {
    const stuck = writtenOf("slave-does-not-reconnect")
    expect(rerun(stuck)).toBeUndefined()
    const { mutant: _, ...fixed } = stuck
    expect(() => rerun(fixed)).toThrow(/^the bug is fixed: every step can be made, but from the end it can come about now: .*a1 connects to its master; /)
  })
})

/** One slot that walks along edges, as `from → to by lot`. */
interface Edge {
  readonly from: number
  readonly to: number
  readonly lot?: string
}

const walker = (edges: readonly Edge[], over: Partial<AnyModel> = {}): AnyModel => ({
  name: "walker",
  slots: ["at"],
  initial: { locals: [{ at: 0 }] },
  actions: (_slot, { at }: { readonly at: number }) => edges.filter(({ from }) => from === at),
  act: (_slot, _local, { to }: Edge) => ({ local: { at: to } }),
  receive: () => undefined,
  observe: () => undefined,
  network: { kind: "multiset" },
  properties: [],
  ...over
})

const lotOf = (move: Move<unknown, Edge>): string | undefined => (move.kind === "act" ? move.action.lot : undefined)
const goal = (strength: "weak" | "strong", over: Partial<Eventually<{ readonly at: number }, unknown, Edge>> = {}): Eventually<{ readonly at: number }, unknown, Edge> => ({
  kind: "eventually", id: "home", holds: ([local]) => local?.at === 9, fairness: [{ name: "steps", strength, lotOf }], ...over
})
const did = (): { readonly kind: "timer"; readonly fault: false; readonly text: string } => ({ kind: "timer", fault: false, text: "the step home" })

/** A run along these states. */
const judged = (edges: readonly Edge[], states: readonly number[], loopFrom: number, property = goal("weak"), over: Partial<AnyModel> = {}): string | undefined =>
  whatDiffers(walker(edges, over), { did }, property, {
    worlds: states.map((at) => ({ locals: [{ at }], inFlight: [] })),
    moves: states.slice(1).map((to, i) => ({ kind: "act", slot: 0, action: edges.find((edge) => edge.from === states[i] && edge.to === to) })),
    loopFrom
  })

describe("what a lasso must be", () => {
  const round = [{ from: 0, to: 1, lot: "a" }, { from: 1, to: 0, lot: "b" }]

  test("fair: a lot that is possible all the time is made", () => {
    const out = [{ from: 0, to: 9, lot: "out" }, { from: 1, to: 9, lot: "out" }]
    expect(judged([...round, out[0] as Edge], [0, 1, 0], 0)).toBeUndefined()
    expect(judged([...round, ...out], [0, 1, 0], 0)).toBe("the loop is not fair any more (steps): the step home is possible all the time and never made")
    expect(judged([...round, out[0] as Edge], [0, 1, 0], 0, goal("strong"))).toMatch(/possible again and again/)
  })

  test("fair, though a bound cuts the move off: bounds bring no loops about", () => {
    expect(judged([...round, { from: 0, to: 9, lot: "out" }, { from: 1, to: 9, lot: "out" }], [0, 1, 0], 0, goal("weak"), { within: (_slot, { at }: { readonly at: number }) => at < 5 })).toMatch(/not fair/)
    expect(judged(round, [0, 1, 0], 0, goal("weak", { atBound: ([local]) => local?.at === 1 }))).toMatch(/bound of the model, after step 1/)
  })

  test("at rest only where nothing is forced", () => {
    expect(judged([{ from: 0, to: 1, lot: "a" }], [0, 1], 1)).toBeUndefined()
    expect(judged(round, [0, 1], 1)).toMatch(/not fair/)
  })

  test("never good in the loop, and about the property since", () => {
    expect(judged(round, [0, 1, 0], 0, goal("weak", { holds: ([local]) => local?.at === 1 }))).toBe("home comes about in the loop, after step 1")
    expect(judged(round, [0, 1, 0], 0, goal("weak", { from: ([local]) => local?.at === 7 }))).toMatch(/none that home is about/)
  })
})
