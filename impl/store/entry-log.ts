/**
 * The log of a broker: entries by index, their bodies in segment files.
 *
 * The pure machine decides what is appended, truncated and dropped, and names entries by index; this class carries it
 * out and keeps the bodies. Writes go to the page cache, `sync` makes them durable. A *position* is a byte of the log as a
 * whole; it is the same on every member, and RocketMQ's physical offset of a message is the position of its body.
 *
 * Directory: `meta` (`log-meta.ts`) and the segments (`segments.ts`), with a file `.durable` beside it (`durable-mark.ts`); records as
 * their format has them (`record-format.ts`): a DLedger member's, or messages alone as RocketMQ's masters and slaves have them.
 *
 * After an error of a write or an fsync the log has failed for good: what the page cache holds may never reach the disk,
 * and a second fsync would claim that it did. Every later write throws, every later sync reports `StoreFailedError`. Reads
 * go on.
 *
 * DLedger `DLedgerMmapFileStore` · RocketMQ `CommitLog`.
 *
 * @module
 */
import { crc32 } from "node:zlib"
import { CHECKED_BYTES } from "../../spec/store/left.ts"
import { mustHave } from "../../spec/store/recovery.ts"
import type { Done, Files } from "../files/files.ts"
import { dledgerFormat } from "./dledger-format.ts"
import { DurableMark } from "./durable-mark.ts"
import { StoreFailedError } from "./errors.ts"
import type { Syncable } from "./group-commit.ts"
import { IndexTable } from "./index-table.ts"
import type { LogMeta } from "./log-meta.ts"
import { keepAside } from "./log-aside.ts"
import { openSegments } from "./log-open.ts"
import { type LogLeft, sameBase } from "./log-left.ts"
import { type Before, type RecoveredLog, scan, type ScanResult } from "./log-recovery.ts"
import { LogSync, type SyncDone } from "./log-sync.ts"
import { ReadableLog } from "./readable-log.ts"
import type { RecordFormat } from "./record-format.ts"
import type { Segments } from "./segments.ts"
import type { SlotFile } from "./slot-file.ts"
import { TableFiles } from "./table-files.ts"
import { TermRuns } from "./term-runs.ts"

/** Bytes. `mappedFileSizeForEntryData` is 1 GiB in DLedger, `mappedFileSizeCommitLog` in RocketMQ, where its length takes no space. */
const DEFAULT_SEGMENT_SIZES: { readonly [name in RecordFormat["name"]]: number } = { DLedger: 64 * 1024 * 1024, "DLedger 0.3.1.2": 1024 * 1024 * 1024, RocketMQ: 1024 * 1024 * 1024 }

export interface EntryLogOptions {
  /** Bytes; must be the same on all members and in all lives. A record has at most 8 bytes less. */
  readonly segmentSize?: number
  /** DLedger's unless said. */
  readonly format?: RecordFormat
  /** Of a log of messages: how the life before ended. Everything is looked at unless said. */
  readonly before?: Before
  /** The directory for where entries are, of which only a part is in memory then. Absent: all of it is. */
  readonly table?: string
  /** What a clean stop has written down. */
  readonly left?: LogLeft
  /** Told every entry found by reading the whole log, in order. `position` is that of the body, which is valid only during the call. */
  readonly onEntry?: (index: number, term: number, position: number, body: Buffer) => void
}

export class EntryLog extends ReadableLog {
  /** Bytes of each of its files. */
  readonly segmentSize: number
  private readonly format: RecordFormat
  private readonly meta: SlotFile<LogMeta>
  private readonly syncs: LogSync
  /** A log of messages has none: RocketMQ, which may run on it, would not know of it. */
  private readonly mark: DurableMark | undefined
  /** Position behind the last record. */
  private end: number
  private chainCrc: number
  private scratch = Buffer.allocUnsafe(64 * 1024)

