// Clauses: A6, B3
import { expect, test } from "vitest"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import { initialBroker } from "../../spec/broker/state.ts"
import { configOf } from "../../spec/broker/testing.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import { encodeStored } from "../message/stored.ts"
import { makeBodies } from "./bodies.ts"
import { openStorage } from "./storage.ts"

const HOST = { host: "127.0.0.1", port: 10_911 }
const HOUR = 3_600_000
const state = () => initialBroker(configOf())

const draft = (topic: string, i: number, properties = `KEYS\u0001key-${i}\u0002`): Buffer =>
  encodeStored({
    topic,
    queueId: 0,
    flag: 0,
    queueOffset: 0,
    physicalOffset: 0,
    sysFlag: 0,
    bornTimestamp: 1,
    bornHost: HOST,
    storeTimestamp: 0,
    storeHost: HOST,
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from(`body of message ${i}`),
    properties
  })

/** A store in memory, with files of 1 KiB; one message an hour. */
const disk = () => {
  const files = new MemoryFiles()
  files.mkdir("/data")
  let now = 1_000 * HOUR
  const open = () => {
    const warnings: string[] = []
    const bodies = makeBodies()
    const storage = openStorage({ files, timers: { now: () => now, after: () => () => {} }, dir: "/data", config: configOf(), bodies, bootstrap: true, advertised: () => HOST, plain: true, segmentSize: 1_024, report: (line) => warnings.push(line) })
    const perform = (output: Parameters<typeof storage.perform>[0]): BrokerEvent[] => {
      const events: BrokerEvent[] = []
      storage.perform(output, { _tag: "RegisterTimeout" }, (event) => events.push(event), state)
      return events
    }
    return {
      storage,
      warnings,
      recovered: storage.recovered,
      send: (topic: string, index: number, queueOffset: number, properties?: string): void => {
        now += HOUR
        bodies.drafts.set("r", [{ encoded: draft(topic, index, properties) }])
        expect(perform({ _tag: "WriteMessages", request: "r", index, term: 0, count: 1, topic, queueId: 0, queueOffset })).toEqual([])
      },
      dispatch: () => perform({ _tag: "Dispatch", last: storage.log.lastIndex })[0] as EventOf<"Dispatched">,
      read: (topic: string, offset: number, end: number) => (perform({ _tag: "ReadQueue", request: "r", queue: `${topic}@0`, offset, maxMsgNums: 32, end })[0] as EventOf<"QueueRead">).found,
      byKey: (key: string) => (perform({ _tag: "ReadByKey", request: "r", topic: "t", key, begin: 0, end: Infinity, maxNum: 9, upTo: 999 })[0] as EventOf<"KeyRead">).found
    }
  }
  return { files, open }
}

/** 20 messages of `t`, and first of all one of `old`. */
const filled = () => {
  const world = disk()
  const life = world.open()
  life.send("old", 0, 0)
  for (let i = 0; i < 20; i++) life.send("t", i + 1, i)
  expect(life.dispatch().ends).toEqual([["old@0", 1], ["t@0", 20]])
  return { ...world, life }
}

test("an orderly end leaves RocketMQ's files, and a next life finds everything by them", () => {
  const { files, open, life } = filled()
  expect(files.exists("/data/abort")).toBe(true)
  life.storage.close()
  expect(files.list("/data")).toEqual(["checkpoint", "commitlog", "config", "consumequeue", "index"])
  const again = open()
  expect([again.warnings, again.recovered.log.lastIndex, again.recovered.baseEnds]).toEqual([[], 20, [] as unknown])
  expect(again.dispatch().ends).toEqual([["old@0", 1], ["t@0", 20]])
  expect(again.read("t", 0, 20)).toHaveLength(20)
  expect([again.byKey("key-7"), again.byKey("key-99")]).toEqual([[7], []])
})

test("files that expire take their messages with them; queues begin behind them, and no offset is given twice", () => {
  const { files, open, life: first } = filled()
  first.storage.close()
  const life = open()
  life.dispatch()
  const count = files.list("/data/commitlog").length
  expect(life.storage.lastStored()).toHaveLength(count - 1)
  expect(life.storage.expire(2, 3)).toBeUndefined()
  const gone = life.storage.expire(2, 20)
  expect(gone).toMatchObject({ _tag: "Compacted", ends: [["old@0", 1], ["t@0", gone?.index]] })
  expect(files.list("/data/commitlog")).toHaveLength(count - 2)
  expect([life.read("t", 0, 20), life.read("t", gone?.index ?? 0, 20)[0]?.offset]).toEqual([[], gone?.index])
  expect(life.byKey("key-1")).toEqual([])
  life.storage.close()
  const again = open()
  expect([again.recovered.log.baseIndex, again.recovered.baseEnds]).toEqual([gone?.index, gone?.ends])
  expect(again.dispatch().ends).toEqual([["t@0", 20]])
  // RocketMQ knows nothing of our indexes: without the file that has them they are counted from elsewhere.
  again.storage.close()
  files.remove("/data/commitlog.base")
  const later = open()
  expect([later.recovered.log.baseIndex, later.recovered.baseEnds]).toEqual([2 * 1_024 - 1, gone?.ends])
  later.send("t", later.storage.log.lastIndex + 1, 20)
  expect(later.dispatch().ends).toEqual([["t@0", 21]])
})

