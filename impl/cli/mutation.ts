/**
 * `rocketproof mutation`: the spec changed by machine, thousands of times; how many changes does a property notice?
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { mutantsOf } from "../../properties/mutation/generate.ts"
import { plantedIn } from "../../properties/mutation/planted.ts"
import { readResults } from "../../properties/mutation/results.ts"
import { render } from "../../properties/mutation/report.ts"
import { resultsOf, run } from "../../properties/mutation/run.ts"
import { count } from "./progress.ts"

export interface MutationOptions {
  readonly results?: string
  readonly timeout?: number
  readonly maxStates?: number
  readonly grown?: boolean
  readonly oneIn?: number
  readonly planted?: boolean
  readonly report?: boolean
}

export const mutation = async (models: readonly string[], { results, timeout, maxStates, grown = false, oneIn = 1, planted = false, report = false }: MutationOptions): Promise<number> => {
  const root = process.cwd()
  const file = results ?? resultsOf(root, planted ? "planted" : "results")
  if (report) {
    const byHand = readResults(resultsOf(root, "planted"))
    writeFileSync(join(root, "docs", "mutation.md"), render(await mutantsOf(root), readResults(file), byHand.length === 0 ? undefined : { mutants: await plantedIn(root), lines: byHand }))
    console.log("written  docs/mutation.md")
    return 0
  }
  const isDone = await run(root, {
    file,
    grown,
    oneIn,
    ...(planted ? { generate: plantedIn } : {}),
    ...(models.length === 0 ? {} : { models }),
    ...(timeout === undefined ? {} : { seconds: timeout }),
    ...(maxStates === undefined ? {} : { maxStates }),
    say: (text) => console.log(text)
  })
  const killed = new Set(readResults(file).flatMap((line) => (line.kind === "kill" ? [line.id] : [])))
  console.log(`${count(killed.size)} killed; ${isDone ? "every model was asked" : "the time was up: the same command goes on from here"}`)
  return isDone ? 0 : 3
}
