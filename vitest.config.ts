import { defineConfig } from "vitest/config"

const shared = { testTimeout: 120_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: ".rocketproof/vitest.json" }]],
    projects: [
      // Tests of pure rules share what they import: loading it anew for each of two hundred files took a minute.
      { test: { ...shared, name: "spec", include: ["spec/**/*.test.ts"], isolate: false } },
      { test: { ...shared, name: "rest", include: ["{models,properties,impl,docs}/**/*.test.ts"] } }
    ]
  }
})
