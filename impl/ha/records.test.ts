// Clauses: C1
import { expect, test } from "vitest"
import { MemoryFiles } from "../files/memory-files.ts"
import { place } from "../message/place.ts"
import { encodeStored } from "../message/stored.ts"
import { EntryLog } from "../store/entry-log.ts"
import { messageFormat } from "../store/message-format.ts"
import { RecordReader } from "./records.ts"
import { HaWireError } from "./wire.ts"

const HOST = { host: "127.0.0.1", port: 10_911 }
const FILE = 1_024

const message = (i: number, size: number): Buffer =>
  encodeStored({
    topic: "t",
    queueId: 0,
    flag: 0,
    queueOffset: i,
    physicalOffset: 0,
    sysFlag: 0,
    bornTimestamp: 1,
    bornHost: HOST,
    storeTimestamp: 2,
    storeHost: HOST,
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.alloc(size, i + 1),
    properties: ""
  })

const openLog = (files = new MemoryFiles(), dir = "/data/commitlog"): { readonly files: MemoryFiles; readonly log: EntryLog } => {
  files.mkdir("/data")
  return { files, log: EntryLog.open(files, dir, { format: messageFormat, segmentSize: FILE }).log }
}

const append = (log: EntryLog, i: number, size: number, at?: number): void => {
  const encoded = message(i, size)
  place(encoded, { queueId: 0, queueOffset: i, physicalOffset: at ?? log.nextPosition(encoded.length), storeTimestamp: 2 })
  log.append(i, 0, encoded)
}

/** 20 messages in files of 1 KiB, most of which end with a blank. */
const master = (): EntryLog => {
  const { log } = openLog()
  for (let i = 0; i < 20; i++) append(log, i, 10 + ((i * 67) % 300))
  return log
}

const bytesOf = (log: EntryLog, from: number, most: number): Buffer => Buffer.concat([...log.pieces(from, log.positionAfter(log.lastIndex), most)].map(({ bytes }) => bytes))

test("pieces have every byte of the log, and none crosses the end of a file", () => {
  const log = master()
  const pieces = [...log.pieces(0, log.positionAfter(19), 300)]
  expect(pieces.map(({ offset }) => offset)).toEqual(pieces.map((_, i) => pieces.slice(0, i).reduce((sum, { bytes }) => sum + bytes.length, 0)))
  for (const { offset, bytes } of pieces) expect(Math.floor(offset / FILE)).toBe(Math.floor((offset + bytes.length - 1) / FILE))
  expect(Math.max(...pieces.map(({ bytes }) => bytes.length))).toBe(300)
  expect(bytesOf(log, 0, 300)).toEqual(bytesOf(log, 0, FILE))
  expect([...log.pieces(7, 7, 300)]).toEqual([])
})

test.each([1, 3, 7, 11, 64, 300, FILE])("messages come out whole, over the ends of files, in chunks of %d bytes", (size) => {
  const log = master()
  const bytes = bytesOf(log, 0, FILE)
  const reader = new RecordReader(0, FILE)
  const found: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) found.push(...reader.take(bytes.subarray(at, at + size)).map((each) => Buffer.from(each)))
  expect(found).toEqual(log.readRange(0, 19, Infinity))
  expect(reader.next).toBe(log.positionAfter(19))
})

test("a reader may begin before a blank, or at a file", () => {
  const log = master()
  const last = log.lastEndingBy(FILE)
  for (const from of [log.positionAfter(last), FILE]) expect(new RecordReader(from, FILE).take(bytesOf(log, from, FILE))).toEqual(log.readRange(last + 1, 19, Infinity))
})

test("the log says which entry ends where", () => {
  const log = master()
  expect([0, log.positionAfter(0) - 1, log.positionAfter(0), log.positionAfter(0) + 1].map((position) => log.lastEndingBy(position))).toEqual([-1, -1, 0, 0])
  expect(log.lastEndingBy(log.positionAfter(19))).toBe(19)
})

test("what is no message at its place is refused, and so are files of another size", () => {
  const bytes = bytesOf(master(), 0, FILE)
  expect(() => new RecordReader(8, FILE).take(bytes)).toThrow("no message at 8: physicalOffset 0 instead of 8")
  expect(() => new RecordReader(0, FILE).take(Buffer.alloc(200))).toThrow(HaWireError)
  expect(() => new RecordReader(0, 2 * FILE).take(bytes)).toThrow("mappedFileSizeCommitLog must be the same at master and slave")
})

test("a batch that RocketMQ did not want to divide leaves room at the end of a file: a copy of it does, too", () => {
  const { files, log } = openLog()
  append(log, 0, 100)
  // It would fit.
  append(log, 1, 100, FILE)
  append(log, 2, 100)
  expect(log.positionAfter(0)).toBeLessThan(FILE / 2)
  expect(log.readAt(FILE)?.index).toBe(1)
  const copy = openLog(files, "/data/copy")
  const whole = new RecordReader(0, FILE).take(bytesOf(log, 0, FILE))
  whole.forEach((body, i) => copy.log.append(i, 0, body))
  expect(bytesOf(copy.log, 0, FILE)).toEqual(bytesOf(log, 0, FILE))
  // Anywhere else it is refused.
  const elsewhere = message(3, 100)
  place(elsewhere, { queueId: 0, queueOffset: 3, physicalOffset: 3 * FILE, storeTimestamp: 2 })
  expect(() => log.append(3, 0, elsewhere)).toThrow("physicalOffset")
})
