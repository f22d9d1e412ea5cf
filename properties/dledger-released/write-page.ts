/**
 * Explores the models of the findings that are told, and writes the traces and the page anew: after a change that was meant.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { releasedBoundsOf } from "../../models/dledger-released/models.ts"
import { explore } from "../../models/engine/index.ts"
import { keyOf, type Moves, pageOf } from "./page.ts"
import { releasedModelOf } from "./suites.ts"
import { told } from "./told.ts"

const moves: Record<string, Moves[string]> = {}
for (const one of told) {
  const { properties } = explore(releasedModelOf(releasedBoundsOf(`${one.version}/${one.topic}`)), { stopAt: [one.finding] })
  const trace = properties.find(({ id }) => id === one.finding)?.trace
  if (trace === undefined) throw new Error(`${keyOf(one)} is not reached`)
  moves[keyOf(one)] = trace.steps.map(({ move }) => move)
}
const file = (path: string): URL => new URL(path, import.meta.url)
writeFileSync(file("traces.json"), `${JSON.stringify(moves, null, 1)}\n`)
writeFileSync(file("../../docs/dledger-as-released.md"), pageOf(moves))
