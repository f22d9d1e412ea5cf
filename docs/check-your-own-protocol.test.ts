import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("../", import.meta.url))

test("the program prints what the text shows", () => {
  const text = readFileSync(join(root, "docs/check-your-own-protocol.md"), "utf8")
  const [, program] = /```ts\n([^]*?)```/.exec(text) as unknown as [string, string]
  const [, shown] = /\n```\n([^]*?)```/.exec(text.slice(text.indexOf("It prints"))) as unknown as [string, string]
  const dir = join(root, ".rocketproof/own-protocol")
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "program.ts"), program)
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin/tsx"), [join(dir, "program.ts")], { encoding: "utf8" })
  rmSync(dir, { recursive: true })
  expect([status, stderr]).toEqual([0, ""])
  expect(stdout).toBe(shown)
})
