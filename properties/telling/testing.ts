/**
 * Runs for tests of how runs are told.
 *
 * @module
 */
import { Random } from "../../models/engine/random.ts"
import type { Trace, TraceStep } from "../../models/engine/result.ts"
import { initialWorld, movesOf, step } from "../../models/engine/world.ts"
import { suites, type Suite } from "../suites.ts"
import { walked } from "../walked.ts"

/** A run of so many moves, drawn at random. */
export const walk = (suite: Suite, seed: number, length: number): Trace => {
  const model = suite.model()
  const random = new Random(seed)
  const steps: TraceStep[] = []
  let world = initialWorld(model)
  for (let i = 0; i < length; i++) {
    const moves = [...movesOf(model, world)]
    let taken: ReturnType<typeof step> | undefined
    while (moves.length > 0 && taken?.kind !== "stepped") {
      const [{ move, position }] = moves.splice(random.below(moves.length), 1) as [(typeof moves)[number]]
      taken = step(model, world, move, position)
      if (taken.kind === "stepped") steps.push({ move, outcome: taken.outcome, locals: taken.world.locals })
    }
    if (taken?.kind !== "stepped") break
    world = taken.world
  }
  return { initial: model.initial.locals, steps }
}

/** Some of every kind of world. */
export const some: readonly Suite[] = [...suites.filter((_, i) => i % 7 === 0), ...walked]
