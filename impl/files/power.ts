/**
 * Files that can lose their power: what no completed fsync covers can be taken back, as if it had never reached the disk.
 * It goes by the calls that it sees, not by what the store believes. Creations, renames and removals count as durable.
 *
 * @module
 */
import type { FileHandle, Files } from "./files.ts"

interface Tracked {
  readonly handle: FileHandle
  /** Bytes that a completed fsync covers. */
  durableSize: number
  /** What was overwritten or cut off since, newest last. */
  undo: { readonly at: number; readonly bytes: Buffer; readonly generation: number }[]
  generation: number
}

export interface PoweredFiles {
  readonly files: Files
  /** Takes back everything that is not durable. Files must not be used any more afterwards. */
  readonly powerLoss: () => void
}

export const withPower = (files: Files): PoweredFiles => {
  const tracked = new Map<string, Tracked>()

  const track = (handle: FileHandle): Tracked => {
    const known = tracked.get(handle.path)
    const now = { handle, durableSize: known?.durableSize ?? handle.size(), undo: known?.undo ?? [], generation: known?.generation ?? 0 }
    tracked.set(handle.path, now)
    return now
  }

  const remember = (file: Tracked, from: number, to: number): void => {
    const end = Math.min(to, file.durableSize)
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
    return {
      path: handle.path,
      size: () => handle.size(),
      read: (buffer, position, length) => handle.read(buffer, position, length),
      write: (buffer, position) => {
        remember(file, position, position + buffer.length)
        handle.write(buffer, position)
      },
      truncate: (size) => {
        remember(file, size, file.durableSize)
        handle.truncate(size)
      },
      sync: (done) => {
        const size = handle.size()
        const generation = file.generation++
        handle.sync((error) => {
          if (error === undefined) synced(file, size, generation)
          done(error)
        })
      },
      syncNow: () => {
        handle.syncNow()
        synced(file, handle.size(), file.generation++)
      },
      close: () => handle.close()
    }
  }

  return {
    files: {
      open: (path) => wrap(files.open(path)),
      list: (dir) => files.list(dir),
      exists: (path) => files.exists(path),
      remove: (path) => {
        for (const name of tracked.keys()) if (name === path || name.startsWith(`${path}/`)) tracked.delete(name)
        files.remove(path)
      },
      rename: (from, to) => {
        const file = tracked.get(from)
        tracked.delete(from)
        if (file !== undefined) tracked.set(to, file)
        files.rename(from, to)
      },
      mkdir: (dir) => files.mkdir(dir),
      syncDir: (dir) => files.syncDir(dir)
    },
    powerLoss: () => {
      for (const [path, { durableSize, undo }] of tracked) {
        if (!files.exists(path)) continue
        const handle = files.open(path)
        for (const { at, bytes } of undo.reverse()) handle.write(bytes, at)
        if (handle.size() > durableSize) handle.truncate(durableSize)
        handle.close()
      }
      tracked.clear()
    }
  }
}
