/**
 * What is cut off a log although it is whole is kept beside it, for whoever wants to look.
 *
 * @module
 */
import { mkdirDurably, type Files } from "../files/files.ts"
import { fileName } from "./int64.ts"
import type { Segments } from "./segments.ts"

const PIECE = 1024 * 1024

/** Copies what is behind `position` in its segment, but for zeros at the end; the file's path. On disk when it returns. */
export const keepAside = (files: Files, segments: Segments, position: number): string => {
  const dir = `${segments.dir}.cut`
  const path = `${dir}/${fileName(position)}`
  mkdirDurably(files, dir)
  const handle = files.open(path)
  handle.truncate(0)
  const end = segments.startOf(position) + segments.segmentSize
  const buffer = Buffer.alloc(PIECE)
  for (let at = position; at < end; at += PIECE) {
    const count = segments.read(buffer, at, Math.min(PIECE, end - at))
    const piece = buffer.subarray(0, count)
    if (piece.some((byte) => byte !== 0)) handle.write(piece, at - position)
    // A piece of zeros ends what a broker had begun to write.
    else break
  }
  handle.syncNow()
  handle.close()
  files.syncDir(dir)
  return path
}
