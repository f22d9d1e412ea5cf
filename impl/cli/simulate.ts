/**
 * `rocketproof simulate`: seeded random runs far beyond what can be exhausted; a violation is minimised.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { nameOf, wide } from "../../models/dledger/models.ts"
import { simulate as walk } from "../../models/engine/index.ts"
import { nodeNames, slotNames } from "../../models/world/group.ts"
import { explain } from "../../properties/dledger/explain.ts"
import { modelOf, propertiesOf } from "../../properties/dledger/suites.ts"
import { count, rate } from "./progress.ts"

export interface SimulateFlags {
  readonly seed?: number
  readonly runs: number
  readonly steps: number
  readonly timeout?: number
  readonly json?: string
}

export const simulate = async (names: readonly string[], { seed = Date.now() % 1_000_000_007, runs, steps, timeout, json }: SimulateFlags): Promise<number> => {
  const unknown = names.find((name) => !wide.some(({ topic }) => topic === name))
  if (unknown !== undefined) throw new Error(`no model "${unknown}" to simulate; there are: ${wide.map(({ topic }) => topic).join(", ")}`)
  const report: unknown[] = []
  let broken = false
  for (const bounds of wide.filter(({ topic }) => names.length === 0 || names.includes(topic))) {
    const result = walk(modelOf(bounds), { seed, runs, steps, ...(timeout === undefined ? {} : { timeoutSeconds: timeout }) })
    const { violation } = result
    console.log(`${violation ? "FAILED" : "ok"}  ${nameOf(bounds)}  ${count(result.runs)} runs, ${count(result.steps)} steps, ${rate(result.steps, result.seconds)}, ${result.verdicts.size} verdicts taken; seed ${seed}`)
    if (violation !== undefined) {
      broken = true
      const declared = propertiesOf(bounds).find(({ id }) => id === violation.property)
      console.log(`\n${explain(declared ?? { id: violation.property, sentence: "", source: "" }, slotNames(nodeNames(bounds.nodes)), violation.trace)}\n`)
      console.log(`again: npx rocketproof simulate ${bounds.topic} --seed ${seed} --runs ${violation.run + 1} --steps ${steps}`)
    }
    report.push({ model: nameOf(bounds), seed, runs: result.runs, steps: result.steps, seconds: result.seconds, reached: result.reached, violated: violation?.property ?? null })
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`)
  return broken ? 1 : 0
}
