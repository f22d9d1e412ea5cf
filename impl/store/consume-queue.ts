/**
 * The queue of one topic and queue id: where the log has its messages, 20 bytes each (`ConsumeQueue.CQ_STORE_UNIT_SIZE`):
 * commitLog position int64 · size int32 · tagsCode int64, big-endian; 300,000 units per file, each file named by the
 * 20-digit byte offset of its first unit.
 *
 * A file has its whole length from the start: zeros are behind the last unit. Before the first unit of a queue that begins inside a
 * file are blank ones, as `ConsumeQueue.fillPreBlank` writes them.
 *
 * Derived from the log, so fsynced only at an orderly end. The newest units are in a small buffer in memory.
 *
 * @module
 */
import { crc32 } from "node:zlib"
import type { FileHandle } from "../files/files.ts"
import { readInt64, writeInt64 } from "./int64.ts"

export const UNIT_SIZE = 20
export const UNITS_PER_FILE = 300_000
export const FILE_SIZE = UNITS_PER_FILE * UNIT_SIZE
/** The size of a blank unit, whose position is 0. */
const BLANK = 0x7fff_ffff
/** Units that are read at once for a checksum. */
const SUMMED_UNITS = 10_000
/** Units that wait for one write. */
const TAIL_UNITS = 128

/** One message of a queue. */
export interface Unit {
  readonly queueOffset: number
  /** Position of the message in the log. */
  readonly position: number
  /** Bytes. */
  readonly size: number
  /** Hash of the tag; 0 without one. */
  readonly tagsCode: number
}

/** What is written down of a queue at a clean stop: its bounds, and file by file the checksum of what is used of it. */
export interface QueueLeft {
  readonly min: number
  readonly max: number
  readonly sums: readonly (readonly [file: number, sum: number])[]
}

/** The files of one queue, by number; opened and closed as their owner likes. */
export interface QueueFiles {
  /** Creates it if need be. */
  file(number: number): FileHandle
  /** Removes the files from this number on. */
  removeFrom(number: number): void
  /** Removes the files below this number. */
  removeBefore(number: number): void
}

export class ConsumeQueue {
  private readonly files: QueueFiles
  /** Queue offset of the first unit, and of the one behind the last. */
  min: number
  max: number
  /** Queue offset of the first unit in `tail`: those below are in the files. */
  private flushed: number
  private tail: Buffer | undefined
  /** Checksums of the files that are full, by number: none of their bytes changes. */
  private readonly sums = new Map<number, number>()
  /** The queue is new: what is before its first unit in the file is not blank yet. */
  private begins: boolean

  /** `begins`: it has no files yet. */
  constructor(files: QueueFiles, min: number, max: number, begins = true) {
    this.files = files
    this.begins = begins
    this.min = min
    this.max = max
    this.flushed = max
  }

  append(position: number, size: number, tagsCode: number): void {
    if (this.max - this.flushed === TAIL_UNITS) this.flush()
    this.tail ??= Buffer.allocUnsafe(TAIL_UNITS * UNIT_SIZE)
    const at = (this.max - this.flushed) * UNIT_SIZE
    writeInt64(this.tail, position, at)
    this.tail.writeInt32BE(size, at + 8)
    writeInt64(this.tail, tagsCode, at + 12)
    this.max++
  }

  /** At most `count` units from `from` on; none if the queue does not hold `from`. */
  range(from: number, count: number): Unit[] {
    if (from < this.min) return []
    const end = Math.min(this.max, from + count)
    const units: Unit[] = []
    for (let at = from; at < end; ) {
      const fileEnd = (Math.floor(at / UNITS_PER_FILE) + 1) * UNITS_PER_FILE
      const stop = at < this.flushed ? Math.min(end, this.flushed, fileEnd) : end
      const bytes = at < this.flushed ? this.readFile(at, stop) : (this.tail as Buffer).subarray((at - this.flushed) * UNIT_SIZE)
      for (let i = 0; i < stop - at; i++) units.push(decode(bytes, i * UNIT_SIZE, at + i))
      at = stop
    }
    return units
  }

  /** Forgets the units from `max` on. */
  truncateTo(max: number): void {
    if (max >= this.max) return
    this.max = Math.max(max, this.min)
    if (this.max >= this.flushed) return
    this.flushed = this.max
    const last = Math.floor(this.flushed / UNITS_PER_FILE)
    for (const number of this.sums.keys()) if (number >= last) this.sums.delete(number)
    this.files.removeFrom(last + 1)
    const file = this.files.file(last)
    file.truncate((this.flushed % UNITS_PER_FILE) * UNIT_SIZE)
    file.truncate(FILE_SIZE)
  }

  /** Removes the files that hold no unit any more; the last one stays, and with it where the queue ends. */
  removeBefore(): void {
    this.files.removeBefore(Math.floor(Math.min(this.min, Math.max(0, this.flushed - 1)) / UNITS_PER_FILE))
  }

