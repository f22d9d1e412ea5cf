/**
 * What a log needs before it can be read: its base and its segments, with an interrupted reset or compaction ended.
 *
 * @module
 */
import { type Files, mkdirDurably } from "../files/files.ts"
import { DamagedFileError } from "./errors.ts"
import { type LogMeta, logMetaFile } from "./log-meta.ts"
import type { RecordFormat } from "./record-format.ts"
import { Segments } from "./segments.ts"
import type { SlotFile } from "./slot-file.ts"

const ADVICE =
  "The bytes on disk have changed since they were written. Stop the member and empty its store directory: it then joins the group again as one that has lost its disk"

export interface OpenSegments {
  readonly meta: SlotFile<LogMeta>
  readonly segments: Segments
  readonly base: LogMeta
}

export interface SegmentOptions {
  readonly format: RecordFormat
  /** Bytes of a new log; one that is there has its own. `undefined`: whatever it has. */
  readonly segmentSize: number | undefined
  readonly defaultSize: number
  /** The file that says where the log begins. */
  readonly meta: string
}

/**
 * Creates `dir` if it is missing. Throws `DamagedFileError` if it is not known where the log begins, `RangeError` if its
 * segments have another size.
 */
export const openSegments = (files: Files, dir: string, { format, segmentSize, defaultSize, meta: path }: SegmentOptions): OpenSegments => {
  mkdirDurably(files, dir)
  const meta = logMetaFile(files, path)
  const saved = meta.load()?.value
  const size = segmentSize ?? saved?.segmentSize ?? (format.preallocates ? lengthOfFirst(files, dir) : undefined) ?? defaultSize
  const segments = new Segments(files, dir, size, format)
  return format.preallocates ? openMessages(segments, meta, saved, lengthOfFirst(files, dir)) : openEntries(segments, meta, saved)
}

/** A log that says in `meta` where it begins. */
const openEntries = (segments: Segments, meta: SlotFile<LogMeta>, saved: LogMeta | undefined): OpenSegments => {
  const { dir, segmentSize } = segments
  let base = saved
  if (base === undefined) {
    if (segments.list().length > 0) throw new DamagedFileError(meta.path, "missing, though there are segments", ADVICE)
    base = { segmentSize, baseIndex: -1, baseTerm: -1, basePosition: 0, baseChainCrc: 0, resetting: false }
    meta.saveNow(base)
  }
  if (base.segmentSize !== segmentSize) {
    throw new RangeError(`${dir} has segments of ${base.segmentSize} bytes, not ${segmentSize}: the size cannot be changed`)
  }
  if (base.resetting) {
    segments.removeAll()
    base = { ...base, resetting: false }
    meta.saveNow(base)
  }
  segments.removeBefore(base.basePosition)
  const first = segments.startOf(base.basePosition)
  if (segments.list().length > 0 && !segments.exists(first)) {
    throw new DamagedFileError(segments.path(first), "missing, though there are later segments", ADVICE)
  }
  return { meta, segments, base }
}

/**
 * RocketMQ's log begins with its first file. `meta` says which entry that is; without it, or if RocketMQ has removed files since,
 * entries are counted from the file's position: far from what anyone else's log may call by the same index. Entries of DLedger say theirs.
 */
const openMessages = (segments: Segments, meta: SlotFile<LogMeta>, saved: LogMeta | undefined, length: number | undefined): OpenSegments => {
  const { dir, segmentSize, format } = segments
  if (length !== undefined && length !== segmentSize) {
    throw new RangeError(`${dir}: its files have ${length} bytes, not ${segmentSize}. Set mappedFileSizeCommitLog=${length}, or leave it out: then it is as it was`)
  }
  if (saved !== undefined && saved.segmentSize === segmentSize) segments.removeBefore(saved.basePosition)
  const first = segments.list()[0] ?? 0
  // There is a file from the start: an fsync always has one to sync.
  segments.at(first)
  const counted = format.indexIn === undefined ? (saved?.basePosition === first ? saved : undefined) : saidBy(segments, first)
  const base = counted ?? { segmentSize, baseIndex: first - 1, baseTerm: first === 0 ? -1 : 0, basePosition: first, baseChainCrc: 0, resetting: false }
  return { meta, segments, base }
}

/** The first record says which entry it is. A file that holds none yet begins the log: what RocketMQ had before it was a member may lie before it. */
const saidBy = (segments: Segments, first: number): LogMeta => {
  const { format, segmentSize } = segments
  const base = { segmentSize, baseIndex: -1, baseTerm: -1, basePosition: first, baseChainCrc: 0, resetting: false }
  const header = Buffer.alloc(format.headerSize)
  const whole = segments.read(header, first, header.length) === header.length && format.headerProblem(header, first, segmentSize - format.blankSize) === undefined
  const index = whole ? (format.indexIn?.(header) ?? 0) : 0
  return index === 0 ? base : { ...base, baseIndex: index - 1, baseTerm: format.termOf(header) }
}

/** Of the first file of a log that is not empty. */
const lengthOfFirst = (files: Files, dir: string): number | undefined => {
  for (const name of files.list(dir)) {
    if (!/^\d{20}$/.test(name)) continue
    const handle = files.open(`${dir}/${name}`)
    const size = handle.size()
    handle.close()
    if (size > 0) return size
  }
  return undefined
}