  /** Reads the log in `dir` (created if missing) and cuts off what is torn. Throws `DamagedFileError` if it is not known where the log begins. */
  static open(files: Files, dir: string, options: EntryLogOptions = {}): { readonly log: EntryLog; readonly recovered: RecoveredLog } {
    const { format = dledgerFormat, before = { exit: "abnormal", checkpoint: 0, flushed: 0 }, left } = options
    const { meta, segments, base } = openSegments(files, dir, {
      format,
      segmentSize: options.segmentSize,
      defaultSize: DEFAULT_SEGMENT_SIZES[format.name],
      meta: format.preallocates ? `${dir}.base` : `${dir}/meta`
    })
    const mark = format.preallocates ? undefined : new DurableMark(files, `${dir}.durable`)
    const log = new EntryLog(dir, meta, segments, base, mark, options.table === undefined ? undefined : new TableFiles(files, options.table))
    const end = left === undefined ? undefined : log.takeOver(left, before)
    const { cut, broken, exit } = end ?? { ...log.readAll(before, options.onEntry), exit: before.exit }
    const { lastIndex } = log
    // What shows that entries were there is about to be cut off.
    const onceDurable = log.markFound(cut?.intactIndexBehind ?? null)
    const kept = cut?.kind === "DAMAGE" && format.preallocates ? keepAside(files, segments, log.end) : undefined
    // A log that was closed ends in nothing but zeros: there is nothing to cut.
    if (cut !== undefined || exit === "abnormal") segments.cut(log.end)
    files.syncDir(dir)
    log.syncs.durable = lastIndex
    return {
      log,
      recovered: {
        baseIndex: base.baseIndex,
        baseTerm: base.baseTerm,
        firstIndex: log.firstIndex,
        lastIndex,
        runs: log.runs,
        ...(cut === undefined ? {} : { cut: kept === undefined ? cut : { ...cut, kept } }),
        ...(onceDurable > lastIndex ? { onceDurable } : {}),
        ...(broken.length > 0 ? { broken } : {}),
        ...(end === undefined ? {} : { asLeft: true as const })
      }
    }
  }

  private constructor(dir: string, meta: SlotFile<LogMeta>, segments: Segments, base: LogMeta, mark: DurableMark | undefined, files: TableFiles | undefined) {
    super(dir, segments, new IndexTable(base.baseIndex + 1, files), base)
    this.mark = mark
    this.segmentSize = base.segmentSize
    this.format = segments.format
    this.meta = meta
    this.end = base.basePosition
    this.chainCrc = base.baseChainCrc
    this.syncs = new LogSync(dir, base.baseIndex, () => this.beginSync(), (last) => mark?.note(last))
  }

  /** What the log must have, whose end is found; the mark says it until it is known that some of it is missing. `behind`: the first whole record behind the end. */
  private markFound(behind: number | null): number {
    const { mark, lastIndex } = this
    if (mark === undefined) return lastIndex
    const index = mustHave({ lastIndex, behind, marked: mark.isKnown ? mark.index : null, samePower: mark.isSamePower })
    if (index > lastIndex) mark.owe(index)
    else mark.noteNow(index)
    return index
  }

  private readAll(before: Before, onEntry: EntryLogOptions["onEntry"]): ScanResult {
    const { base } = this
    this.table.reset(base.baseIndex + 1)
    this.terms = new TermRuns(base.baseIndex, base.baseTerm)
    this.reader.broken.clear()
    this.end = base.basePosition
    this.chainCrc = base.baseChainCrc
    return this.scanFrom(base, before, onEntry)
  }

  private scanFrom(start: LogMeta, before: Before, onEntry?: EntryLogOptions["onEntry"]): ScanResult {
    const { bodyOffset } = this.format
    const result = scan(this.segments, start, before, (index, term, position, size, body, chainCrc) => {
      this.note(index, term, position, size, chainCrc)
      if (body === undefined) this.reader.broken.add(index)
      else onEntry?.(index, term, position + bodyOffset, body)
    })
    this.end = result.end
    return result
  }

