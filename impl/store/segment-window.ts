/**
 * Reads a segment from front to back with few reads.
 *
 * @module
 */
import type { FileHandle } from "../files/files.ts"

/** Bytes of a window that goes through whole segments. */
export const WINDOW_SIZE = 1024 * 1024

export class SegmentWindow {
  readonly size: number
  private readonly handle: FileHandle
  private buffer: Buffer
  private start = 0
  private end = 0

  constructor(handle: FileHandle, bufferSize: number) {
    this.handle = handle
    this.size = handle.size()
    this.buffer = Buffer.allocUnsafe(Math.min(bufferSize, Math.max(this.size, 1)))
  }

  /** `length` bytes from `at` on, valid until the next call; `undefined` if the segment ends before. */
  view(at: number, length: number): Buffer | undefined {
    if (at + length > this.size) return undefined
    if (at < this.start || at + length > this.end) {
      if (length > this.buffer.length) this.buffer = Buffer.allocUnsafe(length)
      this.start = at
      this.end = at + this.handle.read(this.buffer, at, Math.min(this.buffer.length, this.size - at))
      if (at + length > this.end) return undefined
    }
    return this.buffer.subarray(at - this.start, at - this.start + length)
  }

  /** What is at hand from `at` on, `least` bytes or more; `undefined` if the segment ends before. */
  rest(at: number, least: number): Buffer | undefined {
    return this.view(at, least) && this.buffer.subarray(at - this.start, this.end - this.start)
  }
}
