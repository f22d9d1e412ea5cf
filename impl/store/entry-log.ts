/**
 * The log of a broker: entries by index, their bodies in segment files.
 *
 * The pure machine decides what is appended, truncated and dropped, and names entries by index; this class carries it
 * out and keeps the bodies. Writes go to the page cache, `sync` makes them durable. A *position* is a byte of the log as a
 * whole; it is the same on every member, and RocketMQ's physical offset of a message is the position of its body.
 *
 * Directory: `meta` (`log-meta.ts`) and the segments (`segments.ts`), with a file `.durable` beside it (`durable-mark.ts`); records as their format has them (`record-format.ts`): a DLedger
 * member's, or messages alone as RocketMQ's masters and slaves have them.
 *
 * After an error of a write or an fsync the log has failed for good: what the page cache holds may never reach the disk,
 * and a second fsync would claim that it did. Every later write throws, every later sync reports `StoreFailedError`. Reads
 * go on.
 *
 * DLedger `DLedgerMmapFileStore` · RocketMQ `CommitLog`.
 *
 * @module
 */
import type { Run } from "../../spec/log/log.ts"
import { mustHave } from "../../spec/store/recovery.ts"
import type { Done, Files } from "../files/files.ts"
import { dledgerFormat } from "./dledger-format.ts"
import { DurableMark } from "./durable-mark.ts"
import { DamagedFileError, StoreFailedError, toError } from "./errors.ts"
import { GroupCommit, type Syncable } from "./group-commit.ts"
import { IndexTable } from "./index-table.ts"
import type { LogMeta } from "./log-meta.ts"
import { keepAside } from "./log-aside.ts"
import { openSegments } from "./log-open.ts"
import { LogReader } from "./log-reader.ts"
import { type Before, type RecoveredLog, scan } from "./log-recovery.ts"
import type { RecordFormat } from "./record-format.ts"
import type { Segments } from "./segments.ts"
import type { SlotFile } from "./slot-file.ts"
import { TermRuns } from "./term-runs.ts"

/** Bytes. `mappedFileSizeForEntryData` is 1 GiB in DLedger, `mappedFileSizeCommitLog` in RocketMQ, where its length takes no space. */
const DEFAULT_SEGMENT_SIZES: { readonly [name in RecordFormat["name"]]: number } = { DLedger: 64 * 1024 * 1024, RocketMQ: 1024 * 1024 * 1024 }

export interface EntryLogOptions {
  /** Bytes; must be the same on all members and in all lives. A record has at most 8 bytes less. */
  readonly segmentSize?: number
  /** DLedger's unless said. */
  readonly format?: RecordFormat
  /** Of a log of messages: how the life before ended. Everything is looked at unless said. */
  readonly before?: Before
  /** Told every entry found by the recovery, in order. `position` is that of the body, which is valid only during the call. */
  readonly onEntry?: (index: number, term: number, position: number, body: Buffer) => void
}

export type SyncDone = (error: Error | undefined, durableIndex: number) => void

