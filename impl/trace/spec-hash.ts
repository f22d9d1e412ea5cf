/**
 * Which spec a trace is of: a SHA-256 of the sources in `spec/`, without tests, and without comments and blank lines, since
 * they change no rule. What is built has no sources; the build writes their hash beside it (`write-spec-hash.ts`).
 *
 * @module
 */
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** Where the build leaves it, relative to the root of what is built. */
export const HASH_FILE = "spec/hash.json"

const counts = (name: string): boolean => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.endsWith("testing.ts") && !name.endsWith(".d.ts")

/** Comments stand on lines of their own here. */
const code = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(\/\/|\/?\*)/.test(line))
    .join("\n")

/** Of the sources in this folder. */
export const hashOfSources = (folder: string): string => {
  const hash = createHash("sha256")
  const names = (readdirSync(folder, { recursive: true, encoding: "utf8" }) as readonly string[]).map((name) => name.replaceAll("\\", "/")).filter(counts).sort()
  for (const name of names) hash.update(`${name}\n${code(readFileSync(join(folder, name), "utf8"))}\n`)
  return hash.digest("hex")
}

let known: string | undefined

/** Of the spec that this program runs. */
export const specHash = (): string => (known ??= compute())

const compute = (): string => {
  const root = fileURLToPath(new URL("../../", import.meta.url))
  const file = join(root, HASH_FILE)
  if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { readonly sha256: string }).sha256
  const sources = [join(root, "spec"), join(root, "../spec")].find((folder) => existsSync(join(folder, "machine.ts")))
  if (sources === undefined) throw new Error(`neither ${HASH_FILE} nor the sources of spec/ are here: build anew (npm run build)`)
  return hashOfSources(sources)
}