  /** Believes what a clean stop has written down, if its end and what is behind it bear it out. `undefined` if they do not: everything has to be read. */
  private takeOver(left: LogLeft, before: Before): (ScanResult & { readonly exit: "normal" }) | undefined {
    if (!sameBase(left.base, this.base) || left.table.first !== this.firstIndex || !this.table.takeOver(left.table)) return undefined
    this.terms.takeOver(left.runs)
    const last = this.lastIndex
    if (last >= this.firstIndex && crc32(this.readRaw(last)) !== left.lastSum) return undefined
    const from = Math.max(this.firstIndex, this.table.lastBefore(left.end - CHECKED_BYTES))
    const begins = from > last ? this.base.basePosition : this.table.position(from)
    const start = from === this.firstIndex ? this.base : { ...this.base, baseIndex: from - 1, baseTerm: this.termOf(from - 1) as number, basePosition: begins, baseChainCrc: this.chainCrcOf(from - 1) }
    this.table.truncate(from)
    this.terms.truncate(from)
    this.chainCrc = start.baseChainCrc
    const result = this.scanFrom(start, { ...before, exit: "normal" })
    const asLeft = this.lastIndex >= last && this.positionAfter(last) === left.end && result.broken.every(({ index }) => index > last)
    return asLeft ? { ...result, exit: "normal" } : undefined
  }

  /** What a next life may take over, once this one is closed. `undefined` if it had better read everything. */
  leave(): LogLeft | undefined {
    const { base, lastIndex } = this
    if (this.syncs.failure || this.reader.broken.size > 0) return undefined
    const table = this.table.leave()
    if (table === undefined) return undefined
    return { base, runs: this.runs, end: this.positionAfter(lastIndex), lastSum: lastIndex < this.firstIndex ? 0 : crc32(this.readRaw(lastIndex)), table }
  }

  /** The last entry on disk. */
  get durableIndex(): number {
    return this.syncs.durable
  }

  /** Where the next body's first byte will be. Throws `RangeError` if it does not fit a segment. */
  nextPosition(bodySize: number): number {
    return this.nextRecord(bodySize) + this.format.bodyOffset
  }

  /**
   * Writes the entry; the position of its body. Throws `RangeError`, with nothing written, if `index` does not follow the
   * last one, if `term` is lower than the last one, if the body does not fit a segment, or if the record would not begin at `at`, where
   * it begins in the log that it comes from.
   */
  append(index: number, term: number, body: Uint8Array, at?: number): number {
    this.syncs.ensureUsable()
    if (index !== this.lastIndex + 1) throw new RangeError(`entry ${index} does not follow ${this.lastIndex}`)
    if (!(term >= this.terms.lastTerm)) throw new RangeError(`term ${term} is below ${this.terms.lastTerm}`)
    const { format } = this
    const position = this.placeOf(body)
    if (at !== undefined && at !== position) throw new RangeError(`entry ${index} begins at ${at} where it comes from, and would begin at ${position} here: is mappedFileSizeCommitLog the same on all members?`)
    const size = format.bodyOffset + body.length
    if (size > this.scratch.length) this.scratch = Buffer.allocUnsafe(size)
    const chainCrc = format.encode(this.scratch, { index, term, position }, body, this.chainCrc)
    const record = this.scratch.subarray(0, size)
    // Only a message that comes from elsewhere can know another place: that log and this one have parted.
    const problem = format.bodyOffset > 0 ? undefined : size < format.headerSize ? "too short for a message" : format.headerProblem(record, position, size)
    if (problem !== undefined) throw new RangeError(`entry ${index}, at ${position}: ${problem}`)
    this.syncs.attempt(() => {
      if (position !== this.end) this.segments.write(format.encodeBlank(this.segments.startOf(this.end) + this.segmentSize - this.end), this.end)
      this.segments.write(record, position)
    })
    this.note(index, term, position, size, chainCrc)
    return position + format.bodyOffset
  }

  /** Makes what is written durable. `done` is called later, with the index that is on disk then; on a failed log at once, with the error. */
  sync(done: SyncDone): void {
    this.syncs.request(done)
  }

  /** Removes the entries from `index` on. Durable before it returns, since what follows may overwrite them. */
  truncateFrom(index: number): void {
    this.syncs.ensureUsable()
    if (index > this.lastIndex) return
    if (index < this.firstIndex) throw new RangeError(`entry ${index} is below the first one, ${this.firstIndex}`)
    this.syncs.attempt(() => {
      if (this.mark !== undefined && this.mark.index >= index) this.mark.noteNow(index - 1)
      // Also the blank behind the entry before, if it ended its segment: what comes now may fit there, as on the leader.
      const end = this.positionAfter(index - 1)
      this.chainCrc = this.chainCrcOf(index - 1)
      this.segments.cut(end)
      this.end = end
    })
    this.table.truncate(index)
    this.terms.truncate(index)
    this.syncs.cutAt(index - 1)
  }

