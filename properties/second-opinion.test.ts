/**
 * The same worlds, driven by fast-check: it draws the moves and shortens what it finds, and nothing of the checker's tables,
 * schedules or shrinker has a part in it. The model is called directly, a list of numbers says which move comes next.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { AnyModel } from "../models/engine/model.ts"
import { initialWorld, Judge, movesOf, step } from "../models/engine/world.ts"
import { mutants } from "./mutants/index.ts"
import { modelWith } from "./mutants/mutant.ts"
import { mutantPins } from "./pins.ts"
import { suiteOf } from "./suites.ts"

/** The first property that these choices break, and after how many steps. A choice that is refused is passed over. */
const broken = (model: AnyModel, judge: Judge, choices: readonly number[]): { readonly id: string; readonly steps: number } | undefined => {
  let world = initialWorld(model)
  let steps = 0
  for (const choice of choices) {
    const moves = movesOf(model, world)
    if (moves.length === 0) break
    const { move, position } = moves[choice % moves.length] as (typeof moves)[number]
    const stepped = step(model, world, move, position)
    if (stepped.kind === "refused") continue
    steps++
    if (stepped.kind === "threw") return { id: "no rule throws", steps }
    const violation = judge.step(world.locals, move, stepped.outcome, stepped.world.locals)
    if (violation !== undefined) return { id: violation.id, steps }
    world = stepped.world
  }
  return undefined
}

const choices = fc.array(fc.nat(9_999), { minLength: 1, maxLength: 120, size: "max" })

/** The shortest list that fast-check comes to that breaks one of these properties (default: any), as what it breaks; `undefined` if it finds none. */
const opinion = (model: AnyModel, numRuns: number, ids?: readonly string[]) => {
  const judge = new Judge(model, ids)
  const { counterexample } = fc.check(fc.property(choices, (drawn) => broken(model, judge, drawn) === undefined), { seed: 20, numRuns })
  return counterexample === null ? undefined : broken(model, judge, counterexample[0])
}

const caught = ["quorum-is-half", "votes-kept-for-next-term", "ack-before-flush", "slave-acks-unflushed"]

describe.each(caught)("with the bug %s", (id) => {
  const mutant = mutants.find((each) => each.id === id)
  if (mutant === undefined) throw new Error(`there is no mutant ${id}`)
  const suite = suiteOf(mutant.model)

  test("fast-check breaks the property that the mutant names, in no fewer steps than the search", () => {
    const found = opinion(modelWith(suite, mutant), 2_000, [mutant.property])
    expect(found?.id).toBe(mutant.property)
    expect(found?.steps).toBeGreaterThanOrEqual(mutantPins[id] as number)
  })

  test("and nothing without it", () => expect(opinion(suite.model(), 250)).toBeUndefined())
})
