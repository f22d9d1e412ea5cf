// Clauses: C1, D1
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { encodePiece, encodeReport, HaWireError, MAX_PIECE_SIZE, type Piece, pieceReader, reportReader } from "./wire.ts"

/** The bytes in chunks that end at these places. */
const chunks = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const ends = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b)
  return ends.slice(1).map((end, i) => bytes.subarray(ends[i], end))
}

const offset = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

test("a report is the offset, as Java writes a long", () => {
  expect(encodeReport(0x1_0000_0002).toString("hex")).toBe("0000000100000002")
})

test("a piece is its offset, its size, and its bytes; a heartbeat has none", () => {
  expect(encodePiece({ offset: 7, bytes: Buffer.from("ab") }).toString("hex")).toBe("0000000000000007000000026162")
  expect(encodePiece({ offset: 7, bytes: Buffer.alloc(0) }).toString("hex")).toBe("000000000000000700000000")
})

test("reports come out as they went in, however the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(offset), fc.array(fc.nat()), (offsets, cuts) => {
      const found: number[] = []
      const read = reportReader((report) => void found.push(report))
      for (const chunk of chunks(Buffer.concat(offsets.map(encodeReport)), cuts)) read(chunk)
      expect(found).toEqual(offsets)
    }),
    { numRuns: 50 }
  )
})

test("so do pieces", () => {
  const piece = fc.record({ offset, bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) })
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat()), (pieces, cuts) => {
      const found: Piece[] = []
      const read = pieceReader((each) => void found.push({ ...each, bytes: Buffer.from(each.bytes) }))
      for (const chunk of chunks(Buffer.concat(pieces.map(encodePiece)), cuts)) read(chunk)
      expect(found).toEqual(pieces)
    }),
    { numRuns: 50 }
  )
})

test.each([
  ["an offset below 0", encodeReport(-1), "-1 is no physical offset"],
  ["one that no double holds", Buffer.from("7fffffffffffffff", "hex"), "no physical offset"]
])("%s is refused", (_what, bytes, problem) => {
  expect(() => reportReader(() => {})(bytes)).toThrow(HaWireError)
  expect(() => reportReader(() => {})(bytes)).toThrow(problem)
  expect(() => pieceReader(() => {})(Buffer.concat([bytes, Buffer.alloc(4)]))).toThrow(problem)
})

test.each([-1, MAX_PIECE_SIZE + 1])("a piece of %d bytes is refused before its bytes come", (size) => {
  const head = Buffer.concat([encodeReport(3), Buffer.alloc(4)])
  head.writeInt32BE(size, 8)
  expect(() => pieceReader(() => {})(head)).toThrow(`a piece of ${size} bytes at 3`)
})
