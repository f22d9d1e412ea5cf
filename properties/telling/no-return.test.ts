import { expect, test } from "vitest"
import { explore, replay } from "../../models/engine/index.ts"
import { localsAfter } from "../../models/engine/trace.ts"
import type { Trace } from "../../models/engine/result.ts"
import { mutants } from "../mutants/index.ts"
import { modelWith, type Mutant } from "../mutants/mutant.ts"
import { suiteOf } from "../suites.ts"
import { endShows } from "./ends.ts"
import { noReturn, type NoReturn, noReturnText } from "./no-return.ts"

test("a loss by power loss could be avoided until the power is lost, and the good run keeps the message", () => {
  const suite = suiteOf("multi-master/power-loss-1master-ASYNC_FLUSH")
  const model = suite.model()
  const id = "acked message lost"
  const trace = explore(model, { stopAt: [id] }).properties.find((property) => property.id === id)?.trace as Trace
  const found = noReturn(model, suite.view, id, trace)
  if (found === undefined) throw new Error("not decided")
  const { goodRun, splitAt, kind } = found
  expect(kind).toBe("last choice")
  expect(trace.steps[splitAt]?.move).toMatchObject({ kind: "act", action: { do: "powerLoss" } })
  expect(goodRun.steps.slice(0, splitAt)).toEqual(trace.steps.slice(0, splitAt))
  // It is a run of the model, and it does not come to the bad end.
  expect(localsAfter(replay(model, goodRun.steps.map(({ move }) => move)))).toEqual(localsAfter(goodRun))
  expect(endShows(model, id, localsAfter(goodRun), undefined)).toBe(false)
  expect(noReturnText(found, suite.view, trace)).toMatch(/^It could be avoided until the end: without step \d+ \(a0 loses power; its log ends at -1\) the run would have ended well\.$/)
})

test("with a bug that does its harm late, the point is before the last step", () => {
  const mutant = mutants.find(({ id }) => id === "truncation-stays-in-memory") as Mutant
  const suite = suiteOf(mutant.model)
  const model = modelWith(suite, mutant)
  const trace = explore(model, { stopAt: [mutant.property] }).properties.find(({ id }) => id === mutant.property)?.trace as Trace
  const found = noReturn(model, suite.view, mutant.property, trace)
  expect(found).toMatchObject({ kind: "no return" })
  expect(found?.splitAt).toBeLessThan(trace.steps.length - 1)
  // Too few states to tell: then another choice is shown, which does not break the promise.
  const other = noReturn(model, suite.view, mutant.property, trace, { maxStates: 1 })
  expect(other).toMatchObject({ kind: "another choice", splitAt: trace.steps.length - 1 })
  const steps = other?.goodRun.steps ?? []
  expect(steps[trace.steps.length - 1]?.move).not.toEqual(trace.steps.at(-1)?.move)
  expect(noReturnText(other as NoReturn, suite.view, trace)).toMatch(/^Another choice: instead of step \d+ .*As far as it was followed from there, \d+ steps, the promise is kept\.$/)
})

test("of what never comes about, the last state from which it could, and the way to it", () => {
  const mutant = mutants.find(({ id }) => id === "awaits-a-lost-answer") as Mutant
  const suite = suiteOf(mutant.model)
  const model = modelWith(suite, mutant)
  const trace = explore(model, { stopAt: [mutant.property] }).properties.find(({ id }) => id === mutant.property)?.trace as Trace
  const found = noReturn(model, suite.view, mutant.property, trace) as NoReturn
  expect(found.kind).toBe("way out")
  expect(endShows(model, mutant.property, localsAfter(found.goodRun), undefined)).toBe(false)
  expect(localsAfter(replay(model, found.goodRun.steps.map(({ move }) => move)))).toEqual(localsAfter(found.goodRun))
  expect(noReturnText(found, suite.view, trace)).toMatch(/^What was promised could still come about after step \d+: instead of step \d+ /)
})
