/**
 * Files that can lose their power: what no completed fsync covers can be taken back, as if it had never reached the disk.
 * It goes by the calls that it sees, not by what the store believes. Creations, renames and removals count as durable.
 *
 * They can also lose their process: what it would still have written, after a sync that was under way, is never written. A
 * broker that was killed inside a process that lives on must not write into the files of its next life.
 *
 * @module
 */
import type { FileHandle, Files } from "./files.ts"

interface Tracked {
  readonly handle: FileHandle
  /** Bytes that a completed fsync covers, without the zeros at the end. */
  durableSize: number
  /** From here on there are zeros, that were there from the start: nothing has to be remembered of them. */
  end: number
  /** So long it was made before anything was written there; 0: it never was. */
  length: number
  /** What was overwritten or cut off since, newest last. */
  undo: { readonly at: number; readonly bytes: Buffer; readonly generation: number }[]
  generation: number
}

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

/** `derived`: files that are made anew after a power loss, whatever became of them; nothing of theirs is taken back. */
export const withPower = (files: Files, derived: (path: string) => boolean = () => false): PoweredFiles => {
  const tracked = new Map<string, Tracked>()
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

  const track = (handle: FileHandle): Tracked => {
    const known = tracked.get(handle.path)
    const now = { handle, durableSize: known?.durableSize ?? handle.size(), end: known?.end ?? handle.size(), length: known?.length ?? 0, undo: known?.undo ?? [], generation: known?.generation ?? 0 }
    tracked.set(handle.path, now)
    return now
  }

  const remember = (file: Tracked, from: number, to: number): void => {
    if (derived(file.handle.path)) return
    // Also what is not durable yet: a sync under way may cover the old bytes, and never these.
    const end = Math.min(to, file.end)
    if (from >= end) return
    const bytes = Buffer.alloc(end - from)
    file.handle.read(bytes, from, bytes.length)
    file.undo.push({ at: from, bytes, generation: file.generation })
  }

  const synced = (file: Tracked, size: number, generation: number): void => {
    file.durableSize = size
    file.undo = file.undo.filter((record) => record.generation > generation)
  }

  const wrap = (handle: FileHandle): FileHandle => {
    const file = track(handle)
    open.add(handle)
    return {
      path: handle.path,
      size: () => handle.size(),
      read: (buffer, position, length) => handle.read(buffer, position, length),
      write: (buffer, position) => {
        ensureAlive(handle.path)
        remember(file, position, position + buffer.length)
        handle.write(buffer, position)
        file.end = Math.max(file.end, position + buffer.length)
      },
      truncate: (size) => {
        ensureAlive(handle.path)
        remember(file, size, Number.MAX_SAFE_INTEGER)
        file.length = size > handle.size() ? size : 0
        handle.truncate(size)
        file.end = Math.min(file.end, size)
      },
      sync: (done) => {
        ensureAlive(handle.path)
        const { end } = file
        const generation = file.generation++
        handle.sync((error) => {
          if (dead) return
          if (error === undefined) synced(file, end, generation)
          done(error)
        })
      },
      syncNow: () => {
        ensureAlive(handle.path)
        handle.syncNow()
        synced(file, file.end, file.generation++)
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
        return wrap(files.open(path))
      },
      list: (dir) => files.list(dir),
      exists: (path) => files.exists(path),
      remove: (path) => {
        ensureAlive(path)
        for (const name of tracked.keys()) if (name === path || name.startsWith(`${path}/`)) tracked.delete(name)
        files.remove(path)
      },
      rename: (from, to) => {
        ensureAlive(from)
        const file = tracked.get(from)
        tracked.delete(from)
        if (file !== undefined) tracked.set(to, file)
        files.rename(from, to)
      },
      mkdir: (dir) => files.mkdir(dir),
      syncDir: (dir) => files.syncDir(dir)
    },
    kill,
    powerLoss: (reached = () => 0) => {
      kill()
      for (const [path, { durableSize, length, undo }] of tracked) {
        if (derived(path) || !files.exists(path)) continue
        const handle = files.open(path)
        for (const { at, bytes } of undo.reverse()) handle.write(bytes, at)
        const left = Math.max(durableSize, reached(path))
        if (handle.size() > left) handle.truncate(left)
        if (length > left) handle.truncate(length)
        handle.close()
      }
      tracked.clear()
    }
  }
}
