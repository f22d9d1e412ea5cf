/**
 * The files of a log: segment k holds positions k·segmentSize …, and is named by the first of them (20 digits).
 *
 * DLedger `MmapFileList`, without preallocation: a segment is as long as what was written to it · RocketMQ `MappedFileQueue`: it has
 * its whole length from the start, with a hole where nothing was written yet.
 *
 * @module
 */
import type { FileHandle, Files } from "../files/files.ts"
import { fileName } from "./int64.ts"
import type { RecordFormat } from "./record-format.ts"

/** Clean segments that stay open. */
const OPEN_HANDLES = 64

export class Segments {
  readonly dir: string
  readonly segmentSize: number
  readonly format: RecordFormat
  private readonly files: Files
  /** By start position; least recently opened first. */
  private readonly handles = new Map<number, FileHandle>()
  /** Starts of segments with writes that no sync was begun for. These stay open: an error of an fsync reaches only descriptors that were open. */
  private readonly dirty = new Set<number>()

  constructor(files: Files, dir: string, segmentSize: number, format: RecordFormat) {
    this.files = files
    this.format = format
    this.dir = dir
    this.segmentSize = segmentSize
  }

  startOf(position: number): number {
    return position - (position % this.segmentSize)
  }

  /** Start positions of the segments that exist, ascending. */
  list(): number[] {
    return this.files
      .list(this.dir)
      .filter((name) => /^\d{20}$/.test(name))
      .map(Number)
  }

  path(start: number): string {
    return `${this.dir}/${fileName(start)}`
  }

  exists(start: number): boolean {
    return this.handles.has(start) || this.files.exists(this.path(start))
  }

  /** The segment, created if need be: then its name is durable. */
  at(start: number): FileHandle {
    const open = this.handles.get(start)
    if (open) return open
    const path = this.path(start)
    const exists = this.files.exists(path)
    const handle = this.files.open(path)
    // One that a crash left without its whole length gets it now.
    if (this.format.preallocates && handle.size() < this.segmentSize) {
      handle.truncate(this.segmentSize)
      handle.syncNow()
    }
    if (!exists) this.files.syncDir(this.dir)
    this.closeSome()
    this.handles.set(start, handle)
    return handle
  }

  /** Writes at a position of the log; the bytes must fit the segment. */
  write(bytes: Uint8Array, position: number): void {
    const start = this.startOf(position)
    const handle = this.at(start)
    this.dirty.add(start)
    handle.write(bytes, position - start)
  }

  /** Reads within one segment; bytes read. */
  read(into: Uint8Array, position: number, length: number): number {
    const start = this.startOf(position)
    return this.at(start).read(into, position - start, length)
  }

  /** Removes every segment behind `position` and all bytes from it on. Durable before it returns. */
  cut(position: number): void {
    const start = this.startOf(position)
    const behind = this.list().filter((each) => each > start)
    for (const each of behind.toReversed()) {
      this.remove(each)
      // One by one: a segment that comes back after a power loss must not lie behind a gap.
      this.files.syncDir(this.dir)
    }
    if (!this.exists(start)) return
    const handle = this.at(start)
    if (handle.size() > position - start) {
      handle.truncate(position - start)
      if (this.format.preallocates) handle.truncate(this.segmentSize)
      handle.syncNow()
    }
  }

  /** Removes the segments that end at `position` or before. Durable before it returns. */
  removeBefore(position: number): void {
    const old = this.list().filter((start) => start + this.segmentSize <= position)
    for (const start of old) this.remove(start)
    if (old.length > 0) this.files.syncDir(this.dir)
  }

  /** Durable before it returns. */
  removeAll(): void {
    for (const start of this.list().toReversed()) this.remove(start)
    this.files.syncDir(this.dir)
  }

  /** The segments with unsynced writes. They count as clean from now on: the caller syncs them. */
  takeDirty(): FileHandle[] {
    const dirty = [...this.dirty].map((start) => this.at(start))
    this.dirty.clear()
    return dirty
  }

  close(): void {
    for (const handle of this.handles.values()) handle.close()
    this.handles.clear()
  }

  private remove(start: number): void {
    this.handles.get(start)?.close()
    this.handles.delete(start)
    this.dirty.delete(start)
    this.files.remove(this.path(start))
  }

  private closeSome(): void {
    if (this.handles.size < OPEN_HANDLES) return
    for (const [start, handle] of this.handles) {
      if (this.dirty.has(start)) continue
      handle.close()
      this.handles.delete(start)
      return
    }
  }
}
