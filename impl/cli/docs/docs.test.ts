import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { generated } from "./docs.ts"
import { citedIn } from "./matrix.ts"

const root = join(import.meta.dirname, "..", "..", "..")

test.each(generated(root).map((each) => [each.file, each] as const))("%s is what the sources make of it (npm run docs)", { timeout: 60_000 }, (_file, { file, render }) => {
  expect(readFileSync(join(root, file), "utf8")).toBe(render())
})

test("a citation is a clause, or a range of them", () => {
  expect([...citedIn("E7 · Raft §5.3; B3–B5, and E99, S12")]).toEqual(["E7", "B3", "B4", "B5"])
})
