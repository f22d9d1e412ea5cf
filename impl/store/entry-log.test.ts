import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { expect, test } from "vitest"
import { MemoryFiles } from "../files/memory-files.ts"
import { nodeFiles } from "../files/node-files.ts"
import { DurableMark } from "./durable-mark.ts"
import { EntryLog, type EntryLogOptions } from "./entry-log.ts"
import { StoreFailedError } from "./errors.ts"

const DIR = "/store/log"
const SMALL: EntryLogOptions = { segmentSize: 512 }
const body = (index: number, size = 40): Buffer => Buffer.alloc(size, index + 1)
const segment = (start: number): string => `${DIR}/${String(start).padStart(20, "0")}`

const filled = (count: number, options: EntryLogOptions = {}) => {
  const files = new MemoryFiles()
  const { log } = EntryLog.open(files, DIR, options)
  for (let index = 0; index < count; index++) log.append(index, 1, body(index))
  return { files, log }
}

const synced = (log: EntryLog): Promise<number> =>
  new Promise((resolve, reject) => log.sync((error, durable) => (error ? reject(error) : resolve(durable))))

test("an empty log, and its first entry as DLedger would lay it out", () => {
  const files = new MemoryFiles()
  const { log, recovered } = EntryLog.open(files, DIR)
  expect(recovered).toEqual({ baseIndex: -1, baseTerm: -1, firstIndex: 0, lastIndex: -1, runs: [] })
  expect(log.nextPosition(3)).toBe(48)
  expect(log.append(0, 7, Buffer.from("abc"))).toBe(48)
  expect(log.nextPosition(3)).toBe(48 + 3 + 48)
  const record = files.contentOf(segment(0))?.written.toBuffer() as Buffer
  expect(record.length).toBe(51)
  expect([record.readInt32BE(0), record.readInt32BE(4)]).toEqual([1, 51])
  expect([record.readBigInt64BE(8), record.readBigInt64BE(16), record.readBigInt64BE(24)]).toEqual([0n, 7n, 0n])
  // The CRC-32 of "abc", as java.util.zip.CRC32 gives it.
  expect([record.readInt32BE(32), record.readUInt32BE(40), record.readInt32BE(44)]).toEqual([0, 0x352441c2, 3])
  expect(record.toString("latin1", 48)).toBe("abc")
})

test("reads by index, range and position, across segments", () => {
  const { log } = filled(30, SMALL)
  for (let index = 0; index < 30; index++) expect(log.read(index)).toEqual(body(index))
  expect(log.readRange(3, 20, 1_000_000)).toEqual(Array.from({ length: 18 }, (_, i) => body(i + 3)))
  expect(log.readRange(3, 20, 120)).toHaveLength(3)
  expect(log.readRange(3, 20, 0)).toEqual([body(3)])
  expect(log.readAt(48)).toEqual({ index: 0, body: body(0) })
  expect(log.readAt(49)).toBeUndefined()
  expect(() => log.read(30)).toThrow(RangeError)
  expect(() => log.read(-1)).toThrow(RangeError)
})

test("what does not follow is refused and harms nothing", () => {
  const { log } = filled(2, SMALL)
  expect(() => log.append(3, 1, body(3))).toThrow(/does not follow/)
  expect(() => log.append(2, 0, body(2))).toThrow(/below/)
  expect(() => log.append(2, 1, Buffer.alloc(512 - 48 - 7))).toThrow(/does not fit/)
  expect(log.append(2, 1, Buffer.alloc(512 - 48 - 8))).toBe(512 + 48)
  expect(log.lastIndex).toBe(2)
})

test("another life finds everything, and hears of every entry", () => {
  const { files, log } = filled(20, SMALL)
  log.append(20, 4, body(20))
  log.close()
  const heard: [number, number, number, Buffer][] = []
  const again = EntryLog.open(files, DIR, { ...SMALL, onEntry: (index, term, position, view) => heard.push([index, term, position, Buffer.from(view)]) })
  expect(again.recovered).toEqual({ baseIndex: -1, baseTerm: -1, firstIndex: 0, lastIndex: 20, runs: [{ first: 0, term: 1 }, { first: 20, term: 4 }] })
  expect(heard).toHaveLength(21)
  for (const [index, term, position, view] of heard) {
    expect([term, view]).toEqual([index === 20 ? 4 : 1, body(index)])
    expect(again.log.readAt(position)?.index).toBe(index)
  }
  expect(again.log.append(21, 4, body(21))).toBe(log.positionAfter(20) + 48)
})

