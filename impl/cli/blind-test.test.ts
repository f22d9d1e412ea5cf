import { spawnSync } from "node:child_process"
import { readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { temporaryDir } from "../testing/clusters.ts"

// As it is installed: `npm run build` comes first.
const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const MAIN = join(ROOT, "dist/impl/cli/main.js")

let dir = ""
beforeAll(() => {
  dir = temporaryDir()
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const blindTest = (patch: string): { readonly status: number | null; readonly stdout: string } => {
  const file = join(dir, "change.diff")
  writeFileSync(file, patch)
  return spawnSync(process.execPath, [MAIN, "blind-test", file], { cwd: ROOT, encoding: "utf8" })
}

const copies = (): readonly string[] => readdirSync(join(ROOT, ".rocketproof")).filter((name) => name.startsWith("scratch-"))

test("a changed rule is caught, and the checkout is as it was", () => {
  const before = copies()
  const { status, stdout } = blindTest(`--- a/spec/master/on-disk.ts
+++ b/spec/master/on-disk.ts
@@ -11,3 +11,3 @@
   refusal: () => undefined,
-  isMet: ({ log }, { index }) => index <= log.durableIndex,
+  isMet: ({ log }, { index }) => index <= log.lastIndex,
   timer: (request) => ({ _tag: "SyncFlushTimeout", request }),
`)
  expect(stdout).toMatch(/^caught {6}.+ (violated|missing) in (multi-master|alone)\//)
  expect(status).toBe(1)
  expect(copies()).toEqual(before)
})

test.each([
  ["does not apply", "spec/raft/quorum.ts", "nothing like it", "something else", "does not apply"],
  ["is not one of the spec", "README.md", "# rocketproof", "# proof", "is not in spec/"]
])("a patch that %s is refused", (_, file, before, after, complaint) => {
  const { status, stdout } = blindTest(`--- a/${file}\n+++ b/${file}\n@@ -1,1 +1,1 @@\n-${before}\n+${after}\n`)
  expect(stdout).toContain(complaint)
  expect(status).toBe(2)
})
