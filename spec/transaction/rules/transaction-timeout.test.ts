import { expect, test } from "vitest"
import { follower, leader, mapOf, only, take } from "../../broker/testing.ts"

const late = { _tag: "TransactionTimeout", offset: 4 } as const
const open = { index: 0, group: "p", immunityMs: null, checks: 0, ending: false }
const waiting = { halves: mapOf({ 4: open }), producers: mapOf({ "a p": "ch1", "b p": "ch2", "a other": "ch3" }) }
const again = { _tag: "ArmTimer", event: late, ms: [3_000, 3_000] }

test("not here: another broker asks", () => {
  expect(take(follower(waiting), late)).toEqual({ verdict: "not here", changed: {}, outputs: [] })
})

test.each([
  ["closed", {}],
  ["about to be", { 4: { ...open, ending: true } }]
])("ended: its table entry is %s", (_what, halves) => {
  expect(take(leader({ ...waiting, halves: mapOf(halves) }), late)).toEqual({ verdict: "ended", changed: {}, outputs: [] })
})

test("asks: one producer of its group after the other", () => {
  for (const [checks, channel] of [[0, "ch1"], [1, "ch2"], [2, "ch1"]] as const)
    expect(take(leader({ ...waiting, halves: mapOf({ 4: { ...open, checks } }) }), late)).toEqual({
      verdict: "asks",
      changed: { halves: { 4: { ...open, checks: checks + 1 } } },
      outputs: [{ _tag: "CheckTransactionState", channel, index: 0, offset: 4 }, again]
    })
})

test("asks: nobody is there, and it counts", () => {
  const { changed, outputs } = take(leader({ ...waiting, producers: mapOf({ "a other": "ch3" }) }), late)
  expect(changed).toEqual({ halves: { 4: { ...open, checks: 1 } } })
  expect(outputs).toEqual([again])
})

const often = { ...waiting, halves: mapOf({ 4: { ...open, checks: 15 } }) }

test("not now: a leader that hands over gives up nothing", () => {
  expect(take(leader({ ...often, transferee: "n1" }), late)).toEqual({ verdict: "not now", changed: {}, outputs: [again] })
})

test("gives up: asked often enough a copy is put aside; nobody is asked any more, and it can still be ended", () => {
  const { verdict, changed, outputs } = take(leader(often), late)
  expect(verdict).toBe("gives up")
  expect(changed).toMatchObject({ halves: { 4: { checks: 16, ending: false } } })
  expect(only(outputs, "WriteCopy")).toMatchObject([{ source: 0, topic: "TRANS_CHECK_MAX_TIME_TOPIC" }])
  expect(outputs.some(({ _tag }) => _tag === "WriteText" || _tag === "ArmTimer")).toBe(false)
})

test("given up: a timer of before asks nobody", () => {
  expect(take(leader({ ...waiting, halves: mapOf({ 4: { ...open, checks: 16 } }) }), late)).toEqual({ verdict: "given up", changed: {}, outputs: [] })
})
