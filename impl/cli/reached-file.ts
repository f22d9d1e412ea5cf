/**
 * Writes `properties/coverage/reached.ts` anew.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import type { Result } from "../../models/engine/result.ts"
import { keyOf, places } from "../../properties/coverage/verdicts.ts"
import { machineToday } from "./machine.ts"

/** Of each verdict that was taken, in the order of the rules' lists: how often, and the first model that took it. */
export const writeReached = (file: string, checked: readonly { readonly result: Pick<Result, "model" | "verdicts"> }[]): void => {
  const lines = places.map(keyOf).flatMap((key) => {
    const results = checked.filter(({ result }) => result.verdicts.has(key))
    const times = results.reduce((sum, { result }) => sum + (result.verdicts.get(key) ?? 0), 0)
    return results[0] === undefined ? [] : [`  ${JSON.stringify(key)}: [${times}, ${JSON.stringify(results[0].result.model)}]`]
  })
  writeFileSync(
    file,
    `/**
 * Which verdicts of the rules the models come to that are not deep. Written by \`check --pin-coverage\`.
 *
 * @module
 */

/** Where and when. */
export const machine = ${JSON.stringify(machineToday())}

/** By machine, event and verdict: how many distinct steps took it, in all models, and the first model in which one did. */
export const reached: { readonly [verdict: string]: readonly [times: number, model: string] } = {
${lines.join(",\n")}
}
`
  )
}
