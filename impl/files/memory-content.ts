/**
 * The content of one simulated file, twice: as written (the page cache) and as durable (the platter), with the operations
 * that lie between the two.
 *
 * @module
 */

/** Bytes that grow. What was never written reads as zeros. */
export class Bytes {
  private buffer = Buffer.alloc(0)
  size = 0

  write(data: Uint8Array, position: number): void {
    const end = position + data.length
    if (end > this.buffer.length) {
      const grown = Buffer.alloc(Math.max(end, this.buffer.length * 2, 256))
      this.buffer.copy(grown, 0, 0, this.size)
      this.buffer = grown
    }
    this.buffer.set(data, position)
    this.size = Math.max(this.size, end)
  }

  read(into: Uint8Array, position: number, length: number): number {
    const count = Math.max(0, Math.min(length, this.size - position))
    into.set(this.buffer.subarray(position, position + count))
    return count
  }

  truncate(size: number): void {
    if (size < this.size) this.buffer.fill(0, size, this.size)
    else if (size > this.size) this.write(new Uint8Array(size - this.size), this.size)
    this.size = size
  }

  copy(): Bytes {
    const copy = new Bytes()
    copy.write(this.buffer.subarray(0, this.size), 0)
    return copy
  }

  /** The bytes themselves, as a copy. */
  toBuffer(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.size))
  }
}

type Change = { readonly data: Buffer; readonly position: number } | { readonly size: number }

const apply = (change: Change, to: Bytes, tornAt = Infinity): void => {
  if ("size" in change) to.truncate(change.size)
  else to.write(tornAt < change.data.length ? change.data.subarray(0, tornAt) : change.data, change.position)
}

export class Content {
  written = new Bytes()
  private durable = new Bytes()
  /** Changes that are not durable yet, oldest first. */
  private unsynced: Change[] = []
  /** Changes that were durable or lost before the first one in `unsynced`. */
  private settled = 0

  write(data: Uint8Array, position: number): void {
    this.change({ data: Buffer.from(data), position })
  }

  truncate(size: number): void {
    this.change({ size })
  }

  /** How many changes there have been: what a sync that begins now will cover. */
  mark(): number {
    return this.settled + this.unsynced.length
  }

  /** The changes up to `mark` reach the disk. */
  syncTo(mark: number): void {
    for (const change of this.settle(mark)) apply(change, this.durable)
  }

  /**
   * A sync failed: the changes up to `mark` are still in the page cache, but the kernel takes them for clean. No later
   * sync writes them.
   */
  syncFailed(mark: number): void {
    this.settle(mark)
  }

  /**
   * Only a random prefix of the unsynced changes is left, the last of them torn. With `holes`, each one is left or
   * lost by itself, as pages are written back in any order.
   */
  powerLoss(random: () => number, holes: boolean): void {
    const count = this.unsynced.length
    const kept = Math.floor(random() * (count + 1))
    this.unsynced.forEach((change, i) => {
      const torn = "data" in change ? Math.floor(random() * (change.data.length + 1)) : Infinity
      if (holes) {
        if (random() < 0.5) apply(change, this.durable, random() < 0.5 ? torn : Infinity)
      } else if (i < kept) apply(change, this.durable)
      else if (i === kept && "data" in change) apply(change, this.durable, torn)
    })
    this.settled += count
    this.unsynced = []
    this.written = this.durable.copy()
  }

  /** A bit on the platter is another one, and in the page cache, which has it from there. `false`: there is no such byte. */
  flip(position: number, bit: number): boolean {
    if (position >= this.durable.size) return false
    for (const bytes of [this.durable, this.written]) {
      const byte = Buffer.alloc(1)
      if (bytes.read(byte, position, 1) === 1) bytes.write(Buffer.of((byte[0] as number) ^ (1 << bit)), position)
    }
    return true
  }

  /** For assertions: what is on disk for sure. */
  durableBytes(): Buffer {
    return this.durable.toBuffer()
  }

  private change(change: Change): void {
    apply(change, this.written)
    this.unsynced.push(change)
  }

  private settle(mark: number): Change[] {
    const count = Math.max(0, mark - this.settled)
    this.settled += count
    return this.unsynced.splice(0, count)
  }
}
