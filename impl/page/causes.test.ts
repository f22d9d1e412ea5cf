import { describe, expect, test } from "vitest"
import type { Cell, Telling } from "../../properties/telling/telling.ts"
import { arrivalsOf, causeOf, changedIn, since, stateAt, stepAt } from "./causes.ts"
import { cell, toldByHand } from "./testing.ts"

const telling = toldByHand()
const entry = (n: number, lane: number): Cell => stateAt(telling, n)[lane]?.log?.[0] as Cell

describe("since", () => {
  test("the step that wrote an entry, and those that marked it", () => {
    expect(since(telling, 5, 0, entry(5, 0))).toBe(2)
    expect(since(telling, 5, 0, entry(5, 0), "committed")).toBe(4)
    expect(since(telling, 5, 1, entry(5, 1), "durable")).toBe(3)
  })

  test("what was there at first is from the beginning", () => {
    const [n0, n1] = telling.initial
    const early: Telling = { ...telling, initial: [{ ...n0, log: [cell(0, "m1")] }, n1] as Telling["initial"], steps: telling.steps.map((step) => ({ ...step, after: step.n === 1 ? [{ ...n0, log: [cell(0, "m1")] }, n1] : step.after })) as Telling["steps"] }
    expect(since(early, 5, 0, entry(5, 0))).toBe(0)
  })

  test("an entry that was replaced in between begins where it came back", () => {
    const other = { ...telling, steps: telling.steps.map((step) => (step.n === 3 ? { ...step, after: [{ ...step.after[0], log: [cell(0, "m2")] }, step.after[1]] } : step)) } as Telling
    expect(since(other, 5, 0, entry(5, 0))).toBe(4)
  })
})

test("a delivery has its send for a cause, a timer has none", () => {
  expect(telling.steps.map(causeOf)).toEqual([undefined, undefined, 2, 3, 4])
})

test("a send knows where it arrives, or is lost", () => {
  const at = (n: number) => [...arrivalsOf(telling, stepAt(telling, n) as Telling["steps"][number])].map(([id, steps]) => [id, steps.map((step) => `${step.kind} ${step.n}`)])
  expect(at(2)).toEqual([[1, ["deliver 3"]]])
  expect(at(4)).toEqual([[3, ["lose 5"]]])
})

test("what changed in a lane: its headline, fields, new and marked entries, lost ones", () => {
  const change = (n: number, lane: number) => changedIn(stateAt(telling, n - 1)[lane], stateAt(telling, n)[lane])
  expect(change(1, 0)).toMatchObject({ headline: true })
  expect([...change(2, 0).cells]).toEqual([0])
  expect([...change(4, 0).cells]).toEqual([0])
  expect([...change(4, 0).fields]).toEqual(["committed up to"])
  expect(change(4, 1)).toMatchObject({ headline: false, lost: [] })
  expect(changedIn(stateAt(telling, 4)[0], stateAt(telling, 1)[0]).lost.map(({ payload }) => payload)).toEqual(["m1"])
})
