import * as fc from "fast-check"
import assert from "node:assert/strict"
import { expect, test } from "vitest"
import { MemoryFiles, type Operation } from "../files/memory-files.ts"
import { EntryLog } from "./entry-log.ts"

const DIR = "/store/log"
const OPTIONS = { segmentSize: 600 }

interface Entry {
  readonly index: number
  readonly term: number
  readonly body: Buffer
}

/** What the log must hold: an array, and how much of it was reported durable. */
class World {
  readonly pending: (() => void)[] = []
  readonly files: MemoryFiles
  log: EntryLog
  entries: Entry[] = []
  base = { index: -1, term: -1, position: 0 }
  durable = -1
  serial = 0
  /** What recoveries have found. */
  readonly found = new Set<string>()

  constructor(onOperation?: (operation: Operation) => void) {
    this.files = new MemoryFiles({ schedule: (complete) => this.pending.push(complete), ...(onOperation ? { onOperation } : {}) })
    this.log = EntryLog.open(this.files, DIR, OPTIONS).log
  }

  get last(): number {
    return this.base.index + this.entries.length
  }

  /** Where the records must be: a function of the base and the sizes alone. */
  positions(): number[] {
    let end = this.base.position
    return this.entries.map(({ body }) => {
      const next = end - (end % 600) + 600
      const at = 48 + body.length + 8 > next - end ? next : end
      end = at + 48 + body.length
      return at
    })
  }

  append(size: number, newTerm: boolean): void {
    const term = Math.max(1, this.entries.at(-1)?.term ?? this.base.term) + (newTerm ? 1 : 0)
    const body = Buffer.alloc(size, ++this.serial)
    const position = this.log.nextPosition(size)
    assert.equal(this.log.append(this.last + 1, term, body), position)
    this.entries.push({ index: this.last + 1, term, body })
  }

  sync(): void {
    this.log.sync((error, durable) => {
      assert.equal(error, undefined)
      assert.ok(durable <= this.last)
      this.durable = Math.max(this.durable, durable)
    })
  }

  truncate(back: number): void {
    const from = Math.max(this.base.index + 1, this.last + 1 - back)
    this.log.truncateFrom(from)
    this.entries.length = from - this.base.index - 1
    this.durable = Math.min(this.durable, from - 1)
  }

  compact(part: number): void {
    const index = this.base.index + Math.floor(part * (this.durable - this.base.index))
    if (index <= this.base.index) return
    this.log.compactTo(index)
    this.dropTo(index)
  }

  dropTo(index: number): void {
    const count = index - this.base.index
    const dropped = this.entries[count - 1] as Entry
    this.base = { index, term: dropped.term, position: (this.positions()[count - 1] as number) + 48 + dropped.body.length }
    this.entries = this.entries.slice(count)
  }

  reset(ahead: number, position: number): void {
    this.base = { index: this.base.index + ahead, term: this.base.term + 1, position: position - (position % 600) + Math.min(position % 600, 592) }
    this.log.resetTo(this.base.index, this.base.term, this.base.position)
    this.entries = []
    this.durable = this.base.index
  }

  /** A new life: it must have everything durable, and nothing that was not written there last. */
  reopen(everything: boolean): void {
    const { log, recovered } = EntryLog.open(this.files, DIR, OPTIONS)
    this.log = log
    // Whatever a power loss leaves out is no damage.
    assert.equal(recovered.onceDurable, undefined)
    assert.equal(log.acceptLoss(), undefined)
    this.found.add(recovered.cut?.kind ?? "nothing to cut")
    assert.deepEqual([recovered.baseIndex, recovered.baseTerm], [this.base.index, this.base.term])
    assert.ok(recovered.lastIndex >= (everything ? this.last : this.durable))
    assert.ok(recovered.lastIndex <= this.last)
    this.entries.length = recovered.lastIndex - this.base.index
    this.durable = this.last
    this.check()
  }

