import { expect, test } from "vitest"
import { mutants } from "../../properties/mutants/index.ts"
import { modelWith } from "../../properties/mutants/mutant.ts"
import { suiteOf } from "../../properties/suites.ts"
import { compareSearches } from "./verify-reduction.ts"

// One or more of each mode, and what the reduction is known to cut there.
test.each([
  ["dledger/reads", 4],
  ["dledger/quorum-of-four", 20],
  ["multi-master/write-permission", 3],
  ["multi-master/routes", 1.3],
  ["sync-double-write/promotion", 1.9],
  ["async-replication/promotion", 1]
])("%s: the same verdicts, and at least %d times fewer states", (topic, factor) => {
  const { plain, reduced, differing } = compareSearches(suiteOf(topic).model())
  expect(differing).toEqual([])
  expect(plain.uniqueStates / reduced.uniqueStates).toBeGreaterThanOrEqual(factor)
})

// A producer that does not count its tries never ends, and neither would a search for all of its states.
const WITHOUT_END = "tries-not-counted"

test("mutants violate the same properties", () => {
  const small = mutants.filter(({ model }) => ["multi-master/write-permission", "multi-master/routes", "sync-double-write/crash", "async-replication/crash", "sync-double-write/promotion"].some((topic) => suiteOf(model).topic === topic)).filter(({ id }) => id !== WITHOUT_END)
  expect(small.length).toBeGreaterThan(5)
  for (const mutant of small) expect([mutant.id, compareSearches(modelWith(suiteOf(mutant.model), mutant)).differing]).toEqual([mutant.id, []])
})
