/**
 * Threads load the built package, and so does this test: run `npm run build` before it, as `npm test` does.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import type * as Engine from "./index.ts"
import type { Result } from "./result.ts"
import type * as Raft from "../reference/raft.ts"

const dist = new URL("../../dist/models/", import.meta.url)
const { explore, exploreAsync } = (await import(new URL("engine/index.js", dist).href)) as typeof Engine
const { raft } = (await import(new URL("reference/raft.js", dist).href)) as typeof Raft

type Args = Parameters<typeof raft>

const threads = (count: number, ...args: Args) => ({ workers: { threads: count, model: { module: new URL("reference/raft.js", dist).href, name: "raft", args }, eager: true } })

const figures = ({ threads: count, uniqueStates, generatedStates, depth, completedDepth, exhausted, properties }: Result) => ({
  uniqueStates,
  generatedStates,
  depth,
  completedDepth,
  exhausted,
  threads: count,
  properties: properties.map(({ id, verdict, trace }) => [id, verdict, trace?.steps.length])
})

const bounded: Args = [{ nodes: 3, crashes: 0, term: 1, log: 1, inFlight: 4 }]
const crashing: Args = [{ nodes: 3, crashes: 1 }]

test("two and three threads find what one finds, all of it and no more", async () => {
  const alone = figures(explore(raft(...bounded), { symmetry: false }))
  expect(alone.exhausted).toBe(true)
  for (const count of [2, 3]) expect(figures(await exploreAsync(raft(...bounded), { symmetry: false, ...threads(count, ...bounded) }))).toMatchObject({ ...alone, threads: count })
})

test("so they do under symmetry, to a bounded depth, and without breathing", () => {
  const options = { maxDepth: 10 }
  const alone = figures(explore(raft(...crashing), options))
  expect(alone.properties.some(([, verdict]) => verdict === "violated" || verdict === "reached")).toBe(true)
  expect(figures(explore(raft(...crashing), { ...options, ...threads(2, ...crashing) }))).toMatchObject({ ...alone, threads: 2 })
})

test("what threads kept together goes on alone, and the other way round", () => {
  const directory = mkdtempSync(join(tmpdir(), "rocketproof-"))
  const snapshot = { file: join(directory, "search"), everySeconds: 0, version: "1" }
  const together = { maxDepth: 9, snapshot, ...threads(2, ...crashing) }
  const { threads: _, ...whole } = figures(explore(raft(...crashing), { maxDepth: 9 }))
  const [alone, later] = [{ maxDepth: 9, snapshot }, { ...snapshot, everySeconds: 60 }]
  expect(explore(raft(...crashing), { ...together, maxStates: 6_000 }).stopped).toBe("states")
  expect(figures(explore(raft(...crashing), { maxDepth: 9, snapshot: later }))).toMatchObject(whole)
  expect(explore(raft(...crashing), { ...alone, maxStates: 6_000 }).stopped).toBe("states")
  expect(figures(explore(raft(...crashing), { ...together, snapshot: later }))).toMatchObject(whole)
  rmSync(directory, { recursive: true })
})

test("what threads keep on disk together is what one keeps in memory", () => {
  const directory = mkdtempSync(join(tmpdir(), "rocketproof-"))
  const { threads: _, ...alone } = figures(explore(raft(...crashing), { maxDepth: 9, symmetry: false }))
  const spill = { directory, states: 40_000 }
  expect(figures(explore(raft(...crashing), { maxDepth: 9, symmetry: false, spill, ...threads(2, ...crashing) }))).toMatchObject({ ...alone, threads: 2 })
  rmSync(directory, { recursive: true })
})

test("what is thrown in a thread ends the search, and says why", async () => {
  const { model } = threads(2, ...bounded).workers
  const run = (name: string, args: Args) => exploreAsync(raft(...bounded), { symmetry: false, workers: { threads: 2, eager: true, model: { ...model, name, args } } })
  await expect(run("raft", crashing)).rejects.toThrow("the module makes the model")
  await expect(run("nothing", bounded)).rejects.toThrow('exports no "nothing"')
})

test("a property that throws in a thread is told with the run to it", async () => {
  const { href } = new URL("reference/raft.js", dist)
  const source = `import { raft } from ${JSON.stringify(href)}
export const throwing = (...args) => {
  const model = raft(...args)
  return { ...model, properties: model.properties.map((one) => ({ ...one, holds: (locals) => { if (locals[1].node.role === "leader") throw new Error("no leader was expected"); return one.holds(locals) } })) }
}`
  const workers = { threads: 2, eager: true, model: { module: `data:text/javascript,${encodeURIComponent(source)}`, name: "throwing", args: bounded } }
  await expect(exploreAsync(raft(...bounded), { symmetry: false, workers })).rejects.toThrow(/property "[\w ]+" threw: no leader was expected\n {2}after \d+ steps(.|\n)*the run:\n {4}1 /)
})
