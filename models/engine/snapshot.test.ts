import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { raft } from "../reference/raft.ts"
import { explore } from "./explore.ts"
import type { AnyModel } from "./model.ts"
import type { Result } from "./result.ts"

const directory = mkdtempSync(join(tmpdir(), "rocketproof-"))
afterAll(() => rmSync(directory, { recursive: true }))

const figures = ({ uniqueStates, generatedStates, depth, completedDepth, exhausted, properties, verdicts }: Result) => ({
  uniqueStates,
  generatedStates,
  depth,
  completedDepth,
  exhausted,
  properties: properties.map(({ id, verdict, trace }) => [id, verdict, trace?.steps.length]),
  verdicts: new Map([...verdicts].sort())
})

const model = raft({ nodes: 3, crashes: 1 })
const options = { maxDepth: 9 }
const keptIn = (name: string, version = "1", everySeconds = 60) => ({ snapshot: { file: join(directory, name), everySeconds, version } })

/** Stops at so many states, and leaves what it had at the end of a level. */
const stopped = (name: string, symmetry: boolean, of: AnyModel = model) => explore(of, { ...options, symmetry, maxStates: 10_000, ...keptIn(name, "1", 0) })

test.each([true, false])("a search that was stopped goes on, and ends as if it had not been (symmetry: %s)", (symmetry) => {
  const first = stopped(`on-${symmetry}`, symmetry)
  expect(first.stopped).toBe("states")
  const rest = explore(model, { ...options, symmetry, ...keptIn(`on-${symmetry}`) })
  expect(figures(rest)).toEqual(figures(explore(model, { ...options, symmetry })))
  // A search that has ended keeps nothing.
  expect(readdirSync(directory)).not.toContain(`on-${symmetry}`)
})

test("a search with states on disk goes on with them, and leaves nothing behind", () => {
  const name = "spilt"
  const kept = (everySeconds: number) => ({ maxDepth: 8, symmetry: false, ...keptIn(name, "1", everySeconds), spill: { directory, states: 2_000 } })
  expect(explore(model, { ...kept(0), maxStates: 16_000 }).stopped).toBe("states")
  expect(statSync(join(directory, `${name}.states`, "fingerprints")).size).toBeGreaterThan(8 * 2_000)
  // Written after the search was kept: as good as not there.
  appendFileSync(join(directory, `${name}.states`, "links"), Buffer.alloc(800, 7))
  expect(() => explore(model, { maxDepth: 8, symmetry: false, ...keptIn(name) })).toThrow("has states on disk")
  const rest = explore(model, kept(60))
  expect(figures(rest)).toEqual(figures(explore(model, { maxDepth: 8, symmetry: false })))
  expect(readdirSync(directory).filter((file) => file.startsWith(name))).toEqual([])
})

test("states on disk that are fewer than they were are refused", () => {
  const kept = (everySeconds: number) => ({ maxDepth: 7, symmetry: false, ...keptIn("fewer", "1", everySeconds), spill: { directory, states: 500 } })
  explore(model, { ...kept(0), maxStates: 4_000 })
  truncateSync(join(directory, "fewer.states", "fingerprints"), 800)
  expect(() => explore(model, kept(60))).toThrow("is damaged: it has fewer states than its search had")
})

test("what a search kept is of its model, and of its version", () => {
  stopped("other", true)
  const other = raft({ nodes: 3, crashes: 0, term: 1, log: 1, inFlight: 3 })
  expect(() => explore(other, keptIn("other"))).toThrow(`is of a search with model ${model.name}, and this one has ${other.name}: remove the file to begin anew`)
  expect(() => explore(model, keptIn("other", "2"))).toThrow("with version 1, and this one has 2")
  expect(() => explore(model, { ...keptIn("other"), symmetry: false })).toThrow("with permutations 6, and this one has 1")
})

test("a file that is damaged, or something else, is refused", () => {
  stopped("short", true)
  const file = join(directory, "short")
  truncateSync(file, readFileSync(file).length - 5)
  expect(() => explore(model, keptIn("short"))).toThrow("is damaged: it ends too soon")
  writeFileSync(join(directory, "else"), "something else")
  expect(() => explore(model, keptIn("else"))).toThrow("is no search of this program")
  writeFileSync(join(directory, "line"), "something else\n")
  expect(() => explore(model, keptIn("line"))).toThrow("is no search of this program")
})
