/**
 * The content of one simulated file, twice: as written (the page cache) and as durable (the platter), with the operations
 * that lie between the two.
 *
 * @module
 */

const PAGE = 4_096

/** Bytes that grow. What was never written reads as zeros, and takes no room. */
export class Bytes {
  private readonly pages = new Map<number, Buffer>()
  size = 0

  write(data: Uint8Array, position: number): void {
    for (let at = 0; at < data.length; ) {
      const number = Math.floor((position + at) / PAGE)
      const within = position + at - number * PAGE
      let page = this.pages.get(number)
      if (page === undefined) this.pages.set(number, (page = Buffer.alloc(PAGE)))
      page.set(data.subarray(at, at + PAGE - within), within)
      at += PAGE - within
    }
    this.size = Math.max(this.size, position + data.length)
  }

  read(into: Uint8Array, position: number, length: number): number {
    const count = Math.max(0, Math.min(length, this.size - position))
    for (let at = 0; at < count; ) {
      const number = Math.floor((position + at) / PAGE)
      const within = position + at - number * PAGE
      const piece = Math.min(count - at, PAGE - within)
      const page = this.pages.get(number)
      if (page === undefined) into.fill(0, at, at + piece)
      else into.set(page.subarray(within, within + piece), at)
      at += piece
    }
    return count
  }

  truncate(size: number): void {
    if (size < this.size) {
      for (const [number, page] of this.pages) {
        if (number * PAGE >= size) this.pages.delete(number)
        else if ((number + 1) * PAGE > size) page.fill(0, size - number * PAGE)
      }
    }
    this.size = size
  }

  copy(): Bytes {
    const copy = new Bytes()
    for (const [number, page] of this.pages) copy.pages.set(number, Buffer.from(page))
    copy.size = this.size
    return copy
  }

  /** The bytes themselves, as a copy. */
  toBuffer(): Buffer {
    const bytes = Buffer.alloc(this.size)
    this.read(bytes, 0, this.size)
    return bytes
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
