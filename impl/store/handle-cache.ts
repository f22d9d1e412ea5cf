/**
 * Keeps a bounded number of files open. For files that are never fsynced: an error of an fsync reaches only descriptors
 * that were open when it happened.
 *
 * @module
 */
import type { FileHandle, Files } from "../files/files.ts"

export class HandleCache {
  private readonly files: Files
  private readonly limit: number
  /** Least recently used first. */
  private readonly handles = new Map<string, FileHandle>()

  constructor(files: Files, limit: number) {
    this.files = files
    this.limit = limit
  }

  /** The open file, created if need be, after `prepare`; `opened` sees it when it was opened just now. */
  get(path: string, prepare?: () => void, opened?: (handle: FileHandle) => void): FileHandle {
    let handle = this.handles.get(path)
    if (handle) this.handles.delete(path)
    else {
      prepare?.()
      handle = this.files.open(path)
      opened?.(handle)
    }
    this.handles.set(path, handle)
    if (this.handles.size > this.limit) this.closeOldest()
    return handle
  }

  /** Closes those that `which` chooses, or all. */
  close(which: (path: string) => boolean = () => true): void {
    for (const [path, handle] of this.handles) {
      if (!which(path)) continue
      handle.close()
      this.handles.delete(path)
    }
  }

  private closeOldest(): void {
    for (const [path, handle] of this.handles) {
      handle.close()
      this.handles.delete(path)
      return
    }
  }
}