test("a tail torn at every byte is cut off", () => {
  const { files, log } = filled(5)
  const [start, end] = [log.positionAfter(3), log.positionAfter(4)]
  log.close()
  const whole = files.contentOf(segment(0))?.written.toBuffer() as Buffer
  for (let size = end - 1; size >= start; size--) {
    const content = files.contentOf(segment(0))
    content?.write(whole, 0)
    content?.truncate(size)
    const { log: cut, recovered } = EntryLog.open(files, DIR)
    expect(recovered.lastIndex).toBe(3)
    const { kind, atIndex, position, bytes } = recovered.cut ?? { kind: "none", atIndex: 4, position: start, bytes: 0 }
    expect([kind, atIndex, position, bytes]).toEqual([size === start ? "none" : "TORN_TAIL", 4, start, size - start])
    expect(content?.written.size).toBe(start)
    expect(cut.append(4, 1, body(4))).toBe(start + 48)
    cut.close()
  }
})

test("one byte changed, anywhere, is found: everything from its entry on is cut off, and loudly", () => {
  const { files, log } = filled(5)
  const bounds = [log.positionAfter(1), log.positionAfter(2), log.positionAfter(4)] as const
  log.close()
  const whole = files.contentOf(segment(0))?.written.toBuffer() as Buffer
  for (let at = bounds[0]; at < bounds[1]; at++) {
    const content = files.contentOf(segment(0))
    const damaged = Buffer.from(whole)
    damaged[at] = (damaged[at] as number) ^ 0x10
    content?.write(damaged, 0)
    const { log: cut, recovered } = EntryLog.open(files, DIR)
    expect(recovered.cut).toMatchObject({ kind: "DAMAGE", atIndex: 2, position: bounds[0], bytes: bounds[2] - bounds[0] })
    expect(recovered.cut?.intactIndexBehind).toBeGreaterThanOrEqual(2)
    expect(recovered.lastIndex).toBe(1)
    cut.close()
  }
})

test("damage with later segments behind it removes them, too", () => {
  const { files, log } = filled(30, SMALL)
  log.close()
  files.contentOf(segment(512))?.write(Buffer.from([9]), 60)
  const { recovered } = EntryLog.open(files, DIR, SMALL)
  expect(recovered.cut).toMatchObject({ kind: "DAMAGE", reason: "bodyCrc differs", atIndex: 5, intactIndexBehind: 6 })
  expect(recovered.lastIndex).toBe(4)
  expect(files.list(DIR)).toEqual(["00000000000000000000", "meta"])
})

test("a read of what has changed on disk since throws and names the file", () => {
  const { files, log } = filled(3)
  files.contentOf(segment(0))?.write(Buffer.from([9]), 50)
  expect(() => log.read(0)).toThrow(/00000000000000000000: entry 0 at 0 is not what was written/)
  expect(log.read(1)).toEqual(body(1))
})

test("zeros behind the log, as a file system may leave them, are cut off", () => {
  const { files, log } = filled(3)
  log.close()
  files.contentOf(segment(0))?.truncate(5000)
  expect(EntryLog.open(files, DIR).recovered.cut).toMatchObject({ kind: "TORN_TAIL", reason: "no record (zeros)", atIndex: 3 })
})

