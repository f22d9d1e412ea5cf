/**
 * Files that can lose their power: what no completed fsync covers can be taken back (`unsynced.ts`), as if it had never reached
 * the disk. For brokers that share a process; one that has its own is watched below `node:fs` (`power-preload.ts`).
 *
 * They can also lose their process: what it would still have written, after a sync that was under way, is never written. A
 * broker that was killed inside a process that lives on must not write into the files of its next life.
 *
 * @module
 */
import type { FileHandle, Files } from "./files.ts"
import { MOST_REMEMBERED, type Tracked, trackUnsynced } from "./unsynced.ts"

export interface PoweredFiles {
  readonly files: Files
  /** The process is gone: its files are closed, nothing is written any more, and no sync reports. */
  readonly kill: () => void
  /**
   * As `kill`, and everything that is not durable is taken back. `reached`: bytes of a file that happened to reach the disk
   * although no fsync has said so.
   */
  readonly powerLoss: (reached?: (path: string) => number) => void
}

/** `derived`: files that are made anew after a power loss; nothing of theirs is taken back. */
export const withPower = (files: Files, derived?: (path: string) => boolean): PoweredFiles => {
  const unsynced = trackUnsynced(derived)
  const open = new Set<FileHandle>()
  let dead = false
  const ensureAlive = (path: string): void => {
    if (dead) throw new Error(`${path}: the process that had it open is gone`)
  }

  const kill = (): void => {
    dead = true
    for (const handle of open) handle.close()
    open.clear()
  }

  const bytesOf = (path: string): Buffer | undefined => {
    let handle: FileHandle
    try {
      handle = files.open(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EISDIR") return undefined
      throw error
    }
    const size = handle.size()
    const bytes = size > MOST_REMEMBERED ? undefined : Buffer.alloc(size)
    if (bytes !== undefined) handle.read(bytes, 0, size)
    handle.close()
    return bytes
  }

  const wrap = (handle: FileHandle, file: Tracked): FileHandle => {
    const { path } = handle
    open.add(handle)
    const read = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length)
      handle.read(bytes, at, length)
      return bytes
    }
    return {
      path,
      size: () => handle.size(),
      read: (buffer, position, length) => handle.read(buffer, position, length),
      write: (buffer, position) => {
        ensureAlive(path)
        unsynced.writing(file, position, position + buffer.length, read)
        handle.write(buffer, position)
      },
      truncate: (size) => {
        ensureAlive(path)
        unsynced.cutting(file, size, read)
        handle.truncate(size)
      },
      sync: (done) => {
        ensureAlive(path)
        const synced = unsynced.syncing(file, handle.size())
        handle.sync((error) => {
          if (dead) return
          if (error === undefined) synced()
          done(error)
        })
      },
      syncNow: () => {
        ensureAlive(path)
        const synced = unsynced.syncing(file, handle.size())
        handle.syncNow()
        synced()
      },
      close: () => {
        open.delete(handle)
        handle.close()
      }
    }
  }

  return {
    files: {
      open: (path) => {
        ensureAlive(path)
        const made = !files.exists(path)
        const handle = files.open(path)
        return wrap(handle, unsynced.opened(path, made, handle.size()))
      },
      list: (dir) => files.list(dir),
      exists: (path) => files.exists(path),
      remove: (path) => {
        ensureAlive(path)
        if (files.exists(path)) unsynced.removing(path, bytesOf(path))
        files.remove(path)
      },
      rename: (from, to) => {
        ensureAlive(from)
        unsynced.renaming(from, to, files.exists(to) ? bytesOf(to) : undefined)
        files.rename(from, to)
      },
      mkdir: (dir) => files.mkdir(dir),
      syncDir: (dir) => {
        ensureAlive(dir)
        files.syncDir(dir)
        unsynced.dirSynced(dir)
      }
    },
    kill,
    powerLoss: (reached) => {
      kill()
      unsynced.takeBack(files, reached)
    }
  }
}
