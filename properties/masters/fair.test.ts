import { expect, test } from "vitest"
import { explore } from "../../models/engine/index.ts"
import { mutants } from "../mutants/index.ts"
import { modelWith } from "../mutants/mutant.ts"
import { suiteOf } from "../suites.ts"

test("a slave that does not connect again breaks what fair runs come to, and the loop shows that nothing was put off", () => {
  const mutant = mutants.find(({ id }) => id === "slave-does-not-reconnect")
  if (mutant === undefined) throw new Error("no such mutant")
  const { properties } = explore(modelWith(suiteOf(mutant.model), mutant))
  const broken = properties.find(({ id }) => id === "L5 CatchUp: fair")
  expect(broken?.verdict).toBe("violated")
  expect(broken?.trace?.loopFrom).toBeLessThanOrEqual(broken?.trace?.steps.length ?? 0)
  expect(properties.find(({ id }) => id === "L6 SendResolves: fair")?.verdict).toBe("holds")
})
