import { expect, test } from "vitest"
import { controls, mutants } from "../../properties/mutants/index.ts"
import { suiteFor } from "./mutants.ts"

test("a mutant that names what its model does not check is refused by name", () => {
  expect(() => suiteFor({ id: "m", property: "S2 ElectedByMajorities", model: "dledger/requests-progress" })).toThrow(/^mutant m: property: dledger\/requests-progress\S* does not check "S2 ElectedByMajorities"; did you mean /)
})

test("every mutant names a property that its model checks", () => {
  for (const mutant of [...mutants, ...controls]) expect(suiteFor(mutant).properties.length).toBeGreaterThan(0)
})
