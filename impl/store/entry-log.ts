/**
 * The log of a DLedger group's member: entries by index, their bodies in segment files.
 *
 * The pure machine decides what is appended, truncated and dropped, and names entries by index; this class carries it
 * out and keeps the bodies. Writes go to the page cache, `sync` makes them durable. A *position* is a byte of the log as a
 * whole; it is the same on every member, and RocketMQ's physical offset of a message is the position of its body.
 *
 * Directory: `meta` (`log-meta.ts`) and the segments (`segments.ts`); records as in `entry-format.ts`.
 *
 * After an error of a write or an fsync the log has failed for good: what the page cache holds may never reach the disk,
 * and a second fsync would claim that it did. Every later write throws, every later sync reports `StoreFailedError`. Reads
 * go on.
 *
 * DLedger `DLedgerMmapFileStore`.
 *
 * @module
 */
import type { Run } from "../../spec/log/log.ts"
import type { Files } from "../files/files.ts"
import { BLANK_SIZE, BODY_OFFSET, CHAIN_CRC_AT, encodeBlank, encodeRecord } from "./entry-format.ts"
import { StoreFailedError, toError } from "./errors.ts"
import { GroupCommit, type Syncable } from "./group-commit.ts"
import { IndexTable } from "./index-table.ts"
import type { LogMeta } from "./log-meta.ts"
import { openSegments } from "./log-open.ts"
import { LogReader } from "./log-reader.ts"
import { type RecoveredLog, scan } from "./log-recovery.ts"
import type { Segments } from "./segments.ts"
import type { SlotFile } from "./slot-file.ts"
import { TermRuns } from "./term-runs.ts"

/** `mappedFileSizeForEntryData` is 1 GiB in DLedger. */
export const DEFAULT_SEGMENT_SIZE = 64 * 1024 * 1024

export interface EntryLogOptions {
  /** Bytes; must be the same on all members and in all lives. A record has at most 8 bytes less. */
  readonly segmentSize?: number
  /** Told every entry found by the recovery, in order. `position` is that of the body, which is valid only during the call. */
  readonly onEntry?: (index: number, term: number, position: number, body: Buffer) => void
}

export type SyncDone = (error: Error | undefined, durableIndex: number) => void

export class EntryLog {
  readonly dir: string
  private readonly segmentSize: number
  private readonly meta: SlotFile<LogMeta>
  private readonly segments: Segments
  private readonly commits: GroupCommit
  private readonly reader: LogReader
  private readonly table: IndexTable
  private terms: TermRuns
  private base: LogMeta
  /** Position behind the last record. */
  private end: number
  private chainCrc: number
  private durable: number
  /** What the sync under way will make durable. */
  private syncTarget = -1
  private failure: Error | undefined
  private scratch = Buffer.allocUnsafe(64 * 1024)

  /** Reads the log in `dir` (created if missing) and cuts off what is torn. Throws `DamagedFileError` if it is not known where the log begins. */
  static open(files: Files, dir: string, options: EntryLogOptions = {}): { readonly log: EntryLog; readonly recovered: RecoveredLog } {
    const segmentSize = options.segmentSize ?? DEFAULT_SEGMENT_SIZE
    const { meta, segments, base } = openSegments(files, dir, segmentSize)
    const log = new EntryLog(dir, meta, segments, base)
    const cut = scan(segments, base, (index, term, position, body, chainCrc) => {
      log.note(index, term, position, BODY_OFFSET + body.length, chainCrc)
      options.onEntry?.(index, term, position + BODY_OFFSET, body)
    })
    segments.cut(log.end)
    files.syncDir(dir)
    log.durable = log.lastIndex
    const recovered = { baseIndex: base.baseIndex, baseTerm: base.baseTerm, firstIndex: log.firstIndex, lastIndex: log.lastIndex, runs: log.runs }
    return { log, recovered: cut ? { ...recovered, cut } : recovered }
  }

