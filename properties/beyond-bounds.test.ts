/**
 * The same machines and promises far beyond what can be exhausted: five nodes, ten messages, twenty faults. fast-check
 * chooses where the random runs begin; a failure prints the line that makes it again.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { wide } from "../models/dledger/models.ts"
import { findAsymmetry, simulate } from "../models/engine/index.ts"
import type { AnyModel } from "../models/engine/model.ts"
import { modelOf } from "./dledger/suites.ts"
import { mutants } from "./mutants/index.ts"
import { walked } from "./walked.ts"

const RUNS = 30
const STEPS = 250

describe.each(walked.map((suite) => [suite.name, suite] as const))("%s", (_name, { topic, model }) => {
  test("no promise breaks", { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { violation } = simulate(model(), { seed, runs: RUNS, steps: STEPS, shrink: false })
        const broken = violation && `${violation.property}; again: npx rocketproof simulate ${topic} --seed ${seed} --runs ${RUNS} --steps ${STEPS}`
        expect(broken).toBeUndefined()
      }),
      // The same walks every time: for others there is the command.
      { numRuns: 3, endOnFailure: true, seed: 20_261_124 }
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
  expect(findAsymmetry(modelOf(bounds), { seed: 3, runs: 8, steps: 120 })).toBeUndefined()
})

const demanding = walked.map((suite) => [suite.name, suite.model()] as const).filter(([, model]) => model.demands !== undefined)

test("groups, brokers with fixed roles and consumers say what their actions demand", () => {
  expect(demanding.map(([name]) => name.slice(0, name.indexOf("-", name.indexOf("/"))))).toEqual(["dledger/wide", "dledger/wide", "multi-master/wide", "async-replication/wide", "sync-double-write/wide", "async-replication/wide"])
})

test.each(demanding)("what an action demands it also asks for, wherever it is enabled: %s", (_name, model) => {
  let asked = 0
  const watched: AnyModel = {
    ...model,
    act: (slot, local, action) => {
      const outcome = model.act(slot, local, action)
      for (const demand of outcome === undefined ? [] : (model.demands?.(slot, action) ?? [])) {
        asked++
        expect(outcome?.signals).toContainEqual(demand)
      }
      return outcome
    }
  }
  simulate(watched, { seed: 1, runs: 12, steps: 150, shrink: false })
  expect(asked).toBeGreaterThan(40)
})
