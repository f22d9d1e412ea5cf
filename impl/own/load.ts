/**
 * Models of somebody's own, from a file: what a module exports, for `check`, `simulate`, `explore` and `trace`.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { AnyModel } from "../../models/engine/model.ts"
import { isWitness } from "../../models/engine/properties.ts"
import type { Suite } from "../../properties/suites.ts"
import { ownView } from "./view.ts"

const loaded = new Map<string, readonly Suite[]>()

/** All that were loaded so far. */
export const ownSuites = (): readonly Suite[] => [...loaded.values()].flat()

/** Does this name a file of models, and no model? */
export const isModelFile = (name: string): boolean => /\.[cm]?[jt]s$/.test(name)

/** What the file exports. Throws, with what to do, if there is no such file, or no model in it. */
export const loadOwn = async (file: string): Promise<readonly Suite[]> => {
  const path = resolve(file)
  const known = loaded.get(path)
  if (known !== undefined) return known
  if (!existsSync(path)) throw new Error(`${file}: no such file`)
  const { exported, hooks } = await importOf(file, path)
  const suites = Object.entries(exported).flatMap(([name, value]) => (isModel(value) ? [suiteOf(path, name, value, hooks)] : []))
  if (suites.length === 0) throw new Error(`${file}: it exports no model: export const model = defineModel({ … })`)
  const names = suites.map((suite) => suite.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new Error(`${file}: two of its models are called "${twice}"`)
  loaded.set(path, suites)
  return suites
}

/** Those of `names` that are files, loaded; and the names that are left. */
export const loadNamed = async (names: readonly string[]): Promise<{ readonly own: readonly Suite[]; readonly names: readonly string[] }> => {
  const own: Suite[] = []
  for (const file of names.filter(isModelFile)) own.push(...(await loadOwn(file)))
  return { own, names: names.filter((name) => !isModelFile(name)) }
}

/** A digest of the files, so that a search is not gone on with that is of others. What they import is not in it. */
export const digestOf = (suites: readonly Suite[]): string => {
  const hash = createHash("sha256")
  for (const file of new Set(suites.flatMap(({ file }) => (file === undefined ? [] : [file])))) hash.update(readFileSync(file))
  return hash.digest("hex").slice(0, 16)
}

const suiteOf = (path: string, exportName: string, model: AnyModel, hooks: readonly string[]): Suite => ({
  name: model.name,
  mode: "own",
  topic: model.name,
  about: relative(process.cwd(), path),
  deep: false,
  bounds: {},
  file: path,
  reference: { module: pathToFileURL(path).href, name: exportName, imports: hooks },
  model: () => model,
  properties: model.properties.map((property) => ({ id: property.id, sentence: property.id, source: "", witness: isWitness(property) })),
  view: ownView(model)
})

const isModel = (value: unknown): value is AnyModel => {
  const model = value as Partial<AnyModel> | null | undefined
  return typeof model === "object" && model !== null && typeof model.name === "string" && Array.isArray(model.slots) && typeof model.act === "function" && Array.isArray(model.properties)
}

type Imported = { readonly exported: object; readonly hooks: readonly string[] }

/** A Node that reads no TypeScript is helped by tsx, if that is installed beside the file. */
const importOf = async (file: string, path: string): Promise<Imported> => {
  const hooks = /\.[cm]?ts$/.test(path) && !readsTypeScript ? [hookFor(file, path)] : []
  for (const hook of hooks) await import(hook)
  return { exported: (await import(pathToFileURL(path).href)) as object, hooks }
}

/** This program itself is TypeScript that something reads; or Node says so (22.18 and later). */
const readsTypeScript = import.meta.url.endsWith(".ts") || (process.features as { readonly typescript?: unknown }).typescript !== undefined

/** A module of its own that teaches it, since threads import it, too. */
const hookFor = (file: string, path: string): string => {
  let tsx: string
  try {
    tsx = createRequire(path).resolve("tsx/package.json")
  } catch {
    throw new Error(`${file}: Node ${process.versions.node} reads no TypeScript by itself: npm install tsx beside it, or give the file that it is compiled to`)
  }
  const { exports } = JSON.parse(readFileSync(tsx, "utf8")) as { readonly exports: { readonly "./esm/api": { readonly import: { readonly default: string } } } }
  const api = pathToFileURL(join(dirname(tsx), exports["./esm/api"].import.default)).href
  return `data:text/javascript,import{register}from${encodeURIComponent(JSON.stringify(api))};register()`
}
