/**
 * Prepares a run: which mutants compile, and one build with all of those in it.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { mutantsOf, type SpecMutant } from "./generate.ts"
import { withMutants } from "./schemata.ts"

export interface Prepared {
  readonly mutants: readonly SpecMutant[]
  /** Ids of those that do not compile. What was planted by hand only has to be read: who plants it puts the types right as well. */
  readonly invalid: ReadonlySet<string>
  /** The build with all others in it, numbered as in `mutants`. */
  readonly dist: string
  /** Of everything that a result depends on. */
  readonly digest: string
}

const digestOf = (root: string, parts: readonly string[]): string => {
  const hash = createHash("sha256")
  for (const part of parts)
    for (const file of (readdirSync(join(root, part), { recursive: true }) as string[]).sort()) {
      // What is of this folder, and the pins, decide no verdict.
      if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file.startsWith("mutation/") || file === "pins.ts") continue
      hash.update(`${part}/${file}\n`).update(readFileSync(join(root, part, file)))
    }
  return hash.digest("hex").slice(0, 16)
}

/** Needs `npm run build` first. What was prepared for the same spec is used again. */
export const prepare = async (root: string, generate: (root: string) => Promise<readonly SpecMutant[]> = mutantsOf): Promise<Prepared> => {
  const mutants = await generate(root)
  const about = createHash("sha256").update(digestOf(root, ["spec"])).update(JSON.stringify(mutants)).digest("hex").slice(0, 16)
  const at = join(root, ".rocketproof", "mutation", about)
  const invalidFile = join(at, "invalid.json")
  if (!existsSync(invalidFile)) {
    const under = `${at}.unfinished`
    rmSync(under, { recursive: true, force: true })
    rmSync(at, { recursive: true, force: true })
    mkdirSync(under, { recursive: true })
    const invalid = invalidOf(root, under, mutants)
    buildWith(root, under, mutants, invalid)
    writeFileSync(join(under, "invalid.json"), JSON.stringify([...invalid]))
    renameSync(under, at)
  }
  const dist = join(at, "dist")
  for (const part of ["models", "properties"]) cpSync(join(root, "dist", part), join(dist, part), { recursive: true })
  return { mutants, invalid: new Set(JSON.parse(readFileSync(invalidFile, "utf8")) as string[]), dist, digest: digestOf(root, ["spec", "models", "properties"]) }
}

const compile = (folder: string, settings: object): { readonly status: number | null; readonly stdout: string } => {
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings))
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc")
  return spawnSync(process.execPath, [compiler, "-p", "tsconfig.json", "--pretty", "false"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 30 })
}

/** Every mutant as a file of its own beside the one it was made of: one run of the compiler judges them all. */
const invalidOf = (root: string, under: string, mutants: readonly SpecMutant[]): ReadonlySet<string> => {
  const folder = join(under, "types")
  cpSync(join(root, "spec"), join(folder, "spec"), { recursive: true })
  const sources = new Map<string, string>()
  mutants.forEach(({ file, start, end, text }, number) => {
    const source = sources.get(file) ?? readFileSync(join(root, "spec", file), "utf8")
    sources.set(file, source)
    writeFileSync(join(folder, "spec", file.replace(/\.ts$/, `.mutant${number}.ts`)), `${source.slice(0, start)}(${text})${source.slice(end)}`)
  })
  const invalid = new Set<string>()
  // The compiler does not look at types before every file can be parsed.
  for (;;) {
    const { status, stdout } = compile(folder, { extends: join(root, "tsconfig.json"), compilerOptions: { noEmit: true, rootDir: ".", types: [] }, include: ["spec"], exclude: ["**/*.test.ts", "**/testing.ts"] })
    const complaints = [...stdout.matchAll(/^(spec\/\S+\.mutant(\d+)\.ts)\(\S+ error TS(\d+)/gm)]
    if (status !== 0 && complaints.length === 0) throw new Error(`the compiler failed: ${stdout.slice(0, 2000)}`)
    for (const [, , number, code = ""] of complaints) {
      const { id, operator } = mutants[Number(number)] as SpecMutant
      if (operator !== "planted" || isOfSyntax(code)) invalid.add(id)
    }
    const unparsed = new Set(complaints.filter(([, , , code = ""]) => isOfSyntax(code)).map(([, file = ""]) => file))
    if (unparsed.size === 0) break
    for (const file of unparsed) rmSync(join(folder, file))
  }
  rmSync(folder, { recursive: true, force: true })
  return invalid
}

const isOfSyntax = (code: string): boolean => /^1\d{3}$/.test(code)

/** A build in which only these mutants are: where each has a thread of its own, the others would cost time for nothing. */
export const buildApart = (root: string, { mutants, dist }: Prepared, numbers: ReadonlySet<number>): string => {
  const under = join(dist, "..", "apart")
  rmSync(under, { recursive: true, force: true })
  mkdirSync(under, { recursive: true })
  buildWith(root, under, mutants, new Set(mutants.flatMap(({ id }, number) => (numbers.has(number) ? [] : [id]))))
  for (const part of ["models", "properties"]) cpSync(join(root, "dist", part), join(under, "dist", part), { recursive: true })
  return join(under, "dist")
}

const buildWith = (root: string, under: string, mutants: readonly SpecMutant[], left: ReadonlySet<string>): void => {
  const folder = join(under, "sources")
  cpSync(join(root, "spec"), join(folder, "spec"), { recursive: true, filter: (source) => !source.endsWith(".test.ts") })
  const valid = [...mutants.entries()].filter(([, { id }]) => !left.has(id))
  for (const file of new Set(mutants.map((mutant) => mutant.file))) {
    const path = join(folder, "spec", file)
    writeFileSync(path, withMutants(readFileSync(path, "utf8"), new Map(valid.filter(([, mutant]) => mutant.file === file))))
  }
  const dist = join(under, "dist")
  const { stdout } = compile(folder, { extends: join(root, "tsconfig.json"), compilerOptions: { noEmit: false, noCheck: true, rootDir: ".", outDir: dist, declaration: false, sourceMap: false, types: [] }, include: ["spec"], exclude: ["**/testing.ts"] })
  if (!existsSync(join(dist, "spec", "index.js"))) throw new Error(`the mutants do not compile together: ${stdout.slice(0, 2000)}`)
  rmSync(folder, { recursive: true, force: true })
}
