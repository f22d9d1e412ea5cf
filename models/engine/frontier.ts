/**
 * States that are to be expanded, as rows of words in chunks: those of the current level and of the next. A chunk whose rows
 * were expanded is used again, so that both levels take little more room than one.
 *
 * A row: messages in flight, fingerprint (two lanes), number of the state; then the local of each slot, then the messages
 * in flight, ascending (a message that is twice in flight stands there twice).
 *
 * @module
 */
import { CONSUMED, FIRST_SENT, SENT, type Transitions, WIDTH } from "./transitions.ts"
import { Words } from "./words.ts"

/** Words before the locals. */
export const HEAD = 4
export const STATE = 3

/** Words of a chunk; the first of them says how many are used. */
export const CHUNK = 1 << 14

const NO_MESSAGE = 0x7fffffff

export class Frontier {
  readonly slots: number
  /** All chunks, one after the other; another array when there are more. */
  words: Int32Array
  /** Chunks of the level that is being expanded, and of the level after it, by number. */
  current: readonly number[] = []
  next: number[] = []
  private free: number[] = []
  /** Chunks there are. */
  chunks = 0
  /** Another chunk's number, where threads share them. */
  takeChunk: (() => number) | undefined
  /** Where the next row goes, and where the chunk ends that it goes to. */
  private write = 0
  private end = 0
  private readonly arena: Words
  private readonly transitions: Transitions
  private readonly isSet: boolean

  /** `isSet`: a message is in flight at most once. `shared`: the chunks of another thread. */
  constructor(slots: number, transitions: Transitions, isSet: boolean, shared?: SharedArrayBuffer) {
    this.arena = new Words(shared ?? CHUNK)
    this.slots = slots
    this.transitions = transitions
    this.isSet = isSet
    this.words = this.arena.view
  }

  /** The chunks in memory that other threads can see. */
  share(): SharedArrayBuffer {
    const buffer = this.arena.share()
    this.words = this.arena.view
    return buffer
  }

  /** Other threads may have added chunks. */
  refresh(): void {
    this.arena.refresh()
    this.words = this.arena.view
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
      const { words } = this
      const end = this.last(chunk)
      let write = this.first(chunk)
      for (let at = write; at < end; ) {
        const after = this.after(at)
        if (isOut(words[at + 1] as number, words[at + 2] as number)) out++
        else {
          words.copyWithin(write, at, after)
          write += after - at
        }
        at = after
      }
      words[chunk * CHUNK] = write - chunk * CHUNK
    }
    return out
  }

  /** The rows of the next level, chunk by chunk, to be written to disk. */
  images(): readonly Int32Array[] {
    this.seal()
    return this.next.map((chunk) => this.words.subarray(chunk * CHUNK, this.last(chunk)))
  }

  /** The next level is what `images` were of. */
  restore(readers: readonly ((into: Int32Array) => void)[]): void {
    this.next = []
    this.free = []
    this.chunks = readers.length
    this.arena.reserve((readers.length + 1) * CHUNK)
    this.words = this.arena.view
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

  /** Where the first row of a chunk begins. */
  first(chunk: number): number {
    return chunk * CHUNK + 1
  }

  /** Where the last row of a chunk ends. */
  last(chunk: number): number {
    return chunk * CHUNK + (this.words[chunk * CHUNK] as number)
  }

  /** Where the row after this one begins. */
  after(at: number): number {
    return at + HEAD + this.slots + (this.words[at] as number)
  }

  /** Its rows are not needed any more. */
  release(chunk: number): void {
    this.free.push(chunk)
  }

  /** Adds the first row; returns where it begins. */
  begin(locals: readonly number[], messages: readonly number[], a: number, b: number): number {
    const row = [messages.length, a, b, 0, ...locals, ...messages]
    this.makeRoom(row.length)
    const at = this.write
    this.words.set(row, at)
    this.write += row.length
    return at
  }

  /**
   * Adds the row of what transition `t` makes of the row at `at`; its locals are in `locals`. Returns where the new row
   * begins.
   */
  add(at: number, t: number, locals: Int32Array, a: number, b: number, state: number): number {
    const row = this.compose(at, t, locals)
    const { words } = this
    words[row + 1] = a
    words[row + 2] = b
    words[row + STATE] = state
    this.write = this.after(row)
    return row
  }

  /** The same, but for fingerprint and number; the next row takes its place. */
  compose(at: number, t: number, locals: Int32Array): number {
    const { slots, isSet } = this
    const { records, outputs } = this.transitions
    const record = t * WIDTH
    const inFlight = this.words[at] as number
    const sent = records[record + SENT] as number
    if (this.write + HEAD + slots + inFlight + sent > this.end) this.makeRoom(HEAD + slots + inFlight + sent)
    const { words, write: row } = this
    const start = row + HEAD + slots
    for (let s = 0; s < slots; s++) words[row + HEAD + s] = locals[s] as number
    // Merges two ascending lists, leaving out one copy of what was consumed and, in a set, what is there already.
    let gone = records[record + CONSUMED] as number
    let write = start
    let read = at + HEAD + slots
    const end = read + inFlight
    const first = records[record + FIRST_SENT] as number
    for (let k = 0; k <= sent; k++) {
      const e = k < sent ? (outputs[first + k] as number) : NO_MESSAGE
      while (read < end && (words[read] as number) < e) {
        const kept = words[read++] as number
        if (kept === gone) gone = -1
        else words[write++] = kept
      }
      if (k === sent || (isSet && read < end && words[read] === e)) continue
      words[write++] = e
    }
    words[row] = write - start
    return row
  }

  /** The chunks of the next level so far; rows that are added later go to another. */
  sealed(): readonly number[] {
    this.seal()
    this.end = this.write = 0
    return this.next
  }

  /** Goes on in a chunk that has room for a row of this length. */
  private makeRoom(length: number): void {
    if (length >= CHUNK) throw new RangeError(`a state with more than ${CHUNK - HEAD - this.slots - 1} messages in flight: bound the network (maxInFlight)`)
    this.seal()
    const chunk = this.free.pop() ?? (this.takeChunk === undefined ? this.chunks++ : this.takeChunk())
    this.arena.reserve((chunk + 1) * CHUNK)
    this.words = this.arena.view
    this.next.push(chunk)
    this.write = this.first(chunk)
    this.end = (chunk + 1) * CHUNK
  }

  /** Says where the last row ends of the chunk that rows go to. */
  private seal(): void {
    const chunk = this.next[this.next.length - 1]
    if (chunk !== undefined && this.end > 0) this.words[chunk * CHUNK] = this.write - chunk * CHUNK
  }
}
