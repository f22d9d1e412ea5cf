import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** They take from half a minute to minutes: one that begins last is waited for alone. */
const longest = ["properties/check-first-half", "properties/check-second-half", "properties/mutants/mutants", "properties/promises", "impl/simulated/simulated", "impl/cli/search", "properties/beyond-bounds", "docs/docs"]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

const shared = { testTimeout: 120_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    reporters: ["default", ["json", { outputFile: ".rocketproof/vitest.json" }]],
    projects: [
      // Tests of pure rules share what they import: loading it anew for each of two hundred files took a minute.
      { test: { ...shared, name: "spec", include: ["spec/**/*.test.ts"], isolate: false } },
      { test: { ...shared, name: "rest", include: ["{models,properties,impl,docs}/**/*.test.ts"] } }
    ]
  }
})
