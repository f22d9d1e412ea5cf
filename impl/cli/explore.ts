/**
 * `rocketproof explore`: a page to walk through a model or a trace by hand.
 *
 * @module
 */
import { existsSync } from "node:fs"
import type { Place, Start } from "../page/api.ts"
import { Space } from "../page/explore/space.ts"
import { serveExplorer } from "../page/explore/server.ts"
import { entries, NoSuchModel, Spaces, suiteNamed } from "../page/explore/spaces.ts"
import { propertyOf } from "../../properties/telling/tell.ts"
import { readTrace } from "../trace/replay.ts"

export interface ExploreOptions {
  readonly port: number
  readonly mutant?: string
  readonly json?: boolean
}

export const explore = async (what: string | undefined, { port, mutant, json }: ExploreOptions): Promise<number> => {
  const start = startAt(what, mutant)
  const server = await serveExplorer(start, port).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === "EADDRINUSE" ? `--port ${port}: it is taken; 0 takes any that is free` : error.message)
  })
  const url = `${server.url}${start.at === undefined ? "" : `#${addressOf(start.at)}`}`
  console.log(json ? JSON.stringify({ ready: true, url, ...(start.at === undefined ? {} : { model: start.at.model, steps: start.at.path.length }) }) : `${start.at === undefined ? "models" : start.at.model}: ${url}  (Ctrl-C ends it)`)
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve)
    process.once("SIGTERM", resolve)
  })
  await server.close()
  return 0
}

const addressOf = ({ model, mutant, path }: Place): string => new URLSearchParams({ model, ...(mutant === undefined ? {} : { mutant }), ...(path.length === 0 ? {} : { path: path.join(".") }) }).toString()

const startAt = (what: string | undefined, mutant: string | undefined): Start => {
  const models = entries()
  if (what === undefined) return { models }
  const named = mutant === undefined ? {} : { mutant }
  if (!existsSync(what)) {
    try {
      const model = suiteNamed(what).name
      new Spaces().of({ model, ...named })
      return { models, at: { model, ...named, path: [] } }
    } catch (error) {
      if (error instanceof NoSuchModel && /[./\\]json$|\.json$/.test(what)) throw new Error(`${what}: no such file; check --traces DIR and mutants --traces DIR write traces`)
      throw error
    }
  }
  const read = readTrace(what)
  for (const warning of read.warnings) process.stderr.write(`${warning}\n`)
  if (read.start.n > 0) throw new Error(`${what}: longer than can be explored; rocketproof trace shows its end`)
  const space = new Space(read.suite, read.model)
  const moves = (read.trace.error === undefined ? read.trace.steps : read.trace.steps.slice(0, -1)).map(({ move }) => move)
  return {
    models,
    at: { model: read.suite.name, ...(read.mutant === undefined ? {} : { mutant: read.mutant.id }), path: space.pathOf([], moves) },
    ...(read.about === undefined ? {} : { property: propertyOf(read.suite, read.model, read.about) }),
    ...(read.trace.error === undefined ? {} : { note: `The step after the last one throws: ${read.trace.error}` })
  }
}
