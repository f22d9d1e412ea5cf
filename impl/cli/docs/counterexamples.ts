/**
 * `docs/counterexamples/`: a page and a picture for every loss that a mode admits and for a dozen bugs, and an index. Each run is
 * found anew.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { readResults } from "../../replay/results.ts"
import type { Generated } from "./docs.ts"
import { entries, type Entry, shown, type Shown } from "./gallery/entries.ts"
import { indexPage } from "./gallery/index-page.ts"
import { headingOf, pageOf } from "./gallery/page.ts"
import { pictureOf } from "./gallery/picture.ts"

const FOLDER = "docs/counterexamples"

/** The index last: it takes from the pages what their runs say. */
export const counterexamples = (root: string): readonly Generated[] => [
  ...entries.flatMap((entry) => {
    let found: Shown | undefined
    const once = (): Shown => (found ??= shown(entry))
    return [
      { file: `${FOLDER}/${entry.slug}.md`, render: () => pageOf(entry, once(), readResults(join(root, "impl", "replay", "results.json"))) },
      { file: `${FOLDER}/${entry.slug}.svg`, render: () => pictureOf(once().telling, headingOf(entry)) }
    ]
  }),
  { file: `${FOLDER}/README.md`, render: () => indexPage((entry) => faultsOnPage(root, entry)) }
]

/** Looking for all runs takes longer than an index may: the pages know. */
const faultsOnPage = (root: string, { slug }: Entry): string => {
  const path = join(root, FOLDER, `${slug}.md`)
  return (existsSync(path) && /^\| what goes wrong \| (.*) \|$/m.exec(readFileSync(path, "utf8"))?.[1]) || "not found yet"
}
