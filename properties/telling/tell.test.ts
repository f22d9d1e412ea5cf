import { expect, test } from "vitest"
import type { TraceStep } from "../../models/engine/result.ts"
import { tell } from "./tell.ts"
import { some, walk } from "./testing.ts"

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
