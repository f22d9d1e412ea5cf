/**
 * What a log needs before it can be read: its base and its segments, with an interrupted reset or compaction ended.
 *
 * @module
 */
import { type Files, mkdirDurably } from "../files/files.ts"
import { DamagedFileError } from "./errors.ts"
import { type LogMeta, logMetaFile } from "./log-meta.ts"
import { Segments } from "./segments.ts"
import type { SlotFile } from "./slot-file.ts"

const ADVICE =
  "The bytes on disk have changed since they were written. Stop the member and empty its store directory: it then joins the group again as one that has lost its disk"

export interface OpenSegments {
  readonly meta: SlotFile<LogMeta>
  readonly segments: Segments
  readonly base: LogMeta
}

/**
 * Creates `dir` if it is missing. Throws `DamagedFileError` if it is not known where the log begins, `RangeError` if its
 * segments have another size.
 */
export const openSegments = (files: Files, dir: string, segmentSize: number): OpenSegments => {
  mkdirDurably(files, dir)
  const meta = logMetaFile(files, dir)
  const segments = new Segments(files, dir, segmentSize)
  let base = meta.load()?.value
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
