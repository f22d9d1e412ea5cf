/**
 * Where each entry is: 12 bytes per entry, in chunks, so that growing copies nothing and compaction frees memory.
 *
 * DLedger keeps this in a second file list (`indexFileList`, 32 bytes per entry); here it is rebuilt by the recovery scan.
 *
 * @module
 */
const CHUNK = 16_384

interface Chunk {
  /** Record positions: exact integers up to 2^53. */
  readonly positions: Float64Array
  readonly sizes: Uint32Array
}

export class IndexTable {
  private chunks: Chunk[] = []
  /** The index that slot 0 of the first chunk stands for. */
  private origin: number
  /** Index of the first entry held. */
  first: number
  /** Index of the entry after the last one. */
  next: number

  constructor(first: number) {
    this.origin = first
    this.first = first
    this.next = first
  }

  push(position: number, size: number): void {
    const slot = this.next - this.origin
    if (slot % CHUNK === 0) this.chunks[slot / CHUNK] = { positions: new Float64Array(CHUNK), sizes: new Uint32Array(CHUNK) }
    const chunk = this.chunks[Math.floor(slot / CHUNK)] as Chunk
    chunk.positions[slot % CHUNK] = position
    chunk.sizes[slot % CHUNK] = size
    this.next++
  }

  /** Where the record of an entry held begins. */
  position(index: number): number {
    const slot = index - this.origin
    return this.chunks[Math.floor(slot / CHUNK)]?.positions[slot % CHUNK] as number
  }

  /** Bytes of the whole record. */
  size(index: number): number {
    const slot = index - this.origin
    return this.chunks[Math.floor(slot / CHUNK)]?.sizes[slot % CHUNK] as number
  }

  /** Where the record ends. */
  end(index: number): number {
    return this.position(index) + this.size(index)
  }

  /** The entry whose record begins at this very position. */
  indexAt(position: number): number | undefined {
    let low = this.first
    let high = this.next - 1
    while (low <= high) {
      const middle = Math.floor((low + high) / 2)
      const at = this.position(middle)
      if (at === position) return middle
      if (at < position) low = middle + 1
      else high = middle - 1
    }
    return undefined
  }

  /** The last entry whose record begins below `position`; the one before the first one held if none does. */
  lastBefore(position: number): number {
    let low = this.first
    let high = this.next - 1
    while (low <= high) {
      const middle = Math.floor((low + high) / 2)
      if (this.position(middle) < position) low = middle + 1
      else high = middle - 1
    }
    return high
  }

  /** Forgets the entries from `index` on. */
  truncate(index: number): void {
    this.next = Math.max(this.first, index)
    this.chunks.length = Math.ceil((this.next - this.origin) / CHUNK)
  }

  /** Forgets the entries below `index`. */
  dropBefore(index: number): void {
    this.first = Math.min(index, this.next)
    const chunks = Math.floor((this.first - this.origin) / CHUNK)
    this.chunks.splice(0, chunks)
    this.origin += chunks * CHUNK
  }

  /** Empty, and begins at `first`. */
  reset(first: number): void {
    this.chunks = []
    this.origin = first
    this.first = first
    this.next = first
  }
}