test("group commit: syncs that are requested while one runs share the next one", async () => {
  const pending: (() => void)[] = []
  const files = new MemoryFiles({ schedule: (complete) => pending.push(complete) })
  const { log } = EntryLog.open(files, DIR)
  const heard: [string, number][] = []
  const request = (name: string) => log.sync((_error, durable) => heard.push([name, durable]))
  log.append(0, 1, body(0))
  request("a")
  log.append(1, 1, body(1))
  request("b")
  log.append(2, 1, body(2))
  request("c")
  expect([heard, pending.length]).toEqual([[], 1])
  pending.shift()?.()
  expect([heard, pending.length]).toEqual([[["a", 0]], 1])
  pending.shift()?.()
  expect([heard, pending.length]).toEqual([[["a", 0], ["b", 2], ["c", 2]], 0])
  request("nothing new")
  expect(heard).toHaveLength(3)
  pending.shift()?.()
  expect(heard[3]).toEqual(["nothing new", 2])
})

test("a truncation during a sync: it reports no entry that was removed, nor the one in its place", () => {
  const pending: (() => void)[] = []
  const files = new MemoryFiles({ schedule: (complete) => pending.push(complete) })
  const { log } = EntryLog.open(files, DIR)
  for (let index = 0; index < 5; index++) log.append(index, 1, body(index))
  const heard: number[] = []
  log.sync((_error, durable) => heard.push(durable))
  log.truncateFrom(3)
  log.append(3, 2, body(30))
  pending.shift()?.()
  expect([heard, log.durableIndex, log.termOf(3)]).toEqual([[2], 2, 2])
})

test("after an error of fsync nothing is written and nothing is claimed, ever", async () => {
  const { files, log } = filled(3)
  expect(await synced(log)).toBe(2)
  log.append(3, 1, body(3))
  files.fail({ on: "sync", nth: 1, code: "EIO" })
  await expect(synced(log)).rejects.toThrow(/EIO/)
  await expect(synced(log)).rejects.toThrow(StoreFailedError)
  expect(() => log.append(4, 1, body(4))).toThrow(/takes no more writes/)
  expect(() => log.truncateFrom(2)).toThrow(StoreFailedError)
  expect([log.durableIndex, log.read(3)]).toEqual([2, body(3)])
  files.powerLoss(() => 0.9)
  expect(EntryLog.open(files, DIR).recovered.lastIndex).toBe(2)
})

test("a full disk: the log fails, the next life goes on from what was whole", async () => {
  const { files, log } = filled(3)
  files.fail({ on: "write", nth: 1, code: "ENOSPC", forever: true })
  expect(() => log.append(3, 1, body(3))).toThrow(/ENOSPC/)
  expect(() => log.append(3, 1, body(3))).toThrow(/ENOSPC/)
  await expect(synced(log)).rejects.toThrow(/ENOSPC/)
  files.heal()
  files.crash()
  const { log: again, recovered } = EntryLog.open(files, DIR)
  expect(recovered).toMatchObject({ lastIndex: 2, cut: { kind: "TORN_TAIL", reason: "part of a header" } })
  again.append(3, 1, body(3))
})

test("an entry that replaces a longer one goes where the leader has it, before a blank", () => {
  const { log } = filled(4, SMALL)
  expect(log.append(4, 1, body(4, 200))).toBe(512 + 48)
  log.truncateFrom(4)
  expect(log.append(4, 2, body(4))).toBe(4 * 88 + 48)
})

test("compaction keeps what follows, over a restart", async () => {
  const { files, log } = filled(30, SMALL)
  expect(() => log.compactTo(12)).toThrow(/not durable/)
  await synced(log)
  const position = log.positionAfter(12)
  log.compactTo(12)
  expect([log.firstIndex, log.termOf(12), log.termOf(11), log.positionAfter(12)]).toEqual([13, 1, undefined, position])
  expect(() => log.read(12)).toThrow(RangeError)
  log.close()
  const { log: again, recovered } = EntryLog.open(files, DIR, SMALL)
  expect(recovered).toEqual({ baseIndex: 12, baseTerm: 1, firstIndex: 13, lastIndex: 29, runs: [{ first: 13, term: 1 }] })
  expect(again.read(13)).toEqual(body(13))
  expect(files.list(DIR)[0]).toBe(String(again.positionAfter(12) - (again.positionAfter(12) % 512)).padStart(20, "0"))
  again.truncateFrom(13)
  expect([again.lastIndex, again.append(13, 5, body(13))]).toEqual([12, position + 48])
})