  /** A bit of an entry that was on disk is another one when a new life begins: that is known, in that life and the next one. */
  flip(part: number, bit: number): void {
    this.files.crash()
    const index = this.base.index + 1 + Math.floor(part * (this.durable - this.base.index))
    const at = this.positions()[index - this.base.index - 1]
    if (index > this.durable || at === undefined) return this.reopen(true)
    const { body } = this.entries[index - this.base.index - 1] as Entry
    const flipped = at + (bit >> 3) % (48 + body.length)
    this.files.contentOf(`${DIR}/${String(flipped - (flipped % 600)).padStart(20, "0")}`)?.flip(flipped % 600, bit & 7)
    for (let life = 0; life < 2; life++) {
      if (life > 0) this.files.crash()
      const { log, recovered } = EntryLog.open(this.files, DIR, OPTIONS)
      this.log = log
      // Bits of a header that nothing depends on may be others: then nothing is lost.
      assert.ok(recovered.lastIndex === this.last || recovered.lastIndex < index)
      if (recovered.lastIndex < this.durable) assert.ok((recovered.onceDurable ?? -1) >= this.durable)
      if (life === 1) this.entries.length = recovered.lastIndex - this.base.index
      this.found.add(recovered.onceDurable === undefined ? "harmless" : "DAMAGED")
    }
    assert.equal(this.log.acceptLoss(), undefined)
    this.durable = this.last
    this.check()
  }

  check(): void {
    const { log } = this
    assert.deepEqual([log.firstIndex, log.lastIndex], [this.base.index + 1, this.last])
    assert.ok(log.durableIndex <= this.last)
    assert.equal(log.termOf(this.base.index), this.base.term)
    const positions = this.positions()
    this.entries.forEach(({ index, term, body }, i) => {
      assert.equal(log.termOf(index), term)
      assert.deepEqual(log.readAt((positions[i] as number) + 48), { index, body })
    })
    const terms = this.entries.map((entry) => entry.term)
    assert.deepEqual(
      log.runs,
      this.entries.filter((_, i) => terms[i] !== terms[i - 1]).map(({ index, term }) => ({ first: index, term }))
    )
    if (this.entries.length > 0) {
      assert.deepEqual(log.readRange(log.firstIndex, this.last, Infinity), this.entries.map(({ body }) => body))
    }
  }
}

type Step = (world: World) => void

const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 0x1_0000_0000
  }
}

const named = (name: string, step: Step): Step => Object.assign(step, { toString: () => name })

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.nat(250), fc.integer({ min: 0, max: 4 })).map(([size, term]) => named(`append ${size}`, (w) => w.append(size, term === 0))) },
  { weight: 4, arbitrary: fc.constant(named("sync", (w) => w.sync())) },
  { weight: 4, arbitrary: fc.constant(named("a sync ends", (w) => w.pending.shift()?.())) },
  { weight: 2, arbitrary: fc.nat(6).map((back) => named(`truncate ${back}`, (w) => w.truncate(back))) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((part) => named(`compact ${part}`, (w) => w.compact(part))) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(40), fc.nat(5000)).map(([ahead, at]) => named(`reset ${ahead} ${at}`, (w) => w.reset(ahead, at))) },
  { weight: 1, arbitrary: fc.constant(named("crash", (w) => { w.files.crash(); w.reopen(true) })) },
  { weight: 1, arbitrary: fc.constant(named("close", (w) => { w.log.close(); w.pending.length = 0; w.reopen(true) })) },
  { weight: 1, arbitrary: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(4_000)).map(([part, bit]) => named(`a bit flips ${part} ${bit}`, (w) => w.flip(part, bit))) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fc.boolean()).map(([seed, holes]) =>
      named(`power loss ${seed} ${holes}`, (w) => { w.files.powerLoss(randomFrom(seed), { holes }); w.reopen(false) })
    )
  }
)

test("whatever happens, the log is what was written, and keeps what it reported durable", () => {
  const found = new Set<string>()
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 80, size: "max" }), (list) => {
      const world = new World()
      for (const step of list) {
        step(world)
        world.check()
      }
      world.found.forEach((each) => found.add(each))
    }),
    { numRuns: 600 }
  )
  expect([...found].toSorted()).toEqual(expect.arrayContaining(["DAMAGE", "DAMAGED", "TORN_TAIL", "nothing to cut"]))
})

