/**
 * Reads a whole log once and finds its end: the first byte that is not part of an intact, continuous record. In a log of
 * messages a broken record with whole ones behind it may stay, as `spec/store/recovery.ts` says.
 *
 * DLedger `DLedgerMmapFileStore.recover`, which looks at the last three files and at no CRC · RocketMQ `CommitLog.recoverNormally`,
 * `recoverAbnormally`.
 *
 * @module
 */
import type { Run } from "../../spec/log/log.ts"
import { checkedFrom, type Exit, onBroken } from "../../spec/store/recovery.ts"
import type { LogMeta } from "./log-meta.ts"
import { findRecord, type FoundRecord } from "./log-search.ts"
import { NO_RECORD } from "./record-format.ts"
import type { Segments } from "./segments.ts"
import { SegmentWindow, WINDOW_SIZE } from "./segment-window.ts"
import { writeAgain } from "./write-again.ts"

/** What was removed at the end of a log. */
export interface Cut {
  /**
   * `TORN_TAIL`: no intact record follows; what a power loss leaves of writes that were never synced, unless `onceDurable` says otherwise.
   * `DAMAGE`: intact records follow, so bytes in the middle have changed, and entries that were on disk may be lost.
   */
  readonly kind: "TORN_TAIL" | "DAMAGE"
  readonly reason: string
  /** The entry that should have been there. */
  readonly atIndex: number
  /** Where its record should have begun. */
  readonly position: number
  /** How many were removed, in all segments. */
  readonly bytes: number
  /** `DAMAGE`: the first intact entry behind; of a log of messages, where it begins. */
  readonly intactIndexBehind?: number
  /** The file that what was removed is kept in. */
  readonly kept?: string
}

/** A record that is broken, and stays, because others are behind it. */
export interface Broken {
  readonly index: number
  readonly path: string
  readonly position: number
  readonly bytes: number
  readonly reason: string
}

/** What a life begins with; all of it is on disk. */
export interface RecoveredLog {
  /** The entry before the first one kept, and its term; −1 and −1 if nothing was ever dropped. */
  readonly baseIndex: number
  readonly baseTerm: number
  /** `baseIndex` + 1. */
  readonly firstIndex: number
  /** `baseIndex` if the log holds nothing. */
  readonly lastIndex: number
  readonly runs: readonly Run[]
  /** What had to be removed at the end. `DAMAGE` should be reported loudly: entries that were acked may be lost. */
  readonly cut?: Cut
  /** Records that are broken and stay. To be reported loudly. */
  readonly broken?: readonly Broken[]
  /** What a clean stop has written down was taken over: only the end was read. */
  readonly asLeft?: true
  /** Entries up to here were on disk once, and the log ends before. Absent: it lacks none that is known to have been. */
  readonly onceDurable?: number
}

/** How the life before ended, and what surely was on disk then: when messages were stored, in milliseconds since 1970. */
export interface Before {
  readonly exit: Exit
  /** In the log, the queues and the index. */
  readonly checkpoint: number
  /** In the log. */
  readonly flushed: number
}

export interface ScanResult {
  readonly cut?: Cut
  readonly broken: readonly Broken[]
  /** Where the last record ends. */
  readonly end: number
}

/** An entry found: where its record begins, and its body, which is valid only during the call. A broken one has no body. */
export type OnRecord = (index: number, term: number, position: number, size: number, body: Buffer | undefined, chainCrc: number) => void

