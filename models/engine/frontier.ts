/**
 * States that are to be expanded, as rows in chunks: those of the current level and of the next. A chunk whose rows were
 * expanded is used again, so that both levels take little more room than one.
 *
 * A row: messages in flight, fingerprint (two lanes), number of the state; then the local of each slot, then the messages
 * in flight, ascending (a message that is twice in flight stands there twice). In a chunk it takes 16 bits a number as long as
 * locals and messages have numbers of 16 bits, which is nearly always; whoever reads it gets 32.
 *
 * @module
 */
import type { Transitions } from "./transitions.ts"
import { Words } from "./words.ts"

/** Words of a row before the locals. */
export const HEAD = 4
export const STATE = 3

/** Words of a chunk. */
export const CHUNK = 1 << 14

/** The first words of a chunk: where its last row ends, counted in its own units from its beginning; and 1 if these are halves of words. */
const END = 0
const IS_NARROW = 1
const CHUNK_HEAD = 2

/** Halves that a row takes beyond one for each of its words: lanes and number have two each. */
const NARROW_MORE = 3

/** Numbers below this have 16 bits. */
const NARROW = 1 << 16

export class Frontier {
  readonly slots: number
  /** Chunks of the level that is being expanded, and of the level after it, by number. */
  current: readonly number[] = []
  next: number[] = []
  /** Chunks there are. */
  chunks = 0
  /** Another chunk's number, where threads share them. */
  takeChunk: (() => number) | undefined
  private free: number[] = []
  private readonly arena: Words
  /** All chunks, one after the other, and the halves of their words; other arrays when there are more. */
  private words: Int32Array
  private halves: Uint16Array
  /** Where the next row goes, and where the chunk ends that it goes to, in its units. */
  private write = 0
  private end = 0
  private writesNarrow = false
  /** The same of the chunk that is read. */
  private read = 0
  private readEnd = 0
  private readsNarrow = false
  private readonly transitions: Transitions

  /** `shared`: the chunks of another thread. */
  constructor(slots: number, transitions: Transitions, shared?: SharedArrayBuffer) {
    this.arena = new Words(shared ?? CHUNK)
    this.slots = slots
    this.transitions = transitions
    this.words = this.arena.view
    this.halves = halvesOf(this.words)
  }

  /** The chunks in memory that other threads can see. */
  share(): SharedArrayBuffer {
    const buffer = this.arena.share()
    this.look()
    return buffer
  }

  /** Other threads may have added chunks. */
  refresh(): void {
    this.arena.refresh()
    this.look()
  }

  /** Ends the level: the chunks of the next, which this thread filled. */
  take(): readonly number[] {
    this.seal()
    const chunks = this.next
    this.next = []
    this.end = this.write = 0
    return chunks
  }

  /** Strikes rows out of these chunks; returns how many. */
  strike(chunks: readonly number[], isOut: (a: number, b: number) => boolean): number {
    let out = 0
    for (const chunk of chunks) {
      this.open(chunk)
      const units = this.readsNarrow ? this.halves : this.words
      const more = this.readsNarrow ? NARROW_MORE : 0
      let write = this.read
      for (let at = write; at < this.readEnd; ) {
        const after = at + HEAD + more + this.slots + (units[at] as number)
        const [a, b] = this.readsNarrow ? [this.half(at + 1), this.half(at + 3)] : [units[at + 1] as number, units[at + 2] as number]
        if (isOut(a, b)) out++
        else {
          units.copyWithin(write, at, after)
          write += after - at
        }
        at = after
      }
      this.words[chunk * CHUNK + END] = write - this.begins(chunk, this.readsNarrow)
    }
    return out
  }

  /** The chunks of the next level, to be written to disk. */
  images(): readonly Int32Array[] {
    this.seal()
    return this.next.map((chunk) => {
      const end = this.words[chunk * CHUNK + END] as number
      return this.words.subarray(chunk * CHUNK, chunk * CHUNK + (this.words[chunk * CHUNK + IS_NARROW] === 1 ? (end + 1) >> 1 : end))
    })
  }

  /** The next level is what `images` were of. */
  restore(readers: readonly ((into: Int32Array) => void)[]): void {
    this.next = []
    this.free = []
    this.chunks = readers.length
    this.arena.reserve((readers.length + 1) * CHUNK)
    this.look()
    readers.forEach((read, chunk) => {
      read(this.words.subarray(chunk * CHUNK, (chunk + 1) * CHUNK))
      this.next.push(chunk)
    })
    this.end = this.write = 0
  }

