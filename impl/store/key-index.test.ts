import * as fc from "fast-check"
import { expect, test } from "vitest"
import { KeyIndex } from "./key-index.ts"

test("law: every entry with a key is found, the newest first, among few others", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "c", "topic#key"), { maxLength: 60 }), (keys) => {
      const index = new KeyIndex()
      keys.forEach((key, i) => index.put(key, i))
      for (const key of ["a", "b", "c", "topic#key", "nothing"]) {
        const found = [...index.candidates(key)]
        expect(found).toEqual([...found].sort((x, y) => y - x))
        expect(found.filter((i) => keys[i] === key)).toEqual(keys.flatMap((other, i) => (other === key ? [i] : [])).reverse())
      }
    })
  )
})

test("many keys spread, over several chunks, and are forgotten at once", () => {
  const index = new KeyIndex()
  for (let i = 0; i < 100_000; i++) index.put(`topic#7F0000010000B2230000000000${i}`, i)
  const lengths = Array.from({ length: 200 }, (_, i) => [...index.candidates(`topic#7F0000010000B2230000000000${i * 499}`)])
  expect(lengths.every((found, i) => found.includes(i * 499))).toBe(true)
  expect(Math.max(...lengths.map(({ length }) => length))).toBeLessThan(12)
  index.clear()
  expect([...index.candidates("topic#7F0000010000B22300000000001")]).toEqual([])
})
