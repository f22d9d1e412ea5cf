import * as fc from "fast-check"
import { expect, test } from "vitest"
import { Fingerprints } from "./fingerprints.ts"
import { hashText } from "./hash.ts"
import { Interner } from "./interning.ts"
import { ABSENT, PairMemo } from "./memo.ts"

test("a fingerprint is new once", () => {
  const lane = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(lane, lane), { maxLength: 300 }), (pairs) => {
      const table = new Fingerprints(4)
      const known = new Set<string>()
      for (const [a, b] of pairs) {
        const key = `${a === 0 ? 1 : a} ${b === 0 ? 1 : b}`
        expect(table.add(a, b)).toBe(!known.has(key))
        known.add(key)
      }
      expect(table.size).toBe(known.size)
    })
  )
})

test("a memo gives back what was put in, as it grows", () => {
  const memo = new PairMemo(4)
  for (let a = 0; a < 100; a++) for (let b = 0; b < 20; b++) memo.set(a, b, a * b - 2)
  for (let a = 0; a < 100; a++) for (let b = 0; b < 20; b++) expect(memo.get(a, b)).toBe(a * b - 2)
  expect([memo.get(100, 0), memo.get(0, 20)]).toEqual([ABSENT, ABSENT])
})

test("values are numbered by what they are", () => {
  const interner = new Interner<unknown>(1, 1, (value) => value)
  expect([{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 2, b: 1 }, [1]].map((value) => interner.id(value))).toEqual([0, 0, 1, 2])
})

test("hashes of like texts, and their sums, do not meet", () => {
  const hashes = Array.from({ length: 300 }, (_, i) => hashText(`n${i};`, 1))
  const sums = new Set<string>()
  for (let i = 0; i < hashes.length; i++) {
    for (let j = i; j < hashes.length; j++) {
      const [[a, b], [x, y]] = [hashes[i]!, hashes[j]!]
      sums.add(`${(a + x) | 0} ${(b + y) | 0}`)
    }
  }
  expect(sums.size).toBe((300 * 301) / 2)
  // Each bit is set about half of the time.
  for (let bit = 0; bit < 32; bit++) {
    for (const lane of [0, 1] as const) {
      const share = hashes.filter((hash) => ((hash[lane] >>> bit) & 1) === 1).length / hashes.length
      expect(Math.abs(share - 0.5)).toBeLessThan(0.15)
    }
  }
  expect(hashText("n1;", 1)).not.toEqual(hashText("n1;", 2))
})
