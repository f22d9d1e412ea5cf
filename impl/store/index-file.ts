/**
 * One file of the index: messages by key, as chains by hash. A header of 40 bytes, slots of 4 (the newest entry of each chain), entries
 * of 20, numbered from 1 on:
 *
 * | header at | | entry at | |
 * | --- | --- | --- | --- |
 * | 0 | when the first message was stored, int64 | 0 | hash of `topic#key`, int32 |
 * | 8 | when the last one was, int64 | 4 | position of the message, int64 |
 * | 16 | position of the first one, int64 | 12 | seconds behind the first message, int32 |
 * | 24 | position of the last one, int64 | 16 | the entry before in its chain; 0 = none, int32 |
 * | 32 | slots in use, int32 | | |
 * | 36 | number of the next entry, int32 | | |
 *
 * Entries wait in memory for one write. Derived from the log.
 *
 * RocketMQ `IndexFile`, `IndexHeader`.
 *
 * @module
 */
import type { FileHandle } from "../files/files.ts"
import { javaHashCode } from "../message/java.ts"
import { readInt64, writeInt64 } from "./int64.ts"

const HEADER_SIZE = 40
const SLOT_SIZE = 4
const ENTRY_SIZE = 20
/** Entries that wait for one write. */
const WAITING = 1_024

/** `maxHashSlotNum` and `maxIndexNum`: how many there are. */
export interface IndexSize {
  readonly slots: number
  readonly entries: number
}

/** RocketMQ's. A file has 420 MB with holes. */
export const INDEX_SIZE: IndexSize = { slots: 5_000_000, entries: 20_000_000 }

/** RocketMQ `indexKeyHashMethod`: Java's least integer has no opposite. */
const hashOf = (key: string): number => {
  const hash = Math.abs(javaHashCode(key))
  return hash > 0x7fff_ffff ? 0 : hash
}

export class IndexFile {
  readonly handle: FileHandle
  private readonly size: IndexSize
  private readonly header = Buffer.alloc(HEADER_SIZE)
  /** Number of the next entry; those from `written` on are in `waiting`. */
  private next: number
  private written: number
  private waiting: Buffer | undefined
  /** What slots hold that are not written yet. */
  private readonly slots = new Map<number, number>()
  private readonly slot = Buffer.alloc(SLOT_SIZE)

  constructor(handle: FileHandle, size: IndexSize) {
    this.handle = handle
    this.size = size
    const length = HEADER_SIZE + size.slots * SLOT_SIZE + size.entries * ENTRY_SIZE
    if (handle.size() < length) handle.truncate(length)
    handle.read(this.header, 0, HEADER_SIZE)
    this.next = this.written = Math.max(1, this.header.readInt32BE(36))
  }

  /** Milliseconds since 1970. */
  get beginTimestamp(): number {
    return readInt64(this.header, 0)
  }

  get endTimestamp(): number {
    return readInt64(this.header, 8)
  }

  /** Where the last message in it begins; −1 if it is empty. */
  get endPosition(): number {
    return this.next === 1 ? -1 : readInt64(this.header, 24)
  }

  get isFull(): boolean {
    return this.next >= this.size.entries
  }

  /** The message at `position`, stored at `stored`, has this key. Messages come in the order of the log. */
  put(key: string, position: number, stored: number): void {
    if (this.next - this.written === WAITING) this.flush()
    const waiting = (this.waiting ??= Buffer.allocUnsafe(WAITING * ENTRY_SIZE))
    const hash = hashOf(key)
    const before = this.headOf(hash)
    if (this.next === 1) {
      writeInt64(this.header, stored, 0)
      writeInt64(this.header, position, 16)
    }
    const at = (this.next - this.written) * ENTRY_SIZE
    waiting.writeInt32BE(hash, at)
    writeInt64(waiting, position, at + 4)
    waiting.writeInt32BE(Math.max(0, Math.min(0x7fff_ffff, Math.floor((stored - this.beginTimestamp) / 1_000))), at + 12)
    waiting.writeInt32BE(before, at + 16)
    this.slots.set(hash % this.size.slots, this.next)
    if (before === 0) this.header.writeInt32BE(this.header.readInt32BE(32) + 1, 32)
    writeInt64(this.header, stored, 8)
    writeInt64(this.header, position, 24)
    this.header.writeInt32BE(++this.next, 36)
  }

  /** Positions of messages that may have this key, the newest first. */
  *candidates(key: string): Generator<number> {
    const hash = hashOf(key)
    const entry = Buffer.alloc(ENTRY_SIZE)
    for (let number = this.headOf(hash); number > 0 && number < this.next; number = entry.readInt32BE(16)) {
      const at = (number - this.written) * ENTRY_SIZE
      if (number >= this.written) (this.waiting as Buffer).copy(entry, 0, at, at + ENTRY_SIZE)
      else this.handle.read(entry, this.entryAt(number), ENTRY_SIZE)
      // A chain goes back, or the file is damaged.
      if (entry.readInt32BE(16) >= number) return
      if (entry.readInt32BE(0) === hash) yield readInt64(entry, 4)
    }
  }

  /** Hands what waits to the file. */
  flush(): void {
    if (this.next === this.written) return
    this.handle.write((this.waiting as Buffer).subarray(0, (this.next - this.written) * ENTRY_SIZE), this.entryAt(this.written))
    for (const [slot, number] of this.slots) {
      this.slot.writeInt32BE(number, 0)
      this.handle.write(this.slot, HEADER_SIZE + slot * SLOT_SIZE)
    }
    this.handle.write(this.header, 0)
    this.slots.clear()
    this.written = this.next
    this.waiting = undefined
  }

  private entryAt(number: number): number {
    return HEADER_SIZE + this.size.slots * SLOT_SIZE + number * ENTRY_SIZE
  }

  /** The newest entry of a hash's chain; 0 if there is none. */
  private headOf(hash: number): number {
    const slot = hash % this.size.slots
    const waiting = this.slots.get(slot)
    if (waiting !== undefined) return waiting
    this.handle.read(this.slot, HEADER_SIZE + slot * SLOT_SIZE, SLOT_SIZE)
    const number = this.slot.readInt32BE(0)
    return number > 0 && number < this.next ? number : 0
  }
}
