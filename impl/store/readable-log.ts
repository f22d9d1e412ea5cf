/**
 * A log as it can be read: which entries there are, of which terms, where they are, and their bodies.
 *
 * @module
 */
import type { Run } from "../../spec/log/log.ts"
import { DamagedFileError } from "./errors.ts"
import type { IndexTable } from "./index-table.ts"
import type { LogMeta } from "./log-meta.ts"
import { LogReader } from "./log-reader.ts"
import type { Segments } from "./segments.ts"
import { TermRuns } from "./term-runs.ts"

export class ReadableLog {
  readonly dir: string
  protected readonly segments: Segments
  protected readonly reader: LogReader
  protected readonly table: IndexTable
  protected terms: TermRuns
  protected base: LogMeta

  protected constructor(dir: string, segments: Segments, table: IndexTable, base: LogMeta) {
    this.dir = dir
    this.segments = segments
    this.base = base
    this.table = table
    this.terms = new TermRuns(base.baseIndex, base.baseTerm)
    this.reader = new LogReader(segments, table)
  }

  get firstIndex(): number {
    return this.table.first
  }

  /** The last entry written; the base if there is none. */
  get lastIndex(): number {
    return this.table.next - 1
  }

  get runs(): readonly Run[] {
    return this.terms.runs
  }

  /** The term of an entry held, or of the base; `undefined` for any other. */
  termOf(index: number): number | undefined {
    return index > this.lastIndex ? undefined : this.terms.termOf(index)
  }

  /** Where the record of the base or of an entry held ends: the position that `resetTo` takes with it. */
  positionAfter(index: number): number {
    return index === this.base.baseIndex ? this.base.basePosition : this.table.end(index)
  }

  /** The body of an entry. Throws `RangeError` if the log does not hold it, `DamagedFileError` if it is not what was written. */
  read(index: number): Buffer {
    return this.reader.read(index)
  }

  /** Bodies from `first` on, up to `last` and to `maxBytes` of bodies, but at least one. Throws as `read` does. */
  readRange(first: number, last: number, maxBytes: number): Buffer[] {
    return this.reader.readRange(first, last, maxBytes)
  }

  /**
   * As `readRange`, for another replica. A message that is damaged goes to it as it is, as RocketMQ sends it: its log stays the same, and
   * serves it as little.
   */
  readCopies(first: number, last: number): Buffer[] {
    try {
      return this.readRange(first, last, Infinity)
    } catch (error) {
      if (!this.segments.format.keepsBroken || !(error instanceof DamagedFileError)) throw error
      return Array.from({ length: last + 1 - first }, (_, i) => this.readRaw(first + i))
    }
  }

  /** The entry whose body begins at this very position; `undefined` if none does, or if it is a message that is damaged. Of a DLedger member's throws as `read` does. */
  readAt(position: number): { readonly index: number; readonly body: Buffer } | undefined {
    try {
      return this.reader.readAt(position)
    } catch (error) {
      if (!this.segments.format.keepsBroken || !(error instanceof DamagedFileError)) throw error
      return undefined
    }
  }

  /** The entry whose body begins at this very position, if one does; nothing is read. */
  indexAt(position: number): number | undefined {
    return this.reader.indexAt(position)
  }

  /** Is the entry known not to be what was written? */
  isBroken(index: number): boolean {
    return this.reader.broken.has(index)
  }

  /** The last entry whose record ends at this position or before; the base if there is none. */
  lastEndingBy(position: number): number {
    const last = this.table.lastBefore(position)
    return last >= this.firstIndex && this.table.end(last) > position ? last - 1 : last
  }

  /**
   * The bytes of the log from one position to another as they are, what is between records included, in pieces of at most `most` bytes,
   * each of which lies in one file.
   */
  *pieces(from: number, to: number, most: number): IterableIterator<{ readonly offset: number; readonly bytes: Buffer }> {
    const { segments } = this
    for (let offset = from; offset < to; ) {
      const bytes = Buffer.alloc(Math.min(most, to - offset, segments.startOf(offset) + segments.segmentSize - offset))
      segments.read(bytes, offset, bytes.length)
      yield { offset, bytes }
      offset += bytes.length
    }
  }

  /** The bytes of a record as they are, whatever they are. */
  readRaw(index: number): Buffer {
    return this.reader.readRaw(index)
  }

  /** The last entry that begins in each segment but the last one, oldest first: what may go with its file. */
  segmentEnds(): { readonly path: string; readonly start: number; readonly last: number }[] {
    const { table, segments } = this
    return segments
      .list()
      .map((start) => ({ path: segments.path(start), start, last: table.lastBefore(start + segments.segmentSize) }))
      .filter(({ last }) => last < this.lastIndex)
  }
}
