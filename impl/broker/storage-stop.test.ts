// Clauses: A6, B3, E5
import { expect, test } from "vitest"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import { type Broker, initialBroker } from "../../spec/broker/state.ts"
import { configOf } from "../../spec/broker/testing.ts"
import { step } from "../../spec/machine.ts"
import { modes } from "../../spec/modes/index.ts"
import { popMessage } from "../../spec/pop/testing.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import { encodeStored } from "../message/stored.ts"
import { makeBodies } from "./bodies.ts"
import { openStorage, type Storage } from "./storage.ts"

const HOST = { host: "127.0.0.1", port: 10_911 }
const SEGMENT = 64 * 1_024

const draft = (topic: string, properties: string): Buffer =>
  encodeStored({ topic, queueId: 0, flag: 0, queueOffset: 0, physicalOffset: 0, sysFlag: 0, bornTimestamp: 1, bornHost: HOST, storeTimestamp: 0, storeHost: HOST, reconsumeTimes: 0, preparedTransactionOffset: 0, body: Buffer.from("body"), properties })

const plain = { mode: "multi-master", config: configOf({ brokerRole: "ASYNC_MASTER", brokerId: 0, peers: [] }) } as const
const member = { mode: "dledger", config: configOf({ peers: [], ackRequires: "PAGE_CACHE" }) } as const

interface Life {
  readonly storage: Storage
  readonly recovered: EventOf<"Recovered">
  readonly warnings: readonly string[]
  readonly state: () => Broker
  readonly take: (event: BrokerEvent) => void
  readonly send: (over?: Partial<EventOf<"SendMessage">>, properties?: string) => void
  readonly stop: () => void
}

/** One life of a broker on this disk: its machine over its storage, and nothing else. */
const live = async (files: MemoryFiles, { mode, config }: typeof plain | typeof member): Promise<Life> => {
  const bodies = makeBodies()
  const warnings: string[] = []
  const storage = openStorage({ files, timers: { now: () => 1_000_000, after: () => () => {} }, dir: "/data", config, bodies, bootstrap: true, advertised: () => HOST, plain: mode === "multi-master", segmentSize: SEGMENT, report: (line) => warnings.push(line) })
  let self = initialBroker(config)
  const queue: BrokerEvent[] = []
  let isBusy = false
  const take = (event: BrokerEvent): void => {
    queue.push(event)
    if (isBusy) return
    isBusy = true
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const cause = next
      const [after, outputs] = step(modes[mode], self, cause)
      self = after
      for (const output of outputs) storage.perform(output, cause, take, () => self)
    }
    isBusy = false
  }
  take(storage.recovered)
  if (mode === "dledger") take({ _tag: "ElectionTimeout" })
  // What it has saved is on disk.
  for (let i = 0; i < 20; i++) await Promise.resolve()
  let sent = 0
  return {
    storage,
    recovered: storage.recovered,
    warnings,
    state: () => self,
    take,
    send: (over = {}, properties = `KEYS\u0001k${sent}\u0002`) => {
      bodies.drafts.set(`s${sent}`, [{ encoded: draft(over.topic ?? "t", properties) }])
      take({ _tag: "SendMessage", request: `s${sent++}`, topic: "t", queueId: 0, count: 1, bodySize: 4, propertiesSize: 1, defaultTopicQueueNums: 1, ...over })
    },
    stop: () => storage.close(self)
  }
}

/** A disk with something of everything on it, closed in order; and what its broker knew then. */
const stopped = async (kind: typeof plain | typeof member, count = 50) => {
  const files = new MemoryFiles()
  files.mkdir("/data")
  const life = await live(files, kind)
  for (let i = 0; i < count; i++) life.send({ topic: i % 5 === 4 ? "u" : "t" })
  for (const id of ["a", "b"]) life.send({ prepared: true }, `UNIQ_KEY\u0001${id}\u0002PGROUP\u0001p\u0002`)
  life.send({ delayLevel: 3 })
  life.send({ timer: { deliverMs: 9_000_000, delayMs: 8_000_000 } }, "UNIQ_KEY\u0001timer\u0002")
  life.take(popMessage({ topic: "u", group: "g", maxMsgNums: 2 }))
  const { halves, pop, timed } = life.state()
  expect([halves, pop.checkPoints, timed].map((table) => [...table].length)).toEqual([2, 1, 1])
  life.stop()
  return { files, kind, before: life.state() }
}

/** What a life knows of its log. */
const knows = (self: Broker) => {
  const { queues, halves, timed, log, dispatchedIndex, pop, topics, offsets, baseEnds } = self
  return { queues, halves, timed, log: log.lastIndex, runs: log.runs, dispatchedIndex, checkPoints: pop.checkPoints, cursors: pop.cursors, topics, offsets, baseEnds }
}

const readsBack = ({ storage }: Life, topic: string): number => {
  const found: BrokerEvent[] = []
  storage.perform({ _tag: "ReadQueue", request: "r", queue: `${topic}@0`, offset: 0, end: 999_999, maxMsgNums: 999_999 }, { _tag: "RegisterTimeout" }, (event) => found.push(event), () => initialBroker(configOf()))
  return (found[0] as EventOf<"QueueRead">).found.filter(({ damaged = false }) => !damaged).length
}

