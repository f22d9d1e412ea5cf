import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { expect, test } from "vitest"

/** What a module imports, as it is written. */
const importsOf = (file: string): readonly string[] => [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\s[^"=]*?from "([^"]+)"/gm)].map(([, specifier]) => specifier as string)

/** Everything that is loaded with this file: files of this folder, and packages. */
const reachedFrom = (file: string, files = new Set<string>(), packages = new Set<string>()): { readonly files: Set<string>; readonly packages: Set<string> } => {
  if (files.has(file)) return { files, packages }
  files.add(file)
  for (const specifier of importsOf(file)) {
    if (specifier.startsWith(".")) reachedFrom(join(dirname(file), specifier), files, packages)
    else packages.add(specifier.split("/")[0] as string)
  }
  return { files, packages }
}

test("the checker needs nothing outside of this folder but effect", () => {
  const { files, packages } = reachedFrom(join(import.meta.dirname, "index.ts"))
  expect(files.size).toBeGreaterThan(20)
  expect([...files].filter((file) => relative(import.meta.dirname, file).startsWith(".."))).toEqual([])
  expect([...packages].filter((name) => !name.startsWith("node:")).sort()).toEqual(["effect"])
})

test("nothing in this folder speaks of RocketMQ's rules", () => {
  const sources = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith("bench"))
  expect(sources.filter((name) => importsOf(join(import.meta.dirname, name)).some((specifier) => /\/(spec|properties|impl)\//.test(specifier)))).toEqual([])
})
