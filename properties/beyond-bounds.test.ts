/**
 * The same machines and promises far beyond what can be exhausted: five nodes, twenty messages, many faults. fast-check
 * chooses where the random runs begin; a failure prints the line that makes it again.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { nameOf, wide } from "../models/dledger/models.ts"
import { findAsymmetry, simulate } from "../models/engine/index.ts"
import { modelOf } from "./dledger/suites.ts"
import { mutants } from "./mutants/index.ts"

const RUNS = 60
const STEPS = 250

describe.each(wide.map((bounds) => [nameOf(bounds), bounds] as const))("%s", (_name, bounds) => {
  test("no promise breaks", { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { violation } = simulate(modelOf(bounds), { seed, runs: RUNS, steps: STEPS, shrink: false })
        const broken = violation && `${violation.property}; again: npx rocketproof simulate ${bounds.topic} --seed ${seed} --runs ${RUNS} --steps ${STEPS}`
        expect(broken).toBeUndefined()
      }),
      { numRuns: 8, endOnFailure: true }
    )
  })
})

test.each(["append-truncates-matching-suffix", "ack-before-fsync", "follower-reads-uncommitted", "commit-index-regresses"])(
  "runs like these do find a bug that is put in: %s",
  { timeout: 300_000 },
  (id) => {
    const [bounds] = wide
    const mutant = mutants.find((m) => m.id === id)
    if (bounds === undefined || mutant === undefined) throw new Error("nothing to run")
    const { violation } = simulate(modelOf(bounds, mutant.machine), { seed: 7, runs: 300, steps: 300, shrink: false })
    expect(violation?.property).toBeDefined()
  }
)

test("renaming nodes commutes with every rule: symmetry counts no two different states as one", { timeout: 300_000 }, () => {
  const bounds = wide[1]
  if (bounds === undefined) throw new Error("nothing to run")
  expect(findAsymmetry(modelOf(bounds), { seed: 3, runs: 20, steps: 120 })).toBeUndefined()
})
