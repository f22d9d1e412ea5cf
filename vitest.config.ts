import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["{spec,models,properties,impl,docs}/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: ".rocketproof/vitest.json" }]]
  }
})
