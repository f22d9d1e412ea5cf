/**
 * Reads a whole log once and finds its end: the first byte that is not part of an intact, continuous record.
 *
 * DLedger `DLedgerMmapFileStore.recover`, which looks at the last three files and at no CRC.
 *
 * @module
 */
import type { Run } from "../../spec/log/log.ts"
import { BLANK_SIZE, BODY_OFFSET, bodyIsIntact, chainCrcOf, chains, headerProblem, indexOf, isBlank, sizeOf, termOf } from "./entry-format.ts"
import type { LogMeta } from "./log-meta.ts"
import type { Segments } from "./segments.ts"
import { SegmentWindow } from "./segment-window.ts"
import { writeAgain } from "./write-again.ts"

const WINDOW_SIZE = 1024 * 1024

/** What was removed at the end of a log. */
export interface Cut {
  /**
   * `TORN_TAIL`: no intact record follows; what a power loss leaves of writes that were never synced.
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
  /** `DAMAGE`: the first intact entry behind. */
  readonly intactIndexBehind?: number
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
}

/** An entry found: where its record begins, and its body, which is valid only during the call. */
export type OnRecord = (index: number, term: number, position: number, body: Buffer, chainCrc: number) => void

/** Reports every intact record in order; what has to be cut behind them, if anything. Changes nothing. */
export const scan = (segments: Segments, meta: LogMeta, onRecord: OnRecord): Cut | undefined => {
  const { segmentSize } = segments
  const starts = new Set(segments.list())
  let next = meta.baseIndex + 1
  let position = meta.basePosition
  let term = meta.baseTerm
  let chainCrc = meta.baseChainCrc
  /** Where the last intact record ends. */
  let end = position

  /** Why the segment's records end before its blank; `undefined` if they do not. */
  const scanSegment = (window: SegmentWindow, start: number): string | undefined => {
    for (;;) {
      const left = start + segmentSize - position
      if (left < BLANK_SIZE) return "no room for a blank"
      const blank = window.view(position - start, BLANK_SIZE)
      if (blank && isBlank(blank, left)) return undefined
      const header = window.view(position - start, BODY_OFFSET)
      if (!header) return window.size <= position - start ? "end of file" : "part of a header"
      const problem = headerProblem(header, position, left - BLANK_SIZE)
      if (problem) return problem
      if (indexOf(header) !== next) return `index ${indexOf(header)}`
      if (termOf(header) < term) return `term ${termOf(header)} after ${term}`
      if (!chains(header, chainCrc)) return "chainCrc differs"
      const record = window.view(position - start, sizeOf(header))
      if (!record) return "part of a body"
      if (!bodyIsIntact(record)) return "bodyCrc differs"
      term = termOf(record)
      chainCrc = chainCrcOf(record)
      onRecord(next, term, position, record.subarray(BODY_OFFSET), chainCrc)
      position += record.length
      end = position
      next++
    }
  }

  let reason = "a segment is missing"
  for (let start = segments.startOf(position); starts.has(start); start += segmentSize) {
    const handle = segments.at(start)
    const stopped = scanSegment(new SegmentWindow(handle, WINDOW_SIZE), start)
    // What the page cache has kept over a crash counts as recovered, so it must be on disk, whatever an fsync has said before.
    writeAgain(handle)
    if (stopped !== undefined) {
      reason = stopped
      break
    }
    position = start + segmentSize
  }
  return cutAt(segments, reason, next, end)
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
  if (bytes === 0 || (bytes === BLANK_SIZE && endsInBlank(segments, position))) return undefined
  for (const { start: each, from } of remains) {
    const intactIndexBehind = findRecord(segments, each, from, atIndex)
    if (intactIndexBehind !== undefined) return { kind: "DAMAGE", reason, atIndex, position, bytes, intactIndexBehind }
  }
  return { kind: "TORN_TAIL", reason, atIndex, position, bytes }
}

const endsInBlank = (segments: Segments, position: number): boolean => {
  const blank = Buffer.alloc(BLANK_SIZE)
  const count = segments.read(blank, position, BLANK_SIZE)
  return count === BLANK_SIZE && isBlank(blank, segments.startOf(position) + segments.segmentSize - position)
}

const FIRST_BYTES = Buffer.from([0, 0, 0, 1])

/** The index of the first record from `from` on that is intact by itself: it knows its position and its body's CRC. */
const findRecord = (segments: Segments, start: number, from: number, atIndex: number): number | undefined => {
  const window = new SegmentWindow(segments.at(start), WINDOW_SIZE)
  for (let at = from; ; ) {
    const rest = window.rest(at, BODY_OFFSET)
    if (!rest) return undefined
    const found = rest.indexOf(FIRST_BYTES)
    if (found < 0) {
      at += rest.length - FIRST_BYTES.length + 1
      continue
    }
    at += found
    const header = window.view(at, BODY_OFFSET)
    if (!header) return undefined
    if (headerProblem(header, start + at, segments.segmentSize - at) === undefined && indexOf(header) >= atIndex) {
      const record = window.view(at, sizeOf(header))
      if (record && bodyIsIntact(record)) return indexOf(record)
    }
    at++
  }
}
