/**
 * Rows go to disk and to other threads as they lie in their chunks: what is read must be what was added, in words and in halves.
 */
import fc from "fast-check"
import { expect, test } from "vitest"
import { Frontier, HEAD } from "./frontier.ts"
import type { Transitions } from "./transitions.ts"

const SLOTS = 3

/** As many locals and messages as that have numbers. */
const frontierOf = (numbers: () => number): Frontier => {
  const sized = { get size() { return numbers() } }
  return new Frontier(SLOTS, { locals: sized, envelopes: sized } as unknown as Transitions)
}

const rowsOf = (frontier: Frontier, chunks: readonly number[]): readonly (readonly number[])[] => {
  const into = new Int32Array(1 << 15)
  return chunks.flatMap((chunk) => {
    frontier.open(chunk)
    const rows: (readonly number[])[] = []
    for (let end = frontier.readRow(into, 5); end > 5; end = frontier.readRow(into, 5)) rows.push([...into.subarray(5, end)])
    return rows
  })
}

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const state = fc.nat({ max: 2 ** 30 })
const rowBelow = (most: number) =>
  fc.tuple(word, word, state, fc.array(fc.nat({ max: most - 1 }), { minLength: SLOTS, maxLength: SLOTS }), fc.array(fc.nat({ max: most - 1 }), { maxLength: 40 })).map(([a, b, n, locals, messages]) => [messages.length, a, b, n, ...locals, ...messages])

test("what is read is what was added, whichever numbers there are", () => {
  fc.assert(
    fc.property(fc.array(rowBelow(1 << 16), { maxLength: 600 }), fc.array(rowBelow(1 << 20), { maxLength: 600 }), (few, many) => {
      let numbers = 1 << 16
      const frontier = frontierOf(() => numbers)
      for (const row of few) frontier.add(Int32Array.from(row))
      numbers++
      for (const row of many) frontier.add(Int32Array.from(row))
      frontier.advance()
      expect(rowsOf(frontier, frontier.current)).toEqual([...few, ...many])
    }),
    { numRuns: 30 }
  )
})

test("rows that are struck out are gone, and the others as they were", () => {
  fc.assert(
    fc.property(fc.array(rowBelow(1 << 16), { maxLength: 500 }), fc.boolean(), (rows, isNarrow) => {
      const frontier = frontierOf(() => (isNarrow ? 10 : 1 << 20))
      for (const row of rows) frontier.add(Int32Array.from(row))
      const isOut = (a: number, b: number): boolean => ((a ^ b) & 3) === 0
      const left = rows.filter(([, a, b]) => !isOut(a as number, b as number))
      const chunks = frontier.sealed()
      expect(frontier.strike(chunks, isOut)).toBe(rows.length - left.length)
      expect(rowsOf(frontier, chunks)).toEqual(left)
      const restored = frontierOf(() => 10)
      restored.restore(frontier.images().map((image) => { const kept = image.slice(); return (into) => into.set(kept) }))
      expect(rowsOf(restored, restored.next)).toEqual(left)
    }),
    { numRuns: 30 }
  )
})

test("half as many words are taken while numbers are small", () => {
  const chunksFor = (numbers: number): number => {
    const frontier = frontierOf(() => numbers)
    const row = Int32Array.from({ length: HEAD + SLOTS + 20 }, (_, i) => (i === 0 ? 20 : i))
    for (let k = 0; k < 10_000; k++) frontier.add(row)
    return frontier.sealed().length
  }
  expect(chunksFor(1 << 16) / chunksFor((1 << 16) + 1)).toBeLessThan(0.6)
})

test("a row that fits in no chunk is refused", () => {
  const frontier = frontierOf(() => 10)
  expect(() => frontier.add(Int32Array.of(1 << 14, 0, 0, 0))).toThrow("bound the network")
})
