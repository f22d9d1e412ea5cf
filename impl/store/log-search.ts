/**
 * Looks for whole records where the log is broken.
 *
 * @module
 */
import { SegmentWindow, WINDOW_SIZE } from "./segment-window.ts"
import type { Segments } from "./segments.ts"

/** Of a segment that has its whole length from the start: what a broker writes between two flushes is less. Bytes. */
const SEARCHED = 64 * 1024 * 1024

export interface FoundRecord {
  /** Where it begins in the log. */
  readonly position: number
  /** If it says so. */
  readonly index: number | undefined
  readonly stored: number
}

/**
 * The first record from `position` on that is whole by itself, and may be where it is if the entry at `position` is `least`: no index
 * is before that one, nor behind it by more than there is room for. `beginnings`: only where later segments begin.
 */
export const findRecord = (segments: Segments, position: number, least: number, beginnings = false): FoundRecord | undefined => {
  const first = segments.startOf(position)
  for (const start of segments.list()) {
    if (start < first || (beginnings && start === first)) continue
    const found = findIn(segments, start, position, least, beginnings)
    if (found !== undefined) return found
  }
  return undefined
}

const findIn = (segments: Segments, start: number, position: number, least: number, firstOnly: boolean): FoundRecord | undefined => {
  const { format, segmentSize } = segments
  const window = new SegmentWindow(segments.at(start), WINDOW_SIZE)
  const from = Math.max(0, position - start)
  const until = firstOnly ? 1 : format.preallocates ? from + SEARCHED : Infinity
  for (let at = from; at < until; ) {
    const rest = window.rest(at, format.headerSize)
    if (!rest) return undefined
    const found = Math.min(...format.signature.map(({ bytes, at: within }) => indexOrInfinity(rest.indexOf(bytes, within), within)))
    if (found === Infinity) {
      at += rest.length - format.headerSize + 1
      continue
    }
    at += found
    const header = window.view(at, format.headerSize)
    if (!header) return undefined
    if (format.headerProblem(header, start + at, segmentSize - at) === undefined && format.mayBeOf(header, least, least + Math.floor((start + at - position) / format.headerSize))) {
      const record = window.view(at, format.sizeOf(header))
      if (record && format.recordProblem(record) === undefined) return { position: start + at, index: format.indexIn?.(record), stored: format.storedAt(record) }
    }
    at++
  }
  return undefined
}

const indexOrInfinity = (found: number, within: number): number => (found < 0 ? Infinity : found - within)