  private constructor(dir: string, meta: SlotFile<LogMeta>, segments: Segments, base: LogMeta) {
    this.dir = dir
    this.segmentSize = base.segmentSize
    this.meta = meta
    this.segments = segments
    this.base = base
    this.table = new IndexTable(base.baseIndex + 1)
    this.terms = new TermRuns(base.baseIndex, base.baseTerm)
    this.end = base.basePosition
    this.chainCrc = base.baseChainCrc
    this.durable = base.baseIndex
    this.reader = new LogReader(segments, this.table)
    this.commits = new GroupCommit(
      () => this.beginSync(),
      (error) => this.endSync(error)
    )
  }

  get firstIndex(): number {
    return this.table.first
  }

  /** The last entry written; the base if there is none. */
  get lastIndex(): number {
    return this.table.next - 1
  }

  /** The last entry on disk. */
  get durableIndex(): number {
    return this.durable
  }

  get runs(): readonly Run[] {
    return this.terms.runs
  }

  /** The term of an entry held, or of the base; `undefined` for any other. */
  termOf(index: number): number | undefined {
    return index > this.lastIndex ? undefined : this.terms.termOf(index)
  }

  /** Where the next body's first byte will be. Throws `RangeError` if it does not fit a segment. */
  nextPosition(bodySize: number): number {
    return this.nextRecord(bodySize) + BODY_OFFSET
  }

  /** Where the record of the base or of an entry held ends: the position that `resetTo` takes with it. */
  positionAfter(index: number): number {
    return index === this.base.baseIndex ? this.base.basePosition : this.table.end(index)
  }

  /**
   * Writes the entry; the position of its body. Throws `RangeError`, with nothing written, if `index` does not follow the
   * last one, if `term` is lower than the last one, or if the body does not fit a segment.
   */
  append(index: number, term: number, body: Uint8Array): number {
    this.ensureUsable()
    if (index !== this.lastIndex + 1) throw new RangeError(`entry ${index} does not follow ${this.lastIndex}`)
    if (!(term >= this.terms.lastTerm)) throw new RangeError(`term ${term} is below ${this.terms.lastTerm}`)
    const position = this.nextRecord(body.length)
    const size = BODY_OFFSET + body.length
    if (size > this.scratch.length) this.scratch = Buffer.allocUnsafe(size)
    const chainCrc = encodeRecord(this.scratch, { index, term, position }, body, this.chainCrc)
    this.attempt(() => {
      if (position !== this.end) this.segments.write(encodeBlank(position - this.end), this.end)
      this.segments.write(this.scratch.subarray(0, size), position)
    })
    this.note(index, term, position, size, chainCrc)
    return position + BODY_OFFSET
  }

  /** Makes what is written durable. `done` is called later, with the index that is on disk then; on a failed log at once, with the error. */
  sync(done: SyncDone): void {
    if (this.failure) done(this.failure, this.durable)
    else this.commits.request((error) => done(error, this.durable))
  }

  /** Removes the entries from `index` on. Durable before it returns, since what follows may overwrite them. */
  truncateFrom(index: number): void {
    this.ensureUsable()
    if (index > this.lastIndex) return
    if (index < this.firstIndex) throw new RangeError(`entry ${index} is below the first one, ${this.firstIndex}`)
    this.attempt(() => {
      // Also the blank behind the entry before, if it ended its segment: what comes now may fit there, as on the leader.
      const end = this.positionAfter(index - 1)
      this.chainCrc = this.chainCrcOf(index - 1)
      this.segments.cut(end)
      this.end = end
    })
    this.table.truncate(index)
    this.terms.truncate(index)
    this.durable = Math.min(this.durable, index - 1)
    this.syncTarget = Math.min(this.syncTarget, index - 1)
  }

  /** Forgets the entries up to `index`, which must be durable; it is the base from now on. Whole segments are removed. */
  compactTo(index: number): void {
    this.ensureUsable()
    if (index < this.firstIndex) return
    if (index > this.durable) throw new RangeError(`entry ${index} is not durable, only ${this.durable} is`)
    const baseTerm = this.termOf(index) as number
    this.attempt(() => {
      this.saveBase({ ...this.base, baseIndex: index, baseTerm, basePosition: this.positionAfter(index), baseChainCrc: this.chainCrcOf(index) })
      this.segments.removeBefore(this.base.basePosition)
    })
    this.terms.compact(index, this.lastIndex)
    this.table.dropBefore(index + 1)
  }

