import { expect, test } from "vitest"
import { MemoryFiles } from "../files/memory-files.ts"
import { EntryLog } from "./entry-log.ts"
import { ledgerFormat } from "./ledger-format.ts"

const DIR = "/store/dledger-n0/data"
const SIZE = 512
const options = { segmentSize: SIZE, format: ledgerFormat }
const body = (index: number, size = 40): Buffer => Buffer.alloc(size, index + 1)
const segment = (start: number): string => `${DIR}/${String(start).padStart(20, "0")}`
const bytesOf = (files: MemoryFiles, start = 0): Buffer => files.contentOf(segment(start))?.written.toBuffer() as Buffer

const filled = (count: number) => {
  const files = new MemoryFiles()
  const { log } = EntryLog.open(files, DIR, options)
  for (let index = 0; index < count; index++) log.append(index, 1, body(index))
  return { files, log }
}

test("a file has its whole length from the start, and an entry no checksum", () => {
  const { files, log } = filled(1)
  const bytes = bytesOf(files)
  expect(bytes.length).toBe(SIZE)
  expect([bytes.readInt32BE(0), bytes.readInt32BE(4), bytes.readInt32BE(32), bytes.readInt32BE(36), bytes.readInt32BE(40), bytes.readInt32BE(44)]).toEqual([1, 88, 0, 0, 0, 40])
  expect(bytes.subarray(88).every((byte) => byte === 0)).toBe(true)
  expect(log.read(0)).toEqual(body(0))
})

test("a file that is full ends in a blank that says how much is left, and the next entry begins the next file", () => {
  const { files } = filled(6)
  const [at, bytes] = [5 * 88, bytesOf(files)]
  expect([bytes.readInt32BE(at), bytes.readInt32BE(at + 4)]).toEqual([-1, SIZE - at])
  expect(bytesOf(files, SIZE).readBigInt64BE(24)).toBe(BigInt(SIZE))
})

test("what a released member has truncated and gone over is cut: it is no damage", () => {
  const { files, log } = filled(5)
  const remains = Buffer.from(bytesOf(files).subarray(2 * 88, 5 * 88))
  log.truncateFrom(2)
  log.append(2, 2, body(9, 20))
  const end = 2 * 88 + 68
  // A released member leaves what was there.
  files.open(segment(0)).write(remains.subarray(68), end)
  const { log: again, recovered } = EntryLog.open(files, DIR, options)
  expect([recovered.lastIndex, recovered.runs, recovered.cut?.kind]).toEqual([2, [{ first: 0, term: 1 }, { first: 2, term: 2 }], "TORN_TAIL"])
  expect(bytesOf(files).subarray(end).every((byte) => byte === 0)).toBe(true)
  expect(again.append(3, 2, body(3))).toBe(end + 48)
})

test("an entry that would begin elsewhere than in the leader's log is refused", () => {
  const { log } = filled(2)
  expect(() => log.append(2, 1, body(2), 3 * 88)).toThrow("entry 2 begins at 264 where it comes from, and would begin at 176 here")
  expect(log.append(2, 1, body(2), 2 * 88)).toBe(2 * 88 + 48)
})

test("a log whose first files have expired begins with the entry that its first file begins with", () => {
  const { files, log } = filled(12)
  log.close()
  files.remove(segment(0))
  const { recovered } = EntryLog.open(files, DIR, options)
  expect([recovered.baseIndex, recovered.firstIndex, recovered.lastIndex, recovered.runs]).toEqual([4, 5, 11, [{ first: 5, term: 1 }]])
})

test("a log that begins behind messages of before the group has entry 0 there", () => {
  const files = new MemoryFiles()
  files.mkdir(DIR)
  files.open(segment(2 * SIZE)).truncate(SIZE)
  const { log, recovered } = EntryLog.open(files, DIR, options)
  expect([recovered.baseIndex, recovered.lastIndex]).toEqual([-1, -1])
  expect(log.append(0, 0, body(0))).toBe(2 * SIZE + 48)
  log.close()
  expect(EntryLog.open(files, DIR, options).recovered.lastIndex).toBe(0)
})
