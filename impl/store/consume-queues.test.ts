import * as fc from "fast-check"
import assert from "node:assert/strict"
import { expect, test } from "vitest"
import { MemoryFiles } from "../files/memory-files.ts"
import { UNITS_PER_FILE } from "./consume-queue.ts"
import { ConsumeQueues } from "./consume-queues.ts"

const DIR = "/store/consumequeue"
const fill = (queues: ConsumeQueues, count: number, from = 0): void => {
  for (let offset = from; offset < from + count; offset++) queues.put("t", 0, offset, offset * 100, 99, offset)
}

test("a queue that does not exist has nothing", () => {
  const queues = ConsumeQueues.open(new MemoryFiles(), DIR)
  expect([queues.get("t", 0, 0), queues.range("t", 0, 0, 10), queues.min("t", 0), queues.max("t", 0)]).toEqual([undefined, [], 0, 0])
  expect(queues.searchByTime("t", 0, 5, "LOWER", () => 1)).toBe(0)
  queues.truncateTo("t", 0, 0)
  queues.removeTopic("t")
})

test("units as RocketMQ has them on disk", () => {
  const files = new MemoryFiles()
  const queues = ConsumeQueues.open(files, DIR)
  queues.put("%RETRY%g", 3, 0, 0x1_0000_0002, 77, -1_234_567)
  queues.put("%RETRY%g", 3, 1, 9, 8, 1_700_000_000_000)
  expect(queues.range("%RETRY%g", 3, 0, 5)).toEqual([
    { queueOffset: 0, position: 0x1_0000_0002, size: 77, tagsCode: -1_234_567 },
    { queueOffset: 1, position: 9, size: 8, tagsCode: 1_700_000_000_000 }
  ])
  queues.close()
  const bytes = files.contentOf(`${DIR}/%RETRY%g/3/00000000000000000000`)?.written.toBuffer() as Buffer
  expect([bytes.length, bytes.readBigInt64BE(0), bytes.readInt32BE(8), bytes.readBigInt64BE(12)]).toEqual([6_000_000, 0x1_0000_0002n, 77, -1_234_567n])
  expect(bytes.subarray(40).every((byte) => byte === 0)).toBe(true)
})

test("more units than a file has: read, cut, reopened across files", () => {
  const files = new MemoryFiles()
  const queues = ConsumeQueues.open(files, DIR)
  fill(queues, UNITS_PER_FILE + 200)
  expect(queues.range("t", 0, UNITS_PER_FILE - 2, 4).map(({ position }) => position / 100)).toEqual([-2, -1, 0, 1].map((i) => UNITS_PER_FILE + i))
  queues.close()
  expect(files.list(`${DIR}/t/0`)).toEqual(["00000000000000000000", "00000000000006000000"])
  const again = ConsumeQueues.open(files, DIR, { keep: true })
  expect([again.min("t", 0), again.max("t", 0)]).toEqual([0, UNITS_PER_FILE + 200])
  again.truncateTo("t", 0, UNITS_PER_FILE - 1)
  expect(files.list(`${DIR}/t/0`)).toEqual(["00000000000000000000"])
  fill(again, 3, UNITS_PER_FILE - 1)
  expect(again.range("t", 0, UNITS_PER_FILE - 2, 9).map(({ tagsCode }) => tagsCode)).toEqual([-2, -1, 0, 1].map((i) => UNITS_PER_FILE + i))
})

test("without `keep` a life begins with no queues", () => {
  const files = new MemoryFiles()
  const queues = ConsumeQueues.open(files, DIR)
  fill(queues, 5)
  queues.close()
  expect([...ConsumeQueues.open(files, DIR).bounds()]).toEqual([])
})

test("a queue may begin anywhere, leaves nothing out, and takes what the log says", () => {
  const files = new MemoryFiles()
  const queues = ConsumeQueues.open(files, DIR)
  fill(queues, 5, 1000)
  expect([queues.min("t", 0), queues.max("t", 0), queues.get("t", 0, 999), queues.get("t", 0, 1000)?.position]).toEqual([1000, 1005, undefined, 100_000])
  expect(() => queues.put("t", 0, 1006, 1, 1, 1)).toThrow(/offset 1006 does not join \[1000, 1005\)/)
  expect(() => queues.put("t", 0, 999, 1, 1, 1)).toThrow(RangeError)
  fill(queues, 2, 1001)
  expect(queues.max("t", 0)).toBe(1005)
  queues.put("t", 0, 1003, 5, 5, 5)
  expect([queues.max("t", 0), queues.get("t", 0, 1003)?.size]).toEqual([1004, 5])
  queues.close()
  const again = ConsumeQueues.open(files, DIR, { keep: true })
  expect([...again.bounds()]).toEqual([{ topic: "t", queueId: 0, min: 1000, max: 1004 }])
  again.truncateTo("t", 0, 0)
  fill(again, 1, 7)
  expect([...again.bounds()]).toEqual([{ topic: "t", queueId: 0, min: 7, max: 8 }])
  again.removeTopic("t")
  expect([files.list(DIR), [...again.bounds()]]).toEqual([[], []])
})