test("a slave's log may begin where its master's first file does: positions are the master's, and queues begin where their messages say", () => {
  const { life: master } = filled()
  const first = master.storage.log.segmentEnds()[1]?.last ?? 0
  const last = master.storage.log.lastIndex
  const bodies = makeBodies()
  const files = new MemoryFiles()
  files.mkdir("/slave")
  const open = () => openStorage({ files, timers: { now: () => 0, after: () => () => {} }, dir: "/slave", config: configOf(), bodies, bootstrap: true, advertised: () => HOST, plain: true, segmentSize: 1_024 })
  const slave = open()
  const came: BrokerEvent = { _tag: "TransferData", from: "n0", connection: "c", entries: { prevLogIndex: first, prevLogTerm: 0, runs: [{ first: first + 1, term: 0 }], lastIndex: last } }
  bodies.arrived.set(came, { first: first + 1, bodies: master.storage.log.readCopies(first + 1, last) })
  const events: BrokerEvent[] = []
  for (const output of [{ _tag: "ResetLog", index: first, term: 0, ends: [] }, { _tag: "WriteEntries", first: first + 1, last }, { _tag: "Dispatch", last }] as const) slave.perform(output, came, (event) => events.push(event), state)
  expect(events).toMatchObject([{ _tag: "Dispatched", begins: [["t@0", first]], ends: [["t@0", 20]] }])
  expect(slave.log.positionAfter(last)).toBe(master.storage.log.positionAfter(last))
  expect(slave.log.read(last)).toEqual(master.storage.log.read(last))
  slave.close()
  expect(open().recovered).toMatchObject({ log: { baseIndex: first, lastIndex: last }, baseEnds: [["t@0", first]] })
})

test("a message that was damaged on disk is not served and told of; what is around it is", () => {
  const { files, open, life } = filled()
  const position = life.storage.queues.get("t", 0, 9)?.position ?? 0
  life.storage.close()
  const file = files.contentOf(`/data/commitlog/${String(position - (position % 1_024)).padStart(20, "0")}`)
  file?.write(Buffer.from("X"), (position % 1_024) + 90)
  const again = open()
  expect(again.warnings).toEqual([expect.stringMatching(/^\/data\/commitlog\/\d{20}: the message at \d+ .* is not what was written: bodyCRC differs\. It is not served, what is behind it is\. Restore/)])
  expect(again.dispatch().ends).toEqual([["old@0", 1], ["t@0", 20]])
  const found = again.read("t", 0, 20)
  expect(found.map(({ damaged = false }) => damaged)).toEqual(Array.from({ length: 20 }, (_, offset) => offset === 9))
  expect(() => again.storage.log.read(10)).toThrow(/is not what was written\. It is not served/)
})

test("a message whose very place is illegible leaves a gap in its queue, which is filled", () => {
  const { files, open, life } = filled()
  const position = life.storage.queues.get("t", 0, 9)?.position ?? 0
  life.storage.close()
  files.contentOf(`/data/commitlog/${String(position - (position % 1_024)).padStart(20, "0")}`)?.write(Buffer.alloc(60, 0xff), position % 1_024)
  files.remove("/data/consumequeue")
  const again = open()
  expect(again.warnings).toHaveLength(1)
  expect(again.dispatch().ends).toEqual([["old@0", 1], ["t@0", 20]])
  expect(again.storage.queues.get("t", 0, 9)?.position).toBe(again.storage.queues.get("t", 0, 10)?.position)
})

test("nor does the first message of a queue move where the queue begins, if it is damaged", () => {
  const { files, open, life } = filled()
  const position = life.storage.queues.get("t", 0, 0)?.position ?? 0
  life.storage.close()
  files.contentOf(`/data/commitlog/${String(position - (position % 1_024)).padStart(20, "0")}`)?.write(Buffer.alloc(60, 0xff), position % 1_024)
  files.remove("/data/consumequeue")
  const again = open()
  expect(again.dispatch().ends).toEqual([["old@0", 1], ["t@0", 20]])
  expect(again.read("t", 0, 20).map(({ damaged = false }) => damaged)).toEqual(Array.from({ length: 20 }, (_, offset) => offset === 0))
})

test("a half message that RocketMQ has put behind the others again stands for the one before", () => {
  const { open } = disk()
  const life = open()
  const half = (index: number, id: string, times: string): void => life.send("RMQ_SYS_TRANS_HALF_TOPIC", index, index, `UNIQ_KEY\u0001${id}\u0002${times}`)
  half(0, "a", "")
  half(1, "b", "")
  half(2, "a", "TRANSACTION_CHECK_TIMES\u00011\u0002")
  half(3, "a", "TRANSACTION_CHECK_TIMES\u00012\u0002")
  life.storage.close()
  const { halves = [], ended } = open().dispatch()
  expect([halves.map(({ offset }) => offset), ended]).toEqual([[0, 1, 2, 3], [0, 2]])
})
