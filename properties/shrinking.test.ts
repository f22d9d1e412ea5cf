/**
 * What random walks find is shortened to the shortest trace there is, or nearly: the pins of `mutants` know how short that is.
 * `rocketproof bench simulation` does the same for every mutant.
 */
import { expect, test } from "vitest"
import { simulate } from "../models/engine/index.ts"
import { mutants } from "./mutants/index.ts"
import { modelWith } from "./mutants/mutant.ts"
import { mutantPins } from "./pins.ts"
import { suiteOf } from "./suites.ts"

const quick = [
  "quorum-is-half",
  "votes-kept-for-next-term",
  "vote-ignores-log",
  "vote-before-it-is-saved",
  "slave-ahead-ack",
  "slave-acks-unflushed",
  "slave-appends-anywhere",
  "ack-before-flush",
  "ack-before-fsync",
  "old-master-rejoins-untruncated",
  "half-message-flag-ignored",
  "delay-progress-before-stored"
]

test.each(quick)("%s", (id) => {
  const mutant = mutants.find((each) => each.id === id)
  if (mutant === undefined) throw new Error(`there is no mutant ${id}`)
  const { violation } = simulate(modelWith(suiteOf(mutant.model), mutant), { seed: 1, runs: 3_000, steps: 150, stopAt: [mutant.property] })
  expect(violation?.trace.steps.length).toBe(mutantPins[id])
  expect(violation?.found.steps.length).toBeGreaterThanOrEqual(mutantPins[id] as number)
})
