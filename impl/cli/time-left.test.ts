import { expect, test } from "vitest"
import { explore } from "../../models/engine/index.ts"
import { twoPhaseCommit } from "../../models/reference/two-phase-commit.ts"
import { secondsText, TimeLeft } from "./time-left.ts"

test("nothing is known while levels swell; then the estimate closes in on what is left", () => {
  const model = twoPhaseCommit(6)
  const total = explore(model)
  const known = Array.from({ length: total.depth }, (_, i) => explore(model, { maxDepth: i + 1 }).uniqueStates)
  const estimate = new TimeLeft()
  const sizes = known.map((states, i) => states - (known[i - 1] ?? 0))
  const peak = sizes.indexOf(Math.max(...sizes))
  // As it is asked when a level begins: a state a second.
  const errors = known.map((uniqueStates, i) => {
    const expanded = known[i - 1] ?? 0
    estimate.note({ depth: i + 1, uniqueStates, frontier: uniqueStates - expanded, seconds: expanded })
    const seconds = estimate.seconds()
    return seconds === undefined ? undefined : seconds / (total.uniqueStates - expanded)
  })
  const first = errors.findIndex((error) => error !== undefined)
  expect(first).toBeGreaterThan(peak)
  expect(first).toBeLessThanOrEqual(peak + 2)
  // Once it speaks it is never off by more than the half, or by more than the one level that is left at the very end.
  const off = errors.slice(first, -1).filter((error) => error === undefined || error < 0.5 || error > 2)
  expect(off).toEqual([])
})

test("as text", () => {
  expect([undefined, 0.2, 99, 125, 7200].map(secondsText)).toEqual(["—", "1 s", "99 s", "2 min", "2 h"])
})