class PowerCut extends Error {}

/**
 * Runs `act` with the power cut before its nth operation, for every n; after that `verify` sees the next life, and says
 * what it has found. All that was found.
 */
const cutEverywhere = (act: (world: World) => void, verify: (world: World, log: EntryLog) => string): string[] => {
  const found = new Set<string>()
  let ended = false
  for (let n = 0; !ended; n++) {
    for (let seed = 0; seed < 8; seed++) {
      let left = Infinity
      const world = new World(() => {
        if (left-- <= 0) throw new PowerCut()
      })
      twenty(world)
      left = n
      try {
        act(world)
        ended = true
      } catch {
        // The log takes it for an I/O error, which changes nothing: the machine is off.
      }
      left = Infinity
      world.files.powerLoss(randomFrom(seed * 7919 + n), { holes: seed % 2 === 1 })
      const first = verify(world, EntryLog.open(world.files, DIR, OPTIONS).log)
      // Whatever was left half done has been ended: another life finds the same.
      world.files.crash()
      assert.equal(verify(world, EntryLog.open(world.files, DIR, OPTIONS).log), first)
      found.add(first)
    }
  }
  return [...found].toSorted()
}

const twenty = (world: World): void => {
  for (let i = 0; i < 20; i++) world.append(100, i % 5 === 0)
  world.sync()
  while (world.pending.length > 0) world.pending.shift()?.()
}

/** The bounds of the log; every entry in it is the one that was written. */
const bounds = (world: World, log: EntryLog): string => {
  for (const { index, term, body } of world.entries) {
    if (index < log.firstIndex || index > log.lastIndex) continue
    assert.equal(log.termOf(index), term)
    assert.deepEqual(log.read(index), body)
  }
  return `${log.firstIndex}–${log.lastIndex}`
}

test("the power is cut at every operation of a truncation: what is before it stays", () => {
  const found = cutEverywhere((world) => world.log.truncateFrom(3), bounds)
  // Segments of four entries: they go one by one, the last ones first.
  expect(found).toEqual(["0–11", "0–15", "0–19", "0–2", "0–3", "0–7"])
})

test("the power is cut at every operation of a compaction: nothing behind it is lost", () => {
  const found = cutEverywhere((world) => world.log.compactTo(12), (world, log) => `${bounds(world, log)} in ${world.files.list(DIR).length - 1} segments`)
  expect(found).toEqual(["0–19 in 5 segments", "13–19 in 2 segments"])
})

test("the power is cut at every operation of a reset: it has happened or not", () => {
  const found = cutEverywhere((world) => world.log.resetTo(30, 9, 1234), (world, log) => `${bounds(world, log)} ${log.termOf(30)} ${log.positionAfter(log.firstIndex - 1)}`)
  expect(found).toEqual(["0–19 undefined 0", "31–30 9 1234"])
})

test("the power is cut at every operation of a second compaction: the base is one of the two", () => {
  const found = cutEverywhere((world) => { world.log.compactTo(8); world.log.compactTo(12) }, bounds)
  expect(found).toEqual(["0–19", "13–19", "9–19"])
})

test("the power is cut at every operation of a first start", () => {
  const found = new Set<string>()
  for (let n = 0; n < 40; n++) {
    let left = n
    const files = new MemoryFiles({ onOperation: () => { if (left-- <= 0) throw new PowerCut() } })
    try {
      EntryLog.open(files, DIR, OPTIONS).log.append(0, 1, Buffer.from("x"))
    } catch {
      // off
    }
    left = Infinity
    files.powerLoss(randomFrom(n))
    const { log } = EntryLog.open(files, DIR, OPTIONS)
    if (log.lastIndex < 0) log.append(0, 1, Buffer.from("y"))
    found.add(log.read(0).toString())
  }
  expect([...found].toSorted()).toEqual(["x", "y"])
})
