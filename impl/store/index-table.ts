/**
 * Where each entry is: 12 bytes per entry, in chunks. A few chunks are in memory, those used last; the others are in files
 * (`table-files.ts`), if there are any, so that memory does not grow with the log.
 *
 * DLedger keeps this in a second file list (`indexFileList`, 32 bytes per entry) · RocketMQ has no indexes.
 *
 * @module
 */
import { Chunk, CHUNK_ENTRIES, type TableFiles } from "./table-files.ts"

/** Chunks in memory, of 48 KiB each. */
const IN_MEMORY = 32

/** What the files of a table hold: for each chunk in order where its first entry is, and the checksum of its bytes. */
export interface TableLeft {
  /** Index of the first entry held, and of the one behind the last. */
  readonly first: number
  readonly next: number
  readonly chunks: readonly (readonly [position: number, sum: number])[]
}

export class IndexTable {
  /** Index of the first entry held. */
  first: number
  /** Index of the entry after the last one. */
  next: number
  private readonly files: TableFiles | undefined
  /** By number; least recently used first. */
  private readonly chunks = new Map<number, Chunk>()
  /** The chunk used last. */
  private last: Chunk | undefined
  /** The number of the first chunk; of it and those behind where the first entry is, and the checksum of what the files hold. */
  private origin: number
  private starts: number[] = []
  private sums: (number | undefined)[] = []

  /** Without files all of it is in memory. */
  constructor(first: number, files?: TableFiles) {
    this.files = files
    this.first = first
    this.next = first
    this.origin = numberOf(first)
  }

  /** Of a table that is empty: takes over what the files hold. `false`, and it stays empty, if that is something else. */
  takeOver({ first, next, chunks }: TableLeft): boolean {
    if (this.next > this.first || first !== this.first || this.files === undefined || chunks.length !== (next > first ? numberOf(next - 1) - numberOf(first) + 1 : 0)) return false
    for (const [i, [, sum]] of chunks.entries()) if (this.files.sum(this.origin + i) !== sum) return false
    this.next = next
    this.starts = chunks.map(([position]) => position)
    this.sums = chunks.map(([, sum]) => sum)
    return true
  }

  /** Hands everything to the files; what they hold then. `undefined` if there are none, or not all is in them. */
  leave(): TableLeft | undefined {
    if (this.files === undefined) return undefined
    for (const chunk of this.chunks.values()) if (chunk.isNew && !this.write(chunk)) return undefined
    return { first: this.first, next: this.next, chunks: this.starts.map((start, i) => [start, this.sums[i] as number] as const) }
  }

  push(position: number, size: number): void {
    const number = numberOf(this.next)
    const slot = this.next - number * CHUNK_ENTRIES
    if (this.next === this.first || slot === 0) this.begin(number, position)
    const chunk = this.chunk(number)
    chunk.positions[slot] = position
    chunk.sizes[slot] = size
    chunk.isNew = true
    this.next++
  }

  /** Where the record of an entry held begins. */
  position(index: number): number {
    const number = numberOf(index)
    return this.chunk(number).positions[index - number * CHUNK_ENTRIES] as number
  }

  /** Bytes of the whole record. */
  size(index: number): number {
    const number = numberOf(index)
    return this.chunk(number).sizes[index - number * CHUNK_ENTRIES] as number
  }

  /** Where the record ends. */
  end(index: number): number {
    return this.position(index) + this.size(index)
  }

  /** The entry whose record begins at this very position. */
  indexAt(position: number): number | undefined {
    const index = this.lastBefore(position + 1)
    return index >= this.first && this.position(index) === position ? index : undefined
  }

  /** The last entry whose record begins below `position`; the one before the first one held if none does. */
  lastBefore(position: number): number {
    if (this.next === this.first) return this.first - 1
    // The last chunk that begins below it, and then the place in it.
    const number = this.origin + lastWhere(0, this.starts.length - 1, (i) => (this.starts[i] as number) < position)
    if (number < this.origin) return this.first - 1
    const from = number * CHUNK_ENTRIES
    const { positions } = this.chunk(number)
    return lastWhere(Math.max(this.first, from), Math.min(this.next, from + CHUNK_ENTRIES) - 1, (index) => (positions[index - from] as number) < position)
  }

  /** Forgets the entries from `index` on. */
  truncate(index: number): void {
    this.next = Math.max(this.first, index)
    const kept = this.next === this.first ? 0 : numberOf(this.next - 1) - this.origin + 1
    this.starts.length = this.sums.length = kept
    this.forget((number) => number >= this.origin + kept)
  }

  /** Forgets the entries below `index`. */
  dropBefore(index: number): void {
    if (index >= this.next) return this.reset(this.next)
    this.first = Math.max(this.first, index)
    const gone = numberOf(this.first) - this.origin
    this.origin += gone
    this.starts.splice(0, gone)
    this.sums.splice(0, gone)
    this.forget((number) => number < this.origin)
    this.files?.removeBefore(this.origin)
  }

  /** Empty, with its files, and begins at `first`. */
  reset(first: number): void {
    this.first = first
    this.next = first
    this.origin = numberOf(first)
    this.starts = []
    this.sums = []
    this.forget(() => true)
    this.files?.removeAll()
  }

  close(): void {
    this.files?.close()
  }

  private begin(number: number, position: number): void {
    this.add(new Chunk(number))
    this.starts[number - this.origin] = position
    this.sums[number - this.origin] = undefined
  }

  private chunk(number: number): Chunk {
    if (this.last?.number === number) return this.last
    const held = this.chunks.get(number)
    if (held === undefined) return this.add(this.load(number))
    this.chunks.delete(number)
    this.chunks.set(number, held)
    return (this.last = held)
  }

  private load(number: number): Chunk {
    if (this.files === undefined) throw new RangeError(`no entry of chunk ${number} is held`)
    const chunk = this.files.read(number)
    if (chunk === undefined || chunk.sum() !== this.sums[number - this.origin]) throw this.files.damaged(number)
    return chunk
  }

  private add(chunk: Chunk): Chunk {
    this.chunks.set(chunk.number, chunk)
    this.last = chunk
    if (this.files !== undefined && this.chunks.size > IN_MEMORY) this.letGo()
    return chunk
  }

  /** Of the chunk that was not used for longest; one that cannot be written stays. */
  private letGo(): void {
    for (const [number, chunk] of this.chunks) {
      if (chunk === this.last || (chunk.isNew && !this.write(chunk))) continue
      this.chunks.delete(number)
      return
    }
  }

  private write(chunk: Chunk): boolean {
    if (this.files?.write(chunk) !== true) return false
    this.sums[chunk.number - this.origin] = chunk.sum()
    chunk.isNew = false
    return true
  }

  private forget(which: (number: number) => boolean): void {
    for (const number of this.chunks.keys()) if (which(number)) this.chunks.delete(number)
    if (this.last !== undefined && which(this.last.number)) this.last = undefined
  }
}

const numberOf = (index: number): number => Math.floor(index / CHUNK_ENTRIES)

/** The last whole number from `low` to `high` of which it is true, which is so of all before it; `low` − 1 if of none. */
const lastWhere = (low: number, high: number, isTrue: (at: number) => boolean): number => {
  let [from, to] = [low, high]
  while (from <= to) {
    const middle = Math.floor((from + to) / 2)
    if (isTrue(middle)) from = middle + 1
    else to = middle - 1
  }
  return to
}
