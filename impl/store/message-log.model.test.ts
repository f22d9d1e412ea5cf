import * as fc from "fast-check"
import assert from "node:assert/strict"
import { expect, test } from "vitest"
import { MemoryFiles } from "../files/memory-files.ts"
import { place } from "../message/place.ts"
import { encodeStored } from "../message/stored.ts"
import { EntryLog } from "./entry-log.ts"
import { messageFormat } from "./message-format.ts"

const DIR = "/store/commitlog"
const SEGMENT = 1_024
const HOST = { host: "127.0.0.1", port: 10_911 }

interface Entry {
  readonly position: number
  readonly body: Buffer
  readonly stored: number
}

/** What a log of messages must hold, and how much of it was reported durable. */
class World {
  readonly pending: (() => void)[] = []
  readonly files = new MemoryFiles({ schedule: (complete) => this.pending.push(complete) })
  readonly found = new Set<string>()
  log: EntryLog
  entries: Entry[] = []
  /** Index of the first one. */
  first = 0
  durable = -1
  /** When the last message that is surely on disk was stored: what the checkpoint says. */
  flushed = 0
  now = 1_000

  constructor() {
    this.log = EntryLog.open(this.files, DIR, { format: messageFormat, segmentSize: SEGMENT }).log
  }

  get last(): number {
    return this.first + this.entries.length - 1
  }

  append(size: number): void {
    this.now += 10
    const body = encodeStored({
      topic: "T",
      queueId: 0,
      flag: 0,
      queueOffset: 0,
      physicalOffset: 0,
      sysFlag: 0,
      bornTimestamp: 1,
      bornHost: HOST,
      storeTimestamp: this.now,
      storeHost: HOST,
      reconsumeTimes: 0,
      preparedTransactionOffset: 0,
      body: Buffer.alloc(size, this.now / 10),
      properties: size % 2 === 0 ? "" : "KEYS\u0001k\u0002"
    })
    const position = this.log.nextPosition(body.length)
    place(body, { queueId: 1, queueOffset: this.last + 1, physicalOffset: position, storeTimestamp: this.now })
    assert.equal(this.log.append(this.last + 1, 0, body), position)
    this.entries.push({ position, body, stored: this.now })
  }

  sync(): void {
    this.log.sync((error, durable) => {
      assert.equal(error, undefined)
      this.durable = Math.max(this.durable, durable)
      this.flushed = this.entries[durable - this.first]?.stored ?? this.flushed
    })
  }

  truncate(back: number): void {
    const from = Math.max(this.first, this.last + 1 - back)
    this.log.truncateFrom(from)
    this.entries.length = from - this.first
    this.durable = Math.min(this.durable, from - 1)
    this.flushed = Math.min(this.flushed, this.entries.at(-1)?.stored ?? 0)
  }

  /** Whole files go, the oldest first. */
  expire(): void {
    const end = this.log.segmentEnds()[0]?.last
    if (end === undefined || end > this.durable || end < this.first) return
    this.log.compactTo(end)
    this.entries = this.entries.slice(end + 1 - this.first)
    this.first = end + 1
  }

  reopen(kept: "everything" | "what is durable", exit: "normal" | "abnormal"): void {
    const { log, recovered } = EntryLog.open(this.files, DIR, { format: messageFormat, before: { exit, checkpoint: this.flushed, flushed: this.flushed } })
    this.log = log
    this.found.add(recovered.cut?.kind ?? "nothing to cut")
    assert.equal(recovered.broken, undefined)
    assert.equal(recovered.firstIndex, this.first)
    assert.ok(recovered.lastIndex >= (kept === "everything" ? this.last : this.durable), `${recovered.lastIndex} of ${this.last}, ${this.durable} durable`)
    assert.ok(recovered.lastIndex <= this.last)
    this.entries.length = recovered.lastIndex + 1 - this.first
    this.durable = this.last
    this.flushed = this.entries.at(-1)?.stored ?? this.flushed
    this.check()
  }

  check(): void {
    const { log } = this
    assert.deepEqual([log.firstIndex, log.lastIndex], [this.first, this.last])
    this.entries.forEach(({ position, body }, i) => assert.deepEqual(log.readAt(position), { index: this.first + i, body }))
    if (this.entries.length > 0) assert.deepEqual(log.readRange(this.first, this.last, Infinity), this.entries.map(({ body }) => body))
    for (const name of this.files.list(DIR)) assert.equal(this.files.contentOf(`${DIR}/${name}`)?.written.size, SEGMENT)
  }
}

type Step = (world: World) => void
const named = (name: string, step: Step): Step => Object.assign(step, { toString: () => name })

const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 0x1_0000_0000
  }
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.nat(300).map((size) => named(`append ${size}`, (w) => w.append(size))) },
  { weight: 4, arbitrary: fc.constant(named("sync", (w) => w.sync())) },
  { weight: 4, arbitrary: fc.constant(named("a sync ends", (w) => w.pending.shift()?.())) },
  { weight: 1, arbitrary: fc.nat(4).map((back) => named(`truncate ${back}`, (w) => w.truncate(back))) },
  { weight: 1, arbitrary: fc.constant(named("expire", (w) => w.expire())) },
  { weight: 1, arbitrary: fc.constant(named("crash", (w) => { w.files.crash(); w.reopen("everything", "abnormal") })) },
  { weight: 1, arbitrary: fc.constant(named("close", (w) => { w.log.close(); w.pending.length = 0; w.reopen("everything", "normal") })) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fc.boolean()).map(([seed, holes]) =>
      named(`power loss ${seed} ${holes}`, (w) => { w.files.powerLoss(randomFrom(seed), { holes }); w.reopen("what is durable", "abnormal") })
    )
  }
)

test("whatever happens, a log of messages is what was written, in whole files, and keeps what it reported durable", () => {
  const found = new Set<string>()
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60, size: "max" }), (list) => {
      const world = new World()
      for (const step of list) {
        step(world)
        world.check()
      }
      world.found.forEach((each) => found.add(each))
    }),
    { numRuns: 300 }
  )
  expect([...found].toSorted()).toEqual(["DAMAGE", "TORN_TAIL", "nothing to cut"])
})
