import { afterEach, expect, test, vi } from "vitest"
import { raft } from "../reference/raft.ts"
import { explore } from "./explore.ts"
import { Interner } from "./interning.ts"

const model = raft({ nodes: 3, crashes: 1 })
const small = raft({ nodes: 3, crashes: 0, term: 1, log: 1, inFlight: 2 })

afterEach(() => vi.restoreAllMocks())

test.each([true, false])("a search whose states have fingerprints of their own passes, and counts the same (symmetry: %s)", (symmetry) => {
  const options = { maxDepth: 6, symmetry }
  const exact = explore(model, { ...options, exact: true })
  expect(exact.collisionProbability).toBe(0)
  const { uniqueStates, generatedStates } = explore(model, options)
  expect([exact.uniqueStates, exact.generatedStates]).toEqual([uniqueStates, generatedStates])
  expect(explore(small, { symmetry, exact: true }).exhausted).toBe(true)
})

test("two states with one fingerprint are told of", () => {
  const { id } = Interner.prototype
  // Hashes of which almost nothing is left.
  vi.spyOn(Interner.prototype, "id").mockImplementation(function (this: Interner<unknown>, value: unknown) {
    const number = id.call(this, value)
    for (let lane = 0; lane < this.lanes; lane++) this.hashes[number * this.lanes + lane] = (this.hashes[number * this.lanes + lane] as number) & 3
    return number
  })
  expect(() => explore(model, { maxDepth: 6, symmetry: false, exact: true })).toThrow("two states have the fingerprint")
})

test("one state with two fingerprints is told of", () => {
  const { id } = Interner.prototype
  // A renaming that is not the model's.
  vi.spyOn(Interner.prototype, "id").mockImplementation(function (this: Interner<unknown>, value: unknown) {
    const number = id.call(this, value)
    this.hashes[number * this.lanes + 2] = number
    return number
  })
  expect(() => explore(model, { maxDepth: 6, exact: true })).toThrow("one state has the fingerprints")
})
