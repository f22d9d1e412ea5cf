/**
 * Reads entries of a log: their positions from memory, their bytes from the segments (the page cache is the cache).
 *
 * @module
 */
import { BODY_OFFSET, bodyIsIntact, indexOf, sizeOf } from "./entry-format.ts"
import { DamagedFileError } from "./errors.ts"
import type { IndexTable } from "./index-table.ts"
import type { Segments } from "./segments.ts"

export class LogReader {
  private readonly segments: Segments
  private readonly table: IndexTable

  constructor(segments: Segments, table: IndexTable) {
    this.segments = segments
    this.table = table
  }

  /** The body of an entry. Throws `RangeError` if the log does not hold it, `DamagedFileError` if it is not what was written. */
  read(index: number): Buffer {
    this.ensureHeld(index)
    return this.bytes(index, index)[0] as Buffer
  }

  /** Bodies from `first` on, up to `last` and to `maxBytes` of bodies, but at least one. */
  readRange(first: number, last: number, maxBytes: number): Buffer[] {
    this.ensureHeld(first)
    this.ensureHeld(last)
    let stop = first
    let total = this.table.size(first) - BODY_OFFSET
    while (stop < last && total + this.table.size(stop + 1) - BODY_OFFSET <= maxBytes) total += this.table.size(++stop) - BODY_OFFSET
    const bodies: Buffer[] = []
    for (let from = first; from <= stop; ) {
      let to = from
      while (to < stop && this.table.position(to + 1) === this.table.end(to)) to++
      bodies.push(...this.bytes(from, to))
      from = to + 1
    }
    return bodies
  }

  /** The entry whose body begins at this very position; `undefined` if none does. */
  readAt(position: number): { readonly index: number; readonly body: Buffer } | undefined {
    const index = this.table.indexAt(position - BODY_OFFSET)
    return index === undefined ? undefined : { index, body: this.read(index) }
  }

  /** Bodies of entries that lie behind each other in one segment, with one read. */
  private bytes(first: number, last: number): Buffer[] {
    const position = this.table.position(first)
    const length = this.table.end(last) - position
    const buffer = Buffer.allocUnsafe(length)
    const count = this.segments.read(buffer, position, length)
    const bodies: Buffer[] = []
    for (let index = first; index <= last; index++) {
      const at = this.table.position(index) - position
      const record = buffer.subarray(at, at + this.table.size(index))
      if (count < at + record.length || sizeOf(record) !== record.length || indexOf(record) !== index || !bodyIsIntact(record)) {
        throw new DamagedFileError(
          this.segments.path(this.segments.startOf(position)),
          `entry ${index} at ${position + at} is not what was written`,
          "Restart the member: what is damaged is cut off and fetched from the leader"
        )
      }
      bodies.push(record.subarray(BODY_OFFSET))
    }
    return bodies
  }

  private ensureHeld(index: number): void {
    const { first, next } = this.table
    if (!(index >= first && index < next)) throw new RangeError(`entry ${index} is not in the log, which holds [${first}, ${next})`)
  }
}
