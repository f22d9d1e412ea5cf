import { expect, test } from "vitest"
import type { Trace, TraceStep } from "../../models/engine/result.ts"
import { Random } from "../../models/engine/random.ts"
import { initialWorld, movesOf, step } from "../../models/engine/world.ts"
import { suites, type Suite } from "../suites.ts"
import { walked } from "../walked.ts"
import { tell } from "./tell.ts"

/** A run of so many moves, drawn at random. */
const walk = (suite: Suite, seed: number, length: number): Trace => {
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
const some = [...suites.filter((_, i) => i % 7 === 0), ...walked]

test.each(some.map((suite) => [suite.name, suite] as const))("%s is told move by move", (_name, suite) => {
  const trace = walk(suite, 7, 25)
  const { lanes, initial, steps } = tell(suite, { id: (suite.properties[0] as { readonly id: string }).id }, trace)
  const ids = lanes.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(initial.map(({ lane }) => lane)).toEqual(ids)
  expect(steps).toHaveLength(trace.steps.length)
  let sent = 0
  let before = initial
  for (const told of steps) {
    expect(ids).toContain(told.lane)
    expect(told.text).not.toBe("")
    expect(told.after.map(({ lane }) => lane)).toEqual(ids)
    // A move with a message names the send that it answers, which came before it; others have none.
    const { move } = trace.steps[told.n - 1] as TraceStep
    const { message } = told
    expect(message !== undefined).toBe(move.kind !== "act")
    expect(message === undefined || (message.sentAt < told.n && message.to === told.lane && message.text !== "")).toBe(true)
    for (const { id, sentAt } of told.sends) expect([id, sentAt]).toEqual([++sent, told.n])
    // What did not change is the same object; what is told as changed is of a lane that did, or of the mover.
    told.after.forEach((snapshot, i) => expect(snapshot === before[i]).toBe(JSON.stringify(snapshot) === JSON.stringify(before[i])))
    for (const { lane } of told.changes) expect(lane === told.lane || told.after[ids.indexOf(lane)] !== before[ids.indexOf(lane)]).toBe(true)
    before = told.after
  }
})
