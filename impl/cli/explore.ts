/**
 * `rocketproof explore`: a page to walk through a model or a trace by hand.
 *
 * @module
 */
import { existsSync } from "node:fs"
import type { Suite } from "../../properties/suites.ts"
import { isModelFile, loadOwn } from "../own/load.ts"
import { openTrace } from "../trace/read.ts"
import type { Place } from "../page/api.ts"
import { serveExplorer } from "../page/explore/server.ts"
import { begin } from "./explore-start.ts"

export interface ExploreOptions {
  readonly port: number
  readonly mutant?: string
  readonly json?: boolean
}

export const explore = async (what: string | undefined, { port, mutant, json }: ExploreOptions): Promise<number> => {
  const { start, spaces } = begin(what === undefined ? undefined : await ownOrNot(what), mutant)
  const server = await serveExplorer(start, port, spaces).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === "EADDRINUSE" ? `--port ${port}: it is taken; 0 takes any that is free` : error.message)
  })
  const url = `${server.url}${start.at === undefined ? "" : `#${addressOf(start.at, start.rules)}`}`
  console.log(json ? JSON.stringify({ ready: true, url, ...(start.at === undefined ? {} : { model: start.at.model, steps: start.at.path.length }) }) : `${start.at === undefined ? "models" : start.at.model}: ${url}  (Ctrl-C ends it)`)
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve)
    process.once("SIGTERM", resolve)
  })
  await server.close()
  return 0
}

/** A file of models is loaded, and the first of them named; so is that of a trace. */
const ownOrNot = async (what: string): Promise<string> => {
  if (isModelFile(what)) return ((await loadOwn(what))[0] as Suite).name
  if (what.endsWith(".json") && existsSync(what)) {
    const { module } = openTrace(what).head
    if (module !== undefined) await loadOwn(module)
  }
  return what
}

const addressOf = ({ model, mutant, path }: Place, rules: string): string => new URLSearchParams({ model, ...(mutant === undefined ? {} : { mutant }), ...(path.length === 0 ? {} : { path: path.join("."), rules }) }).toString()
