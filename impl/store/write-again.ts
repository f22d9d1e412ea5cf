/**
 * After an fsync that failed the page cache still shows what was written, but the kernel may take its pages for clean: the
 * next fsync succeeds and writes nothing (Linux; "fsyncgate"). A new process cannot tell, so what it reads counts as on disk
 * only once it was written again.
 *
 * @module
 */
import type { FileHandle } from "../files/files.ts"

const PIECE = 1024 * 1024

/** Writes the file's own content over itself, and syncs it. Blocks, and throws as the file does. `to`: of a file that does not end with it. */
export const writeAgain = (handle: FileHandle, from = 0, to?: number): void => {
  const size = handle.size()
  // A truncation may be missing on the disk as well.
  if (to === undefined) handle.truncate(size)
  const end = Math.min(size, to ?? size)
  const buffer = Buffer.allocUnsafe(Math.min(PIECE, Math.max(end - from, 1)))
  for (let at = from; at < end; ) {
    const count = handle.read(buffer, at, Math.min(buffer.length, end - at))
    if (count === 0) break
    handle.write(buffer.subarray(0, count), at)
    at += count
  }
  handle.syncNow()
}
