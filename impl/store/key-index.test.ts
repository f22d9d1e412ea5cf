import * as fc from "fast-check"
import { expect, test } from "vitest"
import { MemoryFiles } from "../files/memory-files.ts"
import { KeyIndex } from "./key-index.ts"

const DIR = "/store/index"
const SMALL = { slots: 7, entries: 20 }

test("law: every entry with a key is found, the newest first, among few others", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "c", "topic#key"), { maxLength: 60 }), (keys) => {
      const files = new MemoryFiles()
      let index = new KeyIndex(files, DIR, { size: SMALL })
      keys.forEach((key, i) => {
        index.put(key, i, 1_000 + i)
        if (i % 23 === 22) {
          index.close()
          index = new KeyIndex(files, DIR, { size: SMALL, keepUntil: Infinity })
        }
      })
      expect(index.end).toBe(keys.length - 1)
      for (const key of ["a", "b", "c", "topic#key", "nothing"]) {
        const found = [...index.candidates(key)]
        expect(found).toEqual([...found].sort((x, y) => y - x))
        expect(found.filter((i) => keys[i] === key)).toEqual(keys.flatMap((other, i) => (other === key ? [i] : [])).reverse())
      }
    })
  )
})

test("many keys spread, and are forgotten at once", () => {
  const index = new KeyIndex(new MemoryFiles(), DIR)
  for (let i = 0; i < 100_000; i++) index.put(`topic#7F0000010000B2230000000000${i}`, i, i)
  const lengths = Array.from({ length: 200 }, (_, i) => [...index.candidates(`topic#7F0000010000B2230000000000${i * 499}`)])
  expect(lengths.every((found, i) => found.includes(i * 499))).toBe(true)
  expect(Math.max(...lengths.map(({ length }) => length))).toBeLessThan(12)
  index.clear()
  expect([...index.candidates("topic#7F0000010000B22300000000001")]).toEqual([])
})

test("a file as RocketMQ has it: header, slots, entries", () => {
  const files = new MemoryFiles()
  const index = new KeyIndex(files, DIR)
  const began = new Date(2026, 0, 2, 3, 4, 5, 6).getTime()
  index.put("T#a", 100, began)
  index.put("T#a", 200, began + 2_500)
  index.sync()
  expect(files.list(DIR)).toEqual(["20260102030405006"])
  const file = files.open(`${DIR}/20260102030405006`)
  const bytes = (at: number, length: number): Buffer => {
    const buffer = Buffer.alloc(length)
    file.read(buffer, at, length)
    return buffer
  }
  expect(file.size()).toBe(420_000_040)
  const header = bytes(0, 40)
  expect([0, 8, 16, 24].map((at) => Number(header.readBigInt64BE(at)))).toEqual([began, began + 2_500, 100, 200])
  expect([header.readInt32BE(32), header.readInt32BE(36)]).toEqual([1, 3])
  // "T#a".hashCode() of Java.
  const hash = 84 * 31 * 31 + 35 * 31 + 97
  expect(bytes(40 + (hash % 5_000_000) * 4, 4).readInt32BE(0)).toBe(2)
  const second = bytes(40 + 20_000_000 + 2 * 20, 20)
  expect([second.readInt32BE(0), Number(second.readBigInt64BE(4)), second.readInt32BE(12), second.readInt32BE(16)]).toEqual([hash, 200, 2, 1])
})

test("what was stored later than is known to be on disk is made anew; what the log has lost goes", () => {
  const files = new MemoryFiles()
  const index = new KeyIndex(files, DIR, { size: SMALL })
  for (let i = 0; i < 50; i++) index.put("k", i, 1_000 + i)
  index.close()
  expect(files.list(DIR)).toHaveLength(3)
  expect(new KeyIndex(files, DIR, { size: SMALL, keepUntil: 1_040 }).end).toBe(37)
  const again = new KeyIndex(files, DIR, { size: SMALL, keepUntil: Infinity })
  again.beginAt(20)
  expect([files.list(DIR).length, [...again.candidates("k")].at(-1)]).toEqual([1, 19])
  expect(new KeyIndex(files, DIR, { size: SMALL }).end).toBe(-1)
})
