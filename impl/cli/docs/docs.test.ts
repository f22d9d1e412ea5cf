import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { generated } from "./docs.ts"
import { citedIn } from "./matrix.ts"

const root = join(import.meta.dirname, "..", "..", "..")
const gallery = "docs/counterexamples"

/** All of the gallery takes too long here: `npm run docs:check` looks at the rest. */
const LOOKED_AT = ["README", "multi-master-disk-loss-acked-message-lost", "dledger-follower-reads-stale-follower-read", "bug-quorum-is-half"].flatMap((name) => [`${gallery}/${name}.md`, `${gallery}/${name}.svg`])

const looked = generated(root).filter(({ file }) => !file.startsWith(gallery) || LOOKED_AT.includes(file))

test.each(looked.map((each) => [each.file, each] as const))("%s is what the sources make of it (npm run docs)", { timeout: 60_000 }, (_file, { file, render }) => {
  expect(readFileSync(join(root, file), "utf8")).toBe(render())
})

test("a citation is a clause, or a range of them", () => {
  expect([...citedIn("E7 · Raft §5.3; B3–B5, and E99, S12")]).toEqual(["E7", "B3", "B4", "B5"])
})

test("the gallery has the pages that are written, and no others", () => {
  const written = generated(root).flatMap(({ file }) => (file.startsWith(gallery) ? [file.slice(gallery.length + 1)] : []))
  expect(readdirSync(join(root, gallery)).sort()).toEqual([...written].sort())
  expect(looked.filter(({ file }) => file.startsWith(gallery))).toHaveLength(7)
})
