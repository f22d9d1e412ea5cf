/**
 * `npm run docs`: writes the documents that are made from the sources; `npm run docs:check` says which of them are stale.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { jsonSchema } from "../../trace/schema.ts"
import { renderReplays } from "../../replay/page.ts"
import { readResults } from "../../replay/results.ts"
import { renderConfiguration } from "./configuration.ts"
import { counterexamples } from "./counterexamples.ts"
import { renderCoverage } from "./coverage.ts"
import { renderMatrix } from "./matrix.ts"
import { renderModes } from "./modes.ts"
import { renderPromises } from "./promises.ts"
import { renderCompatibility } from "./requests.ts"

export interface Generated {
  readonly file: string
  readonly render: () => string
}

/** In a checkout whose root is `root`. */
export const generated = (root: string): readonly Generated[] => [
  { file: "docs/compatibility.md", render: () => renderCompatibility(root) },
  { file: "docs/configuration.md", render: renderConfiguration },
  { file: "docs/coverage.md", render: renderCoverage },
  { file: "docs/matrix.md", render: () => renderMatrix(root) },
  { file: "docs/modes.md", render: () => renderModes(join(root, "spec")) },
  { file: "docs/promises.md", render: () => renderPromises(root) },
  { file: "docs/trace.schema.json", render: jsonSchema },
  { file: "docs/replay.md", render: () => renderReplays(readResults(join(root, "impl", "replay", "results.json"))) },
  ...counterexamples(root)
]

export const docs = (root: string, check: boolean): number => {
  if (!existsSync(join(root, "spec"))) throw new Error("docs: run it in a checkout of rocketproof (there is no spec/ here)")
  const stale = generated(root).filter(({ file, render }) => {
    const path = join(root, file)
    const text = render()
    if (existsSync(path) && readFileSync(path, "utf8") === text) return false
    if (!check) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    return true
  })
  for (const { file } of stale) console.log(`${check ? "stale" : "written"}  ${file}`)
  if (check && stale.length > 0) console.log("npm run docs writes them anew")
  return check && stale.length > 0 ? 1 : 0
}