/** Reports every record in order; what has to be cut behind them, if anything. Changes nothing, but writes again what may not be on disk. */
export const scan = (segments: Segments, meta: LogMeta, before: Before, onRecord: OnRecord): ScanResult => {
  const { format, segmentSize } = segments
  const starts = segments.list()
  const existing = new Set(starts)
  let next = meta.baseIndex + 1
  let position = meta.basePosition
  let term = meta.baseTerm
  let chainCrc = meta.baseChainCrc
  let end = position
  const broken: Broken[] = []
  /** Below this position records were in order when the life before ended: they are walked through. */
  const checked = format.keepsBroken ? (starts[checkedFrom({ exit: before.exit, checkpoint: before.checkpoint, firstStored: starts.map((start) => firstStored(segments, start)) })] ?? 0) : 0
  /** From here on the page cache may have kept what the disk has not. */
  let unsafe = before.exit === "normal" ? Infinity : format.keepsBroken ? undefined : 0

  /** Why the segment's records end before its blank; `undefined` if they do not. */
  const scanSegment = (window: SegmentWindow, start: number): string | undefined => {
    for (;;) {
      const left = start + segmentSize - position
      if (left < format.blankSize) return "no room for a blank"
      const blank = window.view(position - start, format.blankSize)
      if (blank && format.isBlank(blank, left)) return undefined
      const header = window.view(position - start, format.headerSize)
      if (!header) return window.size <= position - start ? "end of file" : "part of a header"
      const problem = format.headerProblem(header, position, left - format.blankSize) ?? format.orderProblem(header, { next, term, chainCrc })
      if (problem) return problem
      const size = format.sizeOf(header)
      const record = window.view(position - start, size)
      if (!record) return "part of a body"
      const wrong = position >= checked ? format.recordProblem(record, before.exit === "abnormal" && format.storedAt(record) >= before.flushed) : undefined
      if (wrong) return wrong
      if (unsafe === undefined && position >= checked && format.storedAt(record) >= before.flushed) unsafe = position
      term = format.termOf(record)
      chainCrc = format.chainCrcOf(record)
      onRecord(next, term, position, size, record.subarray(format.bodyOffset), chainCrc)
      position += size
      end = position
      next++
    }
  }

  /** The whole record behind `position` that the log goes on with, if it does. */
  const goesOn = (reason: string): FoundRecord | undefined => {
    if (!format.keepsBroken) return undefined
    const found = findRecord(segments, position, next, before.exit === "normal" && reason === NO_RECORD)
    return onBroken({ exit: before.exit, nextStored: found?.stored ?? null, flushed: before.flushed }) === "the log ends" ? undefined : found
  }

  let reason = "a segment is missing"
  for (let start = segments.startOf(position); existing.has(start); ) {
    const handle = segments.at(start)
    const stopped = scanSegment(new SegmentWindow(handle, WINDOW_SIZE), start)
    // What the page cache has kept over a crash counts as recovered, so it must be on disk, whatever an fsync has said before.
    if (unsafe !== undefined && unsafe < start + segmentSize) writeAgain(handle, Math.max(0, unsafe - start), format.preallocates ? Math.max(0, end - start) : undefined)
    if (stopped === undefined) {
      start += segmentSize
      position = start
      continue
    }
    reason = stopped
    const found = goesOn(stopped)
    if (found === undefined) break
    // Within its segment: a record has one size, and the rest is the next one's.
    const size = Math.min(found.position, start + segmentSize) - position
    broken.push({ index: next, path: segments.path(start), position, bytes: size, reason })
    onRecord(next, term, position, size, undefined, 0)
    end = position + size
    next++
    position = found.position
    start = segments.startOf(position)
  }
  const cut = format.preallocates && before.exit === "normal" && reason === NO_RECORD ? undefined : cutAt(segments, reason, next, end)
  return { ...(cut ? { cut } : {}), broken, end }
}

/** When the first message of a segment was stored; `null` if it begins with none. */
const firstStored = (segments: Segments, start: number): number | null => {
  const { format, segmentSize } = segments
  const window = new SegmentWindow(segments.at(start), 4_096)
  const header = window.view(0, format.headerSize)
  if (header === undefined || format.headerProblem(header, start, segmentSize - format.blankSize) !== undefined) return null
  const record = window.view(0, format.sizeOf(header))
  return record === undefined || format.recordProblem(record) !== undefined ? null : format.storedAt(record)
}

/** What lies behind the end of the log; `undefined` if nothing does. A blank with no record behind it is nothing. */
const cutAt = (segments: Segments, reason: string, atIndex: number, position: number): Cut | undefined => {
  const start = segments.startOf(position)
  const remains = segments
    .list()
    .filter((each) => each >= start)
    .map((each) => ({ start: each, from: each === start ? position - start : 0, size: segments.at(each).size() }))
    .filter(({ from, size }) => size > from)
  const bytes = remains.reduce((sum, { from, size }) => sum + size - from, 0)
  const found = segments.format.leavesRemains ? undefined : findRecord(segments, position, atIndex)
  if (found !== undefined) return { kind: "DAMAGE", reason, atIndex, position, bytes, intactIndexBehind: found.index ?? found.position }
  if (bytes === 0 || endsInBlank(segments, position, bytes)) return undefined
  return segments.format.preallocates && reason === NO_RECORD ? undefined : { kind: "TORN_TAIL", reason, atIndex, position, bytes }
}

/** Nothing but the mark that the rest of the segment is blank. */
const endsInBlank = (segments: Segments, position: number, bytes: number): boolean => {
  const { format, segmentSize } = segments
  const left = segments.startOf(position) + segmentSize - position
  if (bytes !== (format.preallocates ? left : format.blankSize)) return false
  const blank = Buffer.alloc(format.blankSize)
  return segments.read(blank, position, blank.length) === blank.length && format.isBlank(blank, left)
}
