import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { raft } from "../reference/raft.ts"
import { explore } from "./explore.ts"
import type { Result } from "./result.ts"

const directory = mkdtempSync(join(tmpdir(), "rocketproof-"))
afterAll(() => rmSync(directory, { recursive: true }))

const figures = ({ uniqueStates, generatedStates, depth, completedDepth, exhausted, properties }: Result) => ({
  uniqueStates,
  generatedStates,
  depth,
  completedDepth,
  exhausted,
  properties: properties.map(({ id, verdict, trace }) => [id, verdict, trace?.steps.length])
})

const model = raft({ nodes: 3, crashes: 1 })
const whole = raft({ nodes: 3, crashes: 0, term: 1, log: 1, inFlight: 3 })

test.each([
  { options: { symmetry: false }, states: 5_000 },
  { options: {}, states: 1_000 }
])("a search with most of its states on disk finds what one in memory finds: $options, $states in memory", ({ options, states }) => {
  expect(figures(explore(whole, { ...options, spill: { directory, states } }))).toEqual(figures(explore(whole, options)))
  expect(readdirSync(directory)).toEqual([])
})

test("its traces come from the disk as well", () => {
  const symmetry = false
  const results = [explore(model, { maxDepth: 8, symmetry }), explore(model, { maxDepth: 8, symmetry, spill: { directory, states: 9_000 } })]
  const [one, other] = results.map(({ properties }) => properties.filter(({ trace }) => trace !== undefined))
  expect(one?.length).toBeGreaterThan(0)
  expect(other).toEqual(one)
})

test("limits that make no sense are refused, and a search that is ended leaves nothing behind", () => {
  expect(() => explore(model, { spill: { directory, states: 0 } })).toThrow("states in memory: must be a whole number, 1 or more, not 0")
  expect(explore(model, { symmetry: false, spill: { directory, states: 3_000 }, maxStates: 40_000 }).stopped).toBe("states")
  expect(readdirSync(directory)).toEqual([])
})