  /** The next level becomes the current one. */
  advance(): void {
    this.current = this.take()
  }

  /** Goes to the first row of a chunk: see `readRow`. */
  open(chunk: number): void {
    this.readsNarrow = this.words[chunk * CHUNK + IS_NARROW] === 1
    const begin = this.begins(chunk, this.readsNarrow)
    this.read = begin + (this.readsNarrow ? 2 * CHUNK_HEAD : CHUNK_HEAD)
    this.readEnd = begin + (this.words[chunk * CHUNK + END] as number)
  }

  /** Copies the next row to `into` at `at`, and goes on; where it ends there, or `at` if there is none. */
  readRow(into: Int32Array, at: number): number {
    let { read } = this
    if (read >= this.readEnd) return at
    let write = at + HEAD
    if (this.readsNarrow) {
      const { halves } = this
      const count = halves[read] as number
      into[at] = count
      into[at + 1] = (halves[read + 1] as number) | ((halves[read + 2] as number) << 16)
      into[at + 2] = (halves[read + 3] as number) | ((halves[read + 4] as number) << 16)
      into[at + STATE] = (halves[read + 5] as number) | ((halves[read + 6] as number) << 16)
      read += HEAD + NARROW_MORE
      for (const end = read + this.slots + count; read < end; ) into[write++] = halves[read++] as number
    } else {
      const { words } = this
      const end = read + HEAD + this.slots + (words[read] as number)
      for (write = at; read < end; ) into[write++] = words[read++] as number
    }
    this.read = read
    return write
  }

  /** Its rows are not needed any more. */
  release(chunk: number): void {
    this.free.push(chunk)
  }

  /** Adds a row to the next level. */
  add(row: Int32Array): void {
    const { locals, envelopes } = this.transitions
    const length = HEAD + this.slots + (row[0] as number)
    const isNarrow = locals.size <= NARROW && envelopes.size <= NARROW
    const units = isNarrow ? length + NARROW_MORE : length
    if (this.write + units > this.end || isNarrow !== this.writesNarrow) this.makeRoom(length, isNarrow)
    let { write } = this
    if (isNarrow) {
      const { halves } = this
      halves[write++] = row[0] as number
      for (let i = 1; i < HEAD; i++) {
        const word = row[i] as number
        halves[write++] = word
        halves[write++] = word >>> 16
      }
      for (let i = HEAD; i < length; i++) halves[write++] = row[i] as number
    } else {
      const { words } = this
      for (let i = 0; i < length; i++) words[write++] = row[i] as number
    }
    this.write = write
  }

  /** The chunks of the next level so far; rows that are added later go to another. */
  sealed(): readonly number[] {
    this.seal()
    this.end = this.write = 0
    return this.next
  }

  /** Goes on in a chunk that has room for a row of this length. */
  private makeRoom(length: number, isNarrow: boolean): void {
    if (length > CHUNK - CHUNK_HEAD) throw new RangeError(`a state with more than ${CHUNK - CHUNK_HEAD - HEAD - this.slots} messages in flight: bound the network (maxInFlight)`)
    this.seal()
    const chunk = this.free.pop() ?? (this.takeChunk === undefined ? this.chunks++ : this.takeChunk())
    this.arena.reserve((chunk + 1) * CHUNK)
    this.look()
    this.next.push(chunk)
    this.writesNarrow = isNarrow
    this.words[chunk * CHUNK + IS_NARROW] = isNarrow ? 1 : 0
    const begin = this.begins(chunk, isNarrow)
    this.write = begin + (isNarrow ? 2 * CHUNK_HEAD : CHUNK_HEAD)
    this.end = begin + (isNarrow ? 2 * CHUNK : CHUNK)
  }

  /** Says where the last row ends of the chunk that rows go to. */
  private seal(): void {
    const chunk = this.next[this.next.length - 1]
    if (chunk !== undefined && this.end > 0) this.words[chunk * CHUNK + END] = this.write - this.begins(chunk, this.writesNarrow)
  }

  /** Where a chunk begins, in its units. */
  private begins(chunk: number, isNarrow: boolean): number {
    return chunk * CHUNK * (isNarrow ? 2 : 1)
  }

  private half(at: number): number {
    return (this.halves[at] as number) | ((this.halves[at + 1] as number) << 16)
  }

  private look(): void {
    if (this.words === this.arena.view) return
    this.words = this.arena.view
    this.halves = halvesOf(this.words)
  }
}

const halvesOf = (words: Int32Array): Uint16Array => new Uint16Array(words.buffer, words.byteOffset, 2 * words.length)