test("after a snapshot the log begins where the leader's does", () => {
  const leader = filled(100, SMALL).log
  const { files, log } = filled(5, SMALL)
  log.resetTo(80, 1, leader.positionAfter(80))
  expect([log.firstIndex, log.lastIndex, log.durableIndex, log.termOf(80)]).toEqual([81, 80, 80, 1])
  for (let index = 81; index < 100; index++) {
    expect(log.append(index, 1, leader.read(index))).toBe(leader.positionAfter(index) - 40)
  }
  log.close()
  expect(EntryLog.open(files, DIR, SMALL).recovered).toEqual({ baseIndex: 80, baseTerm: 1, firstIndex: 81, lastIndex: 99, runs: [{ first: 81, term: 1 }] })
})

test("another segment size, and segments without their meta, are refused", () => {
  const { files, log } = filled(3, SMALL)
  log.close()
  expect(() => EntryLog.open(files, DIR, { segmentSize: 1024 })).toThrow(/has segments of 512 bytes/)
  files.remove(`${DIR}/meta`)
  expect(() => EntryLog.open(files, DIR, SMALL)).toThrow(/log\/meta: missing, though there are segments/)
})

test("a closed log writes nothing more", async () => {
  const { log } = filled(1)
  log.close()
  expect(() => log.append(1, 1, body(1))).toThrow(/closed/)
  await expect(synced(log)).rejects.toThrow(/closed/)
})

test("more segments than stay open: all are synced, all can be read", async () => {
  const { files, log } = filled(600, SMALL)
  expect(await synced(log)).toBe(599)
  for (let index = 0; index < 600; index += 7) expect(log.read(index)).toEqual(body(index))
  files.powerLoss(() => 0)
  expect(EntryLog.open(files, DIR, SMALL).recovered).toMatchObject({ lastIndex: 599 })
})

test("on real files: append, sync, tear, recover", async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "rocketproof-log-"))
  try {
    const options = { segmentSize: 64 * 1024 }
    const { log } = EntryLog.open(nodeFiles, dir, options)
    for (let index = 0; index < 1000; index++) log.append(index, 1 + Math.floor(index / 300), body(index, index % 700))
    expect(await synced(log)).toBe(999)
    log.truncateFrom(990)
    log.append(990, 9, body(7, 100_0))
    log.close()
    const last = fs.readdirSync(dir).filter((name) => name !== "meta").toSorted().at(-1) as string
    fs.truncateSync(path.join(dir, last), fs.statSync(path.join(dir, last)).size - 1)
    const { log: again, recovered } = EntryLog.open(nodeFiles, dir, options)
    expect(recovered).toMatchObject({ lastIndex: 989, cut: { kind: "TORN_TAIL", atIndex: 990, bytes: 1047 } })
    expect(recovered.runs.map(({ first }) => first)).toEqual([0, 300, 600, 900])
    for (let index = 0; index < 990; index++) expect(again.read(index)).toEqual(body(index, index % 700))
    expect(again.readRange(0, 989, Infinity)).toHaveLength(990)
    again.close()
  } finally {
    fs.rmSync(dir, { recursive: true })
  }
})

test("a bit that flips in the last entry is no torn write: it was on disk, and the log says so until its owner knows", async () => {
  const { files, log } = filled(5)
  await synced(log)
  log.append(5, 1, body(5))
  files.crash()
  files.contentOf(segment(0))?.flip(4 * 88 + 60, 3)
  for (let life = 0; life < 2; life++) {
    // What is behind it makes no difference.
    expect(EntryLog.open(files, DIR).recovered).toMatchObject({ lastIndex: 3, onceDurable: 5 })
    files.crash()
  }
  const { log: next } = EntryLog.open(files, DIR)
  expect(next.acceptLoss()).toBeUndefined()
  files.powerLoss(() => 0)
  expect(EntryLog.open(files, DIR).recovered).not.toHaveProperty("onceDurable")
})