export class EntryLog {
  readonly dir: string
  private readonly segmentSize: number
  private readonly format: RecordFormat
  private readonly meta: SlotFile<LogMeta>
  private readonly segments: Segments
  private readonly commits: GroupCommit
  private readonly reader: LogReader
  private readonly table: IndexTable
  /** A log of messages has none: RocketMQ, which may run on it, would not know of it. */
  private readonly mark: DurableMark | undefined
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
    const { format = dledgerFormat, before = { exit: "abnormal", checkpoint: 0, flushed: 0 } } = options
    const { meta, segments, base } = openSegments(files, dir, {
      format,
      segmentSize: options.segmentSize,
      defaultSize: DEFAULT_SEGMENT_SIZES[format.name],
      meta: format.preallocates ? `${dir}.base` : `${dir}/meta`
    })
    const mark = format.preallocates ? undefined : new DurableMark(files, `${dir}.durable`)
    const log = new EntryLog(dir, meta, segments, base, mark)
    const { cut, broken, end } = scan(segments, base, before, (index, term, position, size, body, chainCrc) => {
      log.note(index, term, position, size, chainCrc)
      if (body === undefined) log.reader.broken.add(index)
      else options.onEntry?.(index, term, position + format.bodyOffset, body)
    })
    log.end = end
    const lastIndex = log.lastIndex
    const onceDurable = mark === undefined ? lastIndex : mustHave({ lastIndex, behind: cut?.intactIndexBehind ?? null, marked: mark.isKnown ? mark.index : null, samePower: mark.isSamePower })
    // What shows that entries were there is about to be cut off. Until the log's owner has taken note of it, the mark says what is missing.
    mark?.noteNow(onceDurable)
    const kept = cut?.kind === "DAMAGE" && format.preallocates ? keepAside(files, segments, end) : undefined
    // A log that was closed ends in nothing but zeros: there is nothing to cut.
    if (cut !== undefined || before.exit === "abnormal") segments.cut(end)
    files.syncDir(dir)
    log.durable = log.lastIndex
    const lacks = onceDurable > lastIndex ? { onceDurable } : {}
    const recovered = { ...lacks, baseIndex: base.baseIndex, baseTerm: base.baseTerm, firstIndex: log.firstIndex, lastIndex: log.lastIndex, runs: log.runs }
    return { log, recovered: { ...recovered, ...(cut ? { cut: kept === undefined ? cut : { ...cut, kept } } : {}), ...(broken.length > 0 ? { broken } : {}) } }
  }

  private constructor(dir: string, meta: SlotFile<LogMeta>, segments: Segments, base: LogMeta, mark: DurableMark | undefined) {
    this.dir = dir
    this.mark = mark
    this.segmentSize = base.segmentSize
    this.format = segments.format
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
    return this.nextRecord(bodySize) + this.format.bodyOffset
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
    const { format } = this
    const position = this.nextRecord(body.length)
    const size = format.bodyOffset + body.length
    if (size > this.scratch.length) this.scratch = Buffer.allocUnsafe(size)
    const chainCrc = format.encode(this.scratch, { index, term, position }, body, this.chainCrc)
    const record = this.scratch.subarray(0, size)
    // Only a message that comes from elsewhere can know another place: that log and this one have parted.
    const problem = format.bodyOffset > 0 ? undefined : size < format.headerSize ? "too short for a message" : format.headerProblem(record, position, size)
    if (problem !== undefined) throw new RangeError(`entry ${index}, at ${position}: ${problem}`)
    this.attempt(() => {
      if (position !== this.end) this.segments.write(format.encodeBlank(this.segments.startOf(this.end) + this.segmentSize - this.end), this.end)
      this.segments.write(record, position)
    })
    this.note(index, term, position, size, chainCrc)
    return position + format.bodyOffset
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
      if (this.mark !== undefined && this.mark.index >= index) this.mark.noteNow(index - 1)
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
      this.saveBase({ ...this.base, baseIndex: index, baseTerm, basePosition: this.basePositionAfter(index), baseChainCrc: this.chainCrcOf(index) })
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
    if (!Number.isSafeInteger(position) || position < 0 || left < this.format.blankSize) throw new RangeError(`no record can end at ${position}`)
    const base = { segmentSize: this.segmentSize, baseIndex: index, baseTerm: term, basePosition: position, baseChainCrc: 0 }
    this.attempt(() => {
      this.mark?.noteNow(-1)
      this.saveBase({ ...base, resetting: true })
      this.segments.removeAll()
      this.saveBase({ ...base, resetting: false })
      this.mark?.note(index)
    })
    this.table.reset(index + 1)
    this.terms = new TermRuns(index, term)
    this.end = position
    this.chainCrc = 0
    this.durable = index
    this.syncTarget = Math.min(this.syncTarget, index)
  }

  /** It is known, and on disk, that the log lacks entries that were there once: from now on it is as it is. What went wrong, if anything. */
  acceptLoss(): Error | undefined {
    try {
      if (!this.failure) this.mark?.noteNow(this.durable)
    } catch (error) {
      this.fail(error)
    }
    return this.failure
  }

  /** The note of how far the log is on disk gets there itself; `undefined`: it is there, or there is none. */
  markBehind(): ((done: Done) => void) | undefined {
    const { mark } = this
    return mark?.isBehind === true && !this.failure ? (done) => mark.sync(done) : undefined
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
      if (!this.format.preallocates || !(error instanceof DamagedFileError)) throw error
      return Array.from({ length: last + 1 - first }, (_, i) => this.readRaw(first + i))
    }
  }

  /** The entry whose body begins at this very position; `undefined` if none does, or if it is a message that is damaged. Of a DLedger member's throws as `read` does. */
  readAt(position: number): { readonly index: number; readonly body: Buffer } | undefined {
    try {
      return this.reader.readAt(position)
    } catch (error) {
      if (!this.format.preallocates || !(error instanceof DamagedFileError)) throw error
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

  /** The bytes of a record as they are, whatever they are. */
  readRaw(index: number): Buffer {
    return this.reader.readRaw(index)
  }

  /** Has a write or an fsync failed? */
  get hasFailed(): boolean {
    return this.failure instanceof StoreFailedError
  }

  /** The last entry that begins in each segment but the last one, oldest first: what may go with its file. */
  segmentEnds(): { readonly path: string; readonly start: number; readonly last: number }[] {
    const { table, segments } = this
    return segments
      .list()
      .map((start) => ({ path: segments.path(start), start, last: table.lastBefore(start + this.segmentSize) }))
      .filter(({ last }) => last < this.lastIndex)
  }

  /** Syncs what is written, unless the log has failed. A sync under way reports an error. */
  close(): void {
    try {
      if (!this.failure) this.syncRest()
    } finally {
      this.failure ??= new Error(`${this.dir} is closed`)
      this.segments.close()
      this.meta.close()
      this.mark?.close()
    }
  }

  /** Also what a sync under way covers: it may not end any more. The blank behind the last entry on disk may not be there either. */
  private syncRest(): void {
    this.segments.takeDirty()
    if (this.durable >= this.lastIndex) return
    const { segments } = this
    for (let start = segments.startOf(this.positionAfter(this.durable)); start <= this.end; start += this.segmentSize) if (segments.exists(start)) segments.at(start).syncNow()
  }

  /** Where the next record begins. DLedger `MmapFileList.preAppend`: a segment keeps room for a blank. */
  private nextRecord(bodySize: number): number {
    const size = this.format.bodyOffset + bodySize + this.format.blankSize
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
    const header = Buffer.alloc(this.format.headerSize)
    this.segments.read(header, this.table.position(index), header.length)
    return this.format.chainCrcOf(header)
  }

  /** A log of messages begins where a segment does: RocketMQ's has no other place to begin. */
  private basePositionAfter(index: number): number {
    const end = this.positionAfter(index)
    return this.format.preallocates && index < this.lastIndex ? this.segments.startOf(this.table.position(index + 1)) : end
  }

  private saveBase(base: LogMeta): void {
    this.meta.saveNow(base)
    this.base = base
  }

  private beginSync(): readonly Syncable[] {
    this.syncTarget = this.lastIndex
    const dirty = this.segments.takeDirty()
    // Nothing to sync is answered later, too.
    return dirty.length > 0 ? dirty : [this.format.preallocates ? this.segments.at(this.segments.startOf(this.end)) : this.meta]
  }

  private endSync(error: Error | undefined): Error | undefined {
    if (error) this.fail(error)
    else if (!this.failure) {
      this.durable = Math.max(this.durable, this.syncTarget)
      try {
        // Before anybody hears that it is on disk.
        this.mark?.note(this.durable)
      } catch (thrown) {
        this.fail(thrown)
      }
    }
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
