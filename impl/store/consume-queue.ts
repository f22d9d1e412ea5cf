/**
 * The queue of one topic and queue id: where the log has its messages, 20 bytes each (`ConsumeQueue.CQ_STORE_UNIT_SIZE`):
 * commitLog position int64 · size int32 · tagsCode int64, big-endian; 300,000 units per file, each file named by the
 * 20-digit byte offset of its first unit.
 *
 * Derived from the log, so never fsynced. The newest units are in a small buffer in memory.
 *
 * @module
 */
import type { FileHandle } from "../files/files.ts"
import { readInt64, writeInt64 } from "./int64.ts"

export const UNIT_SIZE = 20
export const UNITS_PER_FILE = 300_000
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

/** The files of one queue, by number; opened and closed as their owner likes. */
export interface QueueFiles {
  /** Creates it if need be. */
  file(number: number): FileHandle
  /** Removes the files from this number on. */
  removeFrom(number: number): void
}

export class ConsumeQueue {
  private readonly files: QueueFiles
  /** Queue offset of the first unit, and of the one behind the last. */
  min: number
  max: number
  /** Queue offset of the first unit in `tail`: those below are in the files. */
  private flushed: number
  private tail: Buffer | undefined

  constructor(files: QueueFiles, min: number, max: number) {
    this.files = files
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
    this.files.removeFrom(last + 1)
    this.files.file(last).truncate((this.flushed % UNITS_PER_FILE) * UNIT_SIZE)
  }

  /** Hands the units in memory to the files. If that throws they stay in memory. */
  flush(): void {
    for (let at = this.flushed; at < this.max; ) {
      const number = Math.floor(at / UNITS_PER_FILE)
      const stop = Math.min(this.max, (number + 1) * UNITS_PER_FILE)
      const bytes = (this.tail as Buffer).subarray((at - this.flushed) * UNIT_SIZE, (stop - this.flushed) * UNIT_SIZE)
      this.files.file(number).write(bytes, (at % UNITS_PER_FILE) * UNIT_SIZE)
      at = stop
    }
    this.flushed = this.max
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