for (const kind of [plain, member])
  test(`${kind.mode}: after a clean stop nothing is read anew, and all is as if it had been`, async () => {
    const { files, before } = await stopped(kind)
    const again = await live(files, kind)
    expect([again.warnings, again.recovered.derived?.index]).toEqual([[], before.dispatchedIndex])
    expect([readsBack(again, "t"), readsBack(again, "u")]).toEqual([40, 10])
    again.send()
    const known = knows(again.state())
    again.stop()
    // The same, without the record of the stop.
    files.remove("/data/clean-stop")
    const slow = await live(files, kind)
    expect(slow.recovered.derived).toBeUndefined()
    // A leader has begun with an entry of its own.
    const ofLife = kind === plain ? {} : { log: 0, runs: [], dispatchedIndex: 0 }
    expect({ ...knows(slow.state()), ...ofLife }).toEqual({ ...known, ...ofLife })
    slow.stop()
  })

const bytesOf = (files: MemoryFiles, path: string): Buffer => {
  const handle = files.open(path)
  const bytes = Buffer.alloc(handle.size())
  handle.read(bytes, 0, bytes.length)
  return bytes
}

const flip = (files: MemoryFiles, path: string, at: number): void => files.open(path).write(Buffer.from([(bytesOf(files, path)[at] as number) ^ 1]), at)

const UNITS = "/data/consumequeue/t/0/00000000000000000000"
const TABLE = "/data/commitlog.table/00000000000000000000"

const changes: readonly (readonly [what: string, change: (files: MemoryFiles) => void, warning: RegExp])[] = [
  ["a unit of a queue is altered", (files) => flip(files, UNITS, 7), /its queues are not as they were left/],
  ["a queue is missing", (files) => files.remove("/data/consumequeue/t"), /its queues/],
  ["all queues are missing", (files) => files.remove("/data/consumequeue"), /its queues/],
  ["a queue is short", (files) => files.open(UNITS).truncate(33), /its queues/],
  ["the index is missing", (files) => files.remove("/data/index"), /its index is not as it was left/],
  ["the table of places is altered", (files) => flip(files, TABLE, 17), /its log is not as it was left/],
  ["the table of places is missing", (files) => files.remove("/data/commitlog.table"), /its log/],
  ["the record itself is altered", (files) => flip(files, "/data/clean-stop", 100), /^$/],
  ["the record is cut", (files) => files.open("/data/clean-stop").truncate(200), /^$/]
]

for (const kind of [plain, member])
  test.each(changes)(`${kind.mode}: %s, and it is made anew from the log`, async (_what, change, warning) => {
    const { files, before } = await stopped(kind)
    change(files)
    const again = await live(files, kind)
    expect(again.recovered.derived).toBeUndefined()
    expect(again.warnings.join()).toMatch(warning)
    expect(knows(again.state()).queues).toEqual(before.queues)
    expect([readsBack(again, "t"), readsBack(again, "u")]).toEqual([40, 10])
    again.stop()
    const last = await live(files, kind)
    expect([last.warnings, last.recovered.derived?.index]).toEqual([[], again.state().dispatchedIndex])
    last.stop()
  })

test("a log that lost its end, or has another one, is read from its beginning", async () => {
  for (const kind of [plain, member]) {
    const { files, before } = await stopped(kind)
    const path = `/data/commitlog/${"0".repeat(20)}`
    const end = before.log.lastIndex
    const where = kind === plain ? 0 : 48
    const first = await live(files, kind)
    const position = first.storage.log.positionAfter(end - 1)
    first.stop()
    flip(files, path, position + where + 90)
    const again = await live(files, kind)
    expect(again.recovered.derived).toBeUndefined()
    expect(again.warnings.join()).toMatch(/its log is not as it was left/)
    again.stop()
  }
})

test("a life that does not end in order leaves no record, and the next one believes none", async () => {
  for (const kind of [plain, member]) {
    const { files } = await stopped(kind)
    const killed = await live(files, kind)
    killed.send()
    killed.storage.abandon()
    files.crash()
    expect(files.exists("/data/clean-stop")).toBe(false)
    const again = await live(files, kind)
    expect(again.recovered.derived).toBeUndefined()
    expect(readsBack(again, "t")).toBe(41)
    again.stop()
  }
})

test("the power goes after a clean stop, and takes what was not synced: whatever is left, all is there", async () => {
  for (const kind of [plain, member])
    for (let kept = 0; kept <= 3; kept++) {
      const { files } = await stopped(kind)
      let at = 0
      files.powerLoss(() => [0, 0.3, 0.7, 0.999][(kept + at++) % 4] as number)
      const again = await live(files, kind)
      expect([readsBack(again, "t"), readsBack(again, "u")]).toEqual([40, 10])
      again.stop()
    }
})

test("RocketMQ has had the directory meanwhile: it knows of neither the record nor the table, and what it wrote is there as well", async () => {
  const { files, kind } = await stopped(plain)
  const ours = ["/data/clean-stop", TABLE].map((path) => [path, bytesOf(files, path)] as const)
  const other = await live(files, kind)
  for (let i = 0; i < 7; i++) other.send()
  other.stop()
  for (const [path, bytes] of ours) {
    const handle = files.open(path)
    handle.truncate(0)
    handle.write(bytes, 0)
  }
  const again = await live(files, kind)
  expect([again.warnings, again.recovered.derived?.index]).toEqual([[], other.recovered.derived?.index])
  expect(knows(again.state())).toEqual(knows(other.state()))
  expect(readsBack(again, "t")).toBe(47)
  again.stop()
})