  /** Where the queue begins and ends by its files, of which the last one is this: blank units, units, zeros. */
  findBounds(last: number): void {
    const at = (number: number): Unit => decode(this.readFile(number, number + 1), 0, number)
    const firstOf = (from: number, to: number, is: (unit: Unit) => boolean): number => {
      let [low, high] = [from, to]
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        if (is(at(middle))) high = middle
        else low = middle + 1
      }
      return low
    }
    this.flushed = this.max = firstOf(last * UNITS_PER_FILE, (last + 1) * UNITS_PER_FILE, ({ size }) => size <= 0)
    this.min = firstOf(this.min, Math.min(this.max, (Math.floor(this.min / UNITS_PER_FILE) + 1) * UNITS_PER_FILE), ({ size, position }) => size !== BLANK || position !== 0)
  }

  /** Have its files the same bytes still? */
  isAsLeft(left: QueueLeft): boolean {
    this.flushed = left.max
    return left.sums.every(([number, sum]) => this.sumOf(number) === sum)
  }

  /** As it was left: what its files have behind that is none of its units. */
  takeOver({ min, max, sums }: QueueLeft): void {
    const last = Math.floor(max / UNITS_PER_FILE)
    this.min = min
    this.flushed = this.max = (last + 1) * UNITS_PER_FILE
    if (max % UNITS_PER_FILE === 0) this.files.removeFrom(last)
    else if (decode(this.readFile(max, max + 1), 0, max).size !== 0) this.truncateTo(max)
    this.flushed = this.max = max
    for (const [number, sum] of sums) if (number < last) this.sums.set(number, sum)
  }

  /** What a next life may take over, once everything is in the files. */
  leave(): QueueLeft {
    const { min, max } = this
    const [first, last] = [Math.floor(min / UNITS_PER_FILE), Math.floor(Math.max(0, max - 1) / UNITS_PER_FILE)]
    return { min, max, sums: min === max ? [] : Array.from({ length: last - first + 1 }, (_, i) => [first + i, this.sums.get(first + i) ?? this.sumOf(first + i)] as const) }
  }

  /** Of the bytes of a file up to the last unit. */
  private sumOf(number: number): number {
    const from = number * UNITS_PER_FILE
    const end = Math.min(this.flushed, from + UNITS_PER_FILE)
    let sum = 0
    for (let at = from; at < end; at += SUMMED_UNITS) sum = crc32(this.readFile(at, Math.min(end, at + SUMMED_UNITS)), sum)
    return sum
  }

  /** The first offset whose message is at this position of the log or behind it. */
  firstAt(position: number): number {
    let [low, high] = [this.min, this.max]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((this.range(middle, 1)[0] as Unit).position < position) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Hands the units in memory to the files. If that throws they stay in memory. */
  flush(): void {
    if (this.begins && this.flushed < this.max) this.fillBefore(this.flushed)
    for (let at = this.flushed; at < this.max; ) {
      const number = Math.floor(at / UNITS_PER_FILE)
      const stop = Math.min(this.max, (number + 1) * UNITS_PER_FILE)
      const bytes = (this.tail as Buffer).subarray((at - this.flushed) * UNIT_SIZE, (stop - this.flushed) * UNIT_SIZE)
      this.files.file(number).write(bytes, (at % UNITS_PER_FILE) * UNIT_SIZE)
      at = stop
    }
    const full = Math.floor(this.max / UNITS_PER_FILE) - 1
    const isFull = full >= 0 && Math.floor(this.flushed / UNITS_PER_FILE) === full
    this.flushed = this.max
    if (isFull) this.sums.set(full, this.sumOf(full))
  }

  private fillBefore(first: number): void {
    const blanks = Buffer.alloc((first % UNITS_PER_FILE) * UNIT_SIZE)
    for (let at = 0; at < blanks.length; at += UNIT_SIZE) blanks.writeInt32BE(BLANK, at + 8)
    if (blanks.length > 0) this.files.file(Math.floor(first / UNITS_PER_FILE)).write(blanks, 0)
    this.begins = false
  }

  /** `flush`, and frees the memory. */
  release(): void {
    this.flush()
    this.tail = undefined
  }

  /** Units of one file. */
  private readFile(from: number, to: number): Buffer {
    const bytes = Buffer.alloc((to - from) * UNIT_SIZE)
    this.files.file(Math.floor(from / UNITS_PER_FILE)).read(bytes, (from % UNITS_PER_FILE) * UNIT_SIZE, bytes.length)
    return bytes
  }
}

const decode = (bytes: Buffer, at: number, queueOffset: number): Unit => ({
  queueOffset,
  position: readInt64(bytes, at),
  size: bytes.readInt32BE(at + 8),
  tagsCode: readInt64(bytes, at + 12)
})
