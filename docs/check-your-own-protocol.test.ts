import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("../", import.meta.url))
const text = readFileSync(join(root, "docs/check-your-own-protocol.md"), "utf8")
/** A program, and the next block after it: what it prints. */
const shown = [...text.matchAll(/```ts\n(?<program>[^]*?)```[^]*?\n```\n(?<output>[^]*?)```/g)].map(({ groups }) => groups as { readonly program: string; readonly output: string })

test.each(shown.map((each, i) => [i + 1, each] as const))("program %i prints what the text shows", (i, { program, output }) => {
  const dir = join(root, `.rocketproof/own-protocol-${i}`)
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "program.ts"), program)
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin/tsx"), [join(dir, "program.ts")], { encoding: "utf8" })
  rmSync(dir, { recursive: true })
  expect([status, stderr]).toEqual([0, ""])
  expect(stdout).toBe(output)
})

test("there are two programs", () => {
  expect(shown.length).toBe(2)
})