test("nor is an entry that was never written where it belongs; what was not on disk may be gone", async () => {
  const { files, log } = filled(5)
  await synced(log)
  files.misdirect(() => 0, DIR)
  log.append(5, 1, body(5))
  await synced(log)
  files.crash()
  expect(EntryLog.open(files, DIR).recovered).toMatchObject({ lastIndex: -1, onceDurable: 5 })
  const whole = filled(5)
  await synced(whole.log)
  whole.log.append(5, 1, body(5))
  whole.files.powerLoss(() => 0.99)
  const { recovered } = EntryLog.open(whole.files, DIR)
  expect(recovered).not.toHaveProperty("onceDurable")
})

test("entries that are truncated were never lost", async () => {
  const { files, log } = filled(5)
  await synced(log)
  log.truncateFrom(2)
  files.powerLoss(() => 0)
  expect(EntryLog.open(files, DIR).recovered).toEqual({ baseIndex: -1, baseTerm: -1, firstIndex: 0, lastIndex: 1, runs: [{ first: 0, term: 1 }] })
})

const MARK = "/store/log.durable"

const marked = () => {
  const pending: (() => void)[] = []
  const files = new MemoryFiles({ schedule: (complete) => pending.push(complete) })
  files.mkdir("/store")
  return { files, pending, mark: new DurableMark(files, MARK) }
}

test("a power loss that tears the mark leaves one that was on disk, however often it was written since", () => {
  for (let written = 1; written <= 4; written++)
    for (let i = 0; i <= 20; i++) {
      const { files, pending, mark } = marked()
      for (const index of [3, 4, 5]) mark.noteNow(index)
      for (let index = 6; index < 6 + written; index++) {
        mark.note(index)
        // One of them is on its way to the disk when the next ones come.
        if (index === 6) mark.sync(() => {})
      }
      if (i % 3 === 0) pending.shift()?.()
      files.powerLoss(() => i / 20.5, { holes: i % 2 === 1 })
      const { index, isKnown, isSamePower } = new DurableMark(files, MARK)
      expect([isKnown, isSamePower]).toEqual([true, false])
      expect(index).toBeGreaterThanOrEqual(i % 3 === 0 ? 6 : 5)
      expect(index).toBeLessThan(6 + written)
    }
})

test("a mark that is no file, or not what was written, says nothing", () => {
  const { files, mark } = marked()
  expect([mark.index, mark.isKnown]).toEqual([-1, false])
  files.open(MARK).write(Buffer.from("not a mark"), 0)
  const other = new DurableMark(files, MARK)
  expect([other.index, other.isKnown]).toEqual([-1, false])
  other.noteNow(7)
  expect(new DurableMark(files, MARK).index).toBe(7)
})

test("what is missing stays marked, whatever is written, flushed and closed meanwhile, until the owner has taken note of it", async () => {
  const { files, log } = filled(5)
  await synced(log)
  log.append(5, 1, body(5))
  await synced(log)
  log.close()
  files.contentOf(segment(0))?.flip(4 * 88 + 60, 3)
  const { log: next, recovered } = EntryLog.open(files, DIR)
  expect(recovered).toMatchObject({ lastIndex: 3, onceDurable: 5 })
  next.append(4, 2, body(4))
  await synced(next)
  next.truncateFrom(3)
  next.close()
  files.powerLoss(() => 0)
  const { log: last, recovered: again } = EntryLog.open(files, DIR)
  expect(again).toMatchObject({ lastIndex: 2, onceDurable: 5 })
  expect(last.acceptLoss()).toBeUndefined()
  last.append(3, 2, body(3))
  await synced(last)
  files.powerLoss(() => 0)
  expect(EntryLog.open(files, DIR).recovered).not.toHaveProperty("onceDurable")
})

test("what recovery finds after an fsync that failed is on disk, though the kernel took its pages for clean", async () => {
  const { files, log } = filled(3)
  await synced(log)
  log.append(3, 1, body(3))
  files.fail({ on: "sync", nth: 1, code: "EIO" })
  await expect(synced(log)).rejects.toThrow("EIO")
  files.crash()
  expect(EntryLog.open(files, DIR).recovered.lastIndex).toBe(3)
  files.powerLoss(() => 0)
  const { log: next, recovered } = EntryLog.open(files, DIR)
  expect(recovered.lastIndex).toBe(3)
  expect(next.read(3)).toEqual(body(3))
})