  /**
   * Forgets the whole log: it begins after entry `index` of `term`, whose record ends at `position` on the member that the
   * snapshot comes from (`positionAfter`). Durable before it returns. After a crash on the way it has happened or not.
   */
  resetTo(index: number, term: number, position: number): void {
    this.ensureUsable()
    const left = this.segments.startOf(position) + this.segmentSize - position
    if (!Number.isSafeInteger(position) || position < 0 || left < BLANK_SIZE) throw new RangeError(`no record can end at ${position}`)
    const base = { segmentSize: this.segmentSize, baseIndex: index, baseTerm: term, basePosition: position, baseChainCrc: 0 }
    this.attempt(() => {
      this.saveBase({ ...base, resetting: true })
      this.segments.removeAll()
      this.saveBase({ ...base, resetting: false })
    })
    this.table.reset(index + 1)
    this.terms = new TermRuns(index, term)
    this.end = position
    this.chainCrc = 0
    this.durable = index
    this.syncTarget = Math.min(this.syncTarget, index)
  }

  /** The body of an entry. Throws `RangeError` if the log does not hold it, `DamagedFileError` if it is not what was written. */
  read(index: number): Buffer {
    return this.reader.read(index)
  }

  /** Bodies from `first` on, up to `last` and to `maxBytes` of bodies, but at least one. Throws as `read` does. */
  readRange(first: number, last: number, maxBytes: number): Buffer[] {
    return this.reader.readRange(first, last, maxBytes)
  }

  /** The entry whose body begins at this very position; `undefined` if none does. */
  readAt(position: number): { readonly index: number; readonly body: Buffer } | undefined {
    return this.reader.readAt(position)
  }

  /** Syncs what is written, unless the log has failed. A sync under way reports an error. */
  close(): void {
    try {
      if (!this.failure) for (const handle of this.segments.takeDirty()) handle.syncNow()
    } finally {
      this.failure ??= new Error(`${this.dir} is closed`)
      this.segments.close()
      this.meta.close()
    }
  }

  /** Where the next record begins. DLedger `MmapFileList.preAppend`: a segment keeps room for a blank. */
  private nextRecord(bodySize: number): number {
    const size = BODY_OFFSET + bodySize + BLANK_SIZE
    if (size > this.segmentSize) throw new RangeError(`a body of ${bodySize} bytes does not fit a segment of ${this.segmentSize}`)
    const nextSegment = this.segments.startOf(this.end) + this.segmentSize
    return size > nextSegment - this.end ? nextSegment : this.end
  }

  private note(index: number, term: number, position: number, size: number, chainCrc: number): void {
    this.table.push(position, size)
    this.terms.append(index, term)
    this.end = position + size
    this.chainCrc = chainCrc
  }

  private chainCrcOf(index: number): number {
    if (index === this.base.baseIndex) return this.base.baseChainCrc
    if (index === this.lastIndex) return this.chainCrc
    const field = Buffer.alloc(4)
    this.segments.read(field, this.table.position(index) + CHAIN_CRC_AT, 4)
    return field.readUInt32BE(0)
  }

  private saveBase(base: LogMeta): void {
    this.meta.saveNow(base)
    this.base = base
  }

  private beginSync(): readonly Syncable[] {
    this.syncTarget = this.lastIndex
    const dirty = this.segments.takeDirty()
    // Nothing to sync is answered later, too.
    return dirty.length > 0 ? dirty : [this.meta]
  }

  private endSync(error: Error | undefined): Error | undefined {
    if (error) this.fail(error)
    else if (!this.failure) this.durable = Math.max(this.durable, this.syncTarget)
    return this.failure
  }

  private ensureUsable(): void {
    if (this.failure) throw this.failure
  }

  private attempt(write: () => void): void {
    try {
      write()
    } catch (error) {
      throw this.fail(error)
    }
  }

  private fail(error: unknown): Error {
    this.failure ??= new StoreFailedError(this.dir, toError(error))
    return this.failure
  }
}
