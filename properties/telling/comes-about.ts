/**
 * Of a run in which something never comes about: the last of its states from which it still could, and the shortest way there.
 *
 * @module
 */
import type { AnyEventually, AnyModel, AnyRecoverable } from "../../models/engine/model.ts"
import type { Trace, TraceStep } from "../../models/engine/result.ts"
import { movesOf, step, type World } from "../../models/engine/world.ts"
import type { NoReturn } from "./no-return.ts"
import { WorldNumbers } from "./worlds.ts"

/** From every state of a loop it could, if it is left: its first one is looked at first. */
export const comesAbout = (model: AnyModel, property: AnyEventually | AnyRecoverable, trace: Trace, worlds: readonly World[], maxStates: number): NoReturn | undefined => {
  for (let split = trace.loopFrom ?? trace.steps.length - 1; split >= 0; split--) {
    const way = wayFrom(model, property, worlds[split] as World, maxStates)
    if (way === "unknown") return undefined
    if (way !== undefined) return { kind: trace.loopFrom === undefined ? "never again" : "way out", splitAt: split, goodRun: { initial: trace.initial, steps: [...trace.steps.slice(0, split), ...way] } }
  }
  return undefined
}

interface Found {
  readonly world: World
  readonly by?: { readonly from: Found; readonly step: TraceStep }
}

const wayFrom = (model: AnyModel, { holds }: AnyEventually | AnyRecoverable, start: World, maxStates: number): readonly TraceStep[] | "unknown" | undefined => {
  const numbers = new WorldNumbers()
  numbers.of(start)
  const queue: Found[] = [{ world: start }]
  for (const found of queue) {
    if (queue.length > maxStates) return "unknown"
    for (const { move, position } of movesOf(model, found.world)) {
      const stepped = step(model, found.world, move, position)
      if (stepped.kind !== "stepped" || numbers.of(stepped.world) < queue.length) continue
      const next: Found = { world: stepped.world, by: { from: found, step: { move, outcome: stepped.outcome, locals: stepped.world.locals } } }
      if (holds(stepped.world.locals)) return stepsTo(next)
      queue.push(next)
    }
  }
  return undefined
}

const stepsTo = (end: Found): readonly TraceStep[] => {
  const steps: TraceStep[] = []
  for (let at = end; at.by !== undefined; at = at.by.from) steps.unshift(at.by.step)
  return steps
}