  /** Forgets the entries up to `index`, which must be durable; it is the base from now on. Whole segments are removed. */
  compactTo(index: number): void {
    this.syncs.ensureUsable()
    if (index < this.firstIndex) return
    if (index > this.syncs.durable) throw new RangeError(`entry ${index} is not durable, only ${this.syncs.durable} is`)
    const baseTerm = this.termOf(index) as number
    this.syncs.attempt(() => {
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
    this.syncs.ensureUsable()
    const left = this.segments.startOf(position) + this.segmentSize - position
    if (!Number.isSafeInteger(position) || position < 0 || left < this.format.blankSize) throw new RangeError(`no record can end at ${position}`)
    const base = { segmentSize: this.segmentSize, baseIndex: index, baseTerm: term, basePosition: position, baseChainCrc: 0 }
    this.syncs.attempt(() => {
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
    this.syncs.cutAt(index)
    this.syncs.durable = index
  }

  /** It is known, and on disk, that the log lacks entries that were there once: from now on it is as it is. What went wrong, if anything. */
  acceptLoss(): Error | undefined {
    const { mark, syncs } = this
    if (mark !== undefined && !syncs.failure) syncs.mayFail(() => mark.settle(syncs.durable))
    return syncs.failure
  }

  /** The note of how far the log is on disk gets there itself; `undefined`: it is there, or there is none. */
  markBehind(): ((done: Done) => void) | undefined {
    const { mark } = this
    return mark?.isBehind === true && !this.syncs.failure ? (done) => mark.sync(done) : undefined
  }

  /** Has a write or an fsync failed? */
  get hasFailed(): boolean {
    return this.syncs.failure instanceof StoreFailedError
  }

  /** Syncs what is written, unless the log has failed. A sync under way reports an error. */
  close(): void {
    try {
      if (!this.syncs.failure) {
        this.syncRest()
        this.mark?.note(this.lastIndex)
      }
    } finally {
      this.syncs.failure ??= new Error(`${this.dir} is closed`)
      this.segments.close()
      this.meta.close()
      this.table.close()
      this.mark?.close()
    }
  }

  /** Also what a sync under way covers: it may not end any more. The blank behind the last entry on disk may not be there either. */
  private syncRest(): void {
    this.segments.takeDirty()
    if (this.syncs.durable >= this.lastIndex) return
    const { segments } = this
    for (let start = segments.startOf(this.positionAfter(this.syncs.durable)); start <= this.end; start += this.segmentSize) if (segments.exists(start)) segments.at(start).syncNow()
  }

  /** Where the next record begins. DLedger `MmapFileList.preAppend`: a segment keeps room for a blank. */
  private nextRecord(bodySize: number): number {
    const size = this.format.bodyOffset + bodySize + this.format.blankSize
    if (size > this.segmentSize) throw new RangeError(`a body of ${bodySize} bytes does not fit a segment of ${this.segmentSize}`)
    const nextSegment = this.segments.startOf(this.end) + this.segmentSize
    return size > nextSegment - this.end ? nextSegment : this.end
  }

  /** Where the record goes: the next place, or the next file, if it comes from a log where it is there: RocketMQ puts no batch into two files. */
  private placeOf(body: Uint8Array): number {
    const next = this.nextRecord(body.length)
    const file = this.segments.startOf(this.end) + this.segmentSize
    return next !== file && this.end > file - this.segmentSize && this.format.placeIn(body) === file ? file : next
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

  private beginSync(): { readonly last: number; readonly files: readonly Syncable[] } {
    const dirty = this.segments.takeDirty()
    // Nothing to sync is answered later, too.
    return { last: this.lastIndex, files: dirty.length > 0 ? dirty : [this.format.preallocates ? this.segments.at(this.segments.startOf(this.end)) : this.meta] }
  }
}