test("a queue that begins inside a file has blank units before, which RocketMQ passes over", () => {
  const files = new MemoryFiles()
  const queues = ConsumeQueues.open(files, DIR)
  fill(queues, 2, UNITS_PER_FILE + 3)
  queues.close()
  const bytes = files.contentOf(`${DIR}/t/0/00000000000006000000`)?.written.toBuffer() as Buffer
  expect([0, 1, 2, 3, 5].map((unit) => [bytes.readBigInt64BE(unit * 20), bytes.readInt32BE(unit * 20 + 8)])).toEqual([[0n, 2 ** 31 - 1], [0n, 2 ** 31 - 1], [0n, 2 ** 31 - 1], [BigInt((UNITS_PER_FILE + 3) * 100), 99], [0n, 0]])
  expect([...ConsumeQueues.open(files, DIR, { keep: true }).bounds()]).toEqual([{ topic: "t", queueId: 0, min: UNITS_PER_FILE + 3, max: UNITS_PER_FILE + 5 }])
})

test("what is behind the end of the log goes; where the log begins, queues begin, and their end stays", () => {
  const files = new MemoryFiles()
  const queues = ConsumeQueues.open(files, DIR)
  fill(queues, UNITS_PER_FILE + 10)
  queues.close()
  const again = ConsumeQueues.open(files, DIR, { keep: true, logEnd: (UNITS_PER_FILE + 8) * 100 })
  expect(again.max("t", 0)).toBe(UNITS_PER_FILE + 8)
  again.beginAt((UNITS_PER_FILE + 2) * 100)
  expect([again.min("t", 0), again.get("t", 0, UNITS_PER_FILE + 1)]).toEqual([UNITS_PER_FILE + 2, undefined])
  expect(files.list(`${DIR}/t/0`)).toEqual(["00000000000006000000"])
  again.beginAt((UNITS_PER_FILE + 20) * 100)
  expect([again.min("t", 0), again.max("t", 0)]).toEqual([UNITS_PER_FILE + 8, UNITS_PER_FILE + 8])
  expect(files.list(`${DIR}/t/0`)).toEqual(["00000000000006000000"])
  fill(again, 1, UNITS_PER_FILE + 8)
  expect([...again.bounds()]).toEqual([{ topic: "t", queueId: 0, min: UNITS_PER_FILE + 8, max: UNITS_PER_FILE + 9 }])
})

test("names that lead out of the directory are refused", () => {
  const queues = ConsumeQueues.open(new MemoryFiles(), DIR)
  for (const topic of ["..", ".", "", "a/b"]) expect(() => queues.put(topic, 0, 0, 0, 1, 0)).toThrow(RangeError)
})

test("a full disk does not lose units: they stay in memory, and are read from there", () => {
  const files = new MemoryFiles()
  const queues = ConsumeQueues.open(files, DIR)
  fill(queues, 128)
  files.fail({ on: "write", nth: 1, code: "ENOSPC" })
  expect(() => fill(queues, 1, 128)).toThrow(/ENOSPC/)
  expect([queues.max("t", 0), queues.get("t", 0, 127)?.position]).toEqual([128, 12_700])
  fill(queues, 200, 128)
  expect(queues.range("t", 0, 0, 1000).map(({ tagsCode }) => tagsCode)).toEqual(Array.from({ length: 328 }, (_, i) => i))
})

test("search by time, as RocketMQ answers it", () => {
  const queues = ConsumeQueues.open(new MemoryFiles(), DIR)
  fill(queues, 6)
  const times = [10, 20, 20, 20, 30, 40]
  const search = (timestamp: number, boundary: "LOWER" | "UPPER", end?: number) =>
    queues.searchByTime("t", 0, timestamp, boundary, ({ queueOffset }) => times[queueOffset] as number, end)
  expect([5, 10, 15, 20, 35, 40, 41].map((time) => search(time, "LOWER"))).toEqual([0, 0, 1, 1, 5, 5, 6])
  expect([5, 10, 15, 20, 35, 40, 41].map((time) => search(time, "UPPER"))).toEqual([0, 0, 0, 3, 4, 5, 5])
  expect([search(35, "LOWER", 3), search(35, "UPPER", 3), search(35, "LOWER", 0)]).toEqual([3, 2, 0])
})

test("whatever is put, cut and reopened, the queues are arrays", () => {
  const put = fc.record({ kind: fc.constant("put" as const), queue: fc.nat(2), count: fc.nat(300) })
  const cut = fc.record({ kind: fc.constant("cut" as const), queue: fc.nat(2), part: fc.nat(100) })
  const other = fc.constantFrom({ kind: "reopen" as const }, { kind: "flush" as const })
  let checked = 0
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: put }, cut, other), { maxLength: 20, size: "max" }), (steps) => {
      const files = new MemoryFiles()
      let queues = ConsumeQueues.open(files, DIR, { openFiles: 2 })
      const model: number[][] = [[], [], []]
      let serial = 0
      for (const step of steps) {
        if (step.kind === "put") {
          const list = model[step.queue] as number[]
          for (let i = 0; i < step.count; i++) {
            queues.put("t", step.queue, list.length, ++serial, 7, -serial)
            list.push(serial)
          }
        } else if (step.kind === "cut") {
          const list = model[step.queue] as number[]
          list.length = Math.floor((list.length * step.part) / 100)
          queues.truncateTo("t", step.queue, list.length)
        } else if (step.kind === "flush") queues.flush()
        else {
          queues.close()
          files.crash()
          queues = ConsumeQueues.open(files, DIR, { keep: true, openFiles: 2 })
        }
        model.forEach((list, queueId) => {
          assert.equal(queues.max("t", queueId), list.length)
          assert.deepEqual(queues.range("t", queueId, 0, Infinity).map(({ position }) => position), list)
          assert.equal(queues.get("t", queueId, list.length), undefined)
          checked++
        })
      }
    }),
    { numRuns: 150 }
  )
  expect(checked).toBeGreaterThan(0)
})
