/**
 * Reads entries of a log: their positions from memory, their bytes from the segments (the page cache is the cache).
 *
 * @module
 */
import { DamagedFileError } from "./errors.ts"
import type { IndexTable } from "./index-table.ts"
import type { Segments } from "./segments.ts"

export class LogReader {
  private readonly segments: Segments
  private readonly table: IndexTable
  /** Entries that are known not to be what was written. */
  readonly broken = new Set<number>()

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
    const { bodyOffset } = this.segments.format
    let total = this.table.size(first) - bodyOffset
    while (stop < last && total + this.table.size(stop + 1) - bodyOffset <= maxBytes) total += this.table.size(++stop) - bodyOffset
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
    const index = this.indexAt(position)
    return index === undefined ? undefined : { index, body: this.read(index) }
  }

  /** The entry whose body begins at this very position. */
  indexAt(position: number): number | undefined {
    return this.table.indexAt(position - this.segments.format.bodyOffset)
  }

  /** The bytes of a record as they are, whatever they are. */
  readRaw(index: number): Buffer {
    this.ensureHeld(index)
    const buffer = Buffer.alloc(this.table.size(index))
    this.segments.read(buffer, this.table.position(index), buffer.length)
    return buffer
  }

  /** Bodies of entries that lie behind each other in one segment, with one read. */
  private bytes(first: number, last: number): Buffer[] {
    const position = this.table.position(first)
    const length = this.table.end(last) - position
    const buffer = Buffer.allocUnsafe(length)
    const count = this.segments.read(buffer, position, length)
    const bodies: Buffer[] = []
    const { format } = this.segments
    for (let index = first; index <= last; index++) {
      const at = this.table.position(index) - position
      const record = buffer.subarray(at, at + this.table.size(index))
      if (this.broken.has(index) || count < at + record.length || this.problem(record, index, position + at) !== undefined) {
        this.broken.add(index)
        throw new DamagedFileError(
          this.segments.path(this.segments.startOf(position)),
          `entry ${index} at ${position + at} is not what was written`,
          format.keepsBroken
            ? "It is not served; restore the file from a copy or from the other broker of the group, whose file is the same, byte for byte, or let it expire"
            : "Restart the member: what is damaged is cut off and fetched from the leader"
        )
      }
      bodies.push(record.subarray(format.bodyOffset))
    }
    return bodies
  }

  private problem(record: Buffer, index: number, position: number): string | undefined {
    const { format } = this.segments
    if (record.length < format.headerSize || format.sizeOf(record) !== record.length || (format.indexIn?.(record) ?? index) !== index) return "another record"
    return format.headerProblem(record, position, record.length) ?? format.recordProblem(record)
  }

  private ensureHeld(index: number): void {
    const { first, next } = this.table
    if (!(index >= first && index < next)) throw new RangeError(`entry ${index} is not in the log, which holds [${first}, ${next})`)
  }
}
