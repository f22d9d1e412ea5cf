/**
 * What of files and their names no completed fsync covers: who sees every call that changes a file can take it all back, as a
 * power loss does. A name that was made, changed or removed is durable once its directory was synced, whatever was synced of the
 * file; directories themselves count as durable.
 *
 * It goes by the calls, not by what a store believes.
 *
 * @module
 */
import { directoryOf, type Files } from "./files.ts"

/** A file, whatever its name: who has it open goes on with it when it is renamed. */
export interface Tracked {
  /** Bytes that a completed fsync covers, without the zeros at the end that were never written. */
  durableSize: number
  /** From here on there is nothing but such zeros: nothing has to be remembered of them. */
  end: number
  /** So long it was made before anything was written there; 0: it never was. */
  length: number
  /** What was overwritten or cut off since, newest last. */
  undo: { readonly at: number; readonly bytes: Buffer; readonly generation: number }[]
  generation: number
}

type NameChange =
  | { readonly dir: string; readonly made: string }
  | { readonly dir: string; readonly removed: string; readonly file: Tracked | undefined; readonly bytes: Buffer }
  | { readonly dir: string; readonly renamed: string; readonly to: string; readonly replaced?: { readonly file: Tracked | undefined; readonly bytes: Buffer } }

/** Up to the end, whatever it is. */
export const CUT = Number.MAX_SAFE_INTEGER

/** Bytes of a file that is remembered when it is removed. A larger one, as files of a log with their holes are, is gone at once. */
export const LARGEST_REMEMBERED = 64 * 1024 * 1024

/** How a file is read as it is now. */
export type ReadAt = (at: number, length: number) => Buffer

export interface Unsynced {
  /** Call before a file is used for the first time, and again whenever it is opened. `size`: now, 0 if it is made. */
  readonly opened: (path: string, made: boolean, size: number) => Tracked
  /** Call before bytes from `from` up to `to` are written, or (`CUT`) the file gets `from` as its size. */
  readonly changing: (file: Tracked, from: number, to: number, size: number, read: ReadAt) => void
  /** Call when an fsync of this file begins; the function returned, when it has ended without an error. */
  readonly syncing: (file: Tracked) => () => void
  /** Call before. `replaced`: what was at `to`, if there was something. */
  readonly renaming: (from: string, to: string, replaced: Buffer | undefined) => void
  /** Call before. `bytes`: what it holds; `undefined`: it is a directory, and gone with all that is in it. */
  readonly removing: (path: string, bytes: Buffer | undefined) => void
  readonly dirSynced: (dir: string) => void
  /**
   * Takes back, through these files, what is not durable, and forgets all. `reached`: bytes of a file that happened to reach
   * the disk although no fsync has said so.
   */
  readonly takeBack: (files: Files, reached?: (path: string) => number) => void
}

export const trackUnsynced = (): Unsynced => {
  const tracked = new Map<string, Tracked>()
  let names: NameChange[] = []

  const of = (path: string, size: number): Tracked => {
    const known = tracked.get(path) ?? { durableSize: size, end: size, length: 0, undo: [], generation: 0 }
    tracked.set(path, known)
    return known
  }

  const name = (path: string, file: Tracked | undefined): void => {
    if (file === undefined) tracked.delete(path)
    else tracked.set(path, file)
  }

  const write = (files: Files, path: string, bytes: Buffer): void => {
    const handle = files.open(path)
    handle.truncate(0)
    handle.write(bytes, 0)
    handle.close()
  }

  const takeBackName = (files: Files, change: NameChange): void => {
    if ("made" in change) {
      if (files.exists(change.made)) files.remove(change.made)
      tracked.delete(change.made)
    } else if ("removed" in change) {
      write(files, change.removed, change.bytes)
      name(change.removed, change.file)
    } else {
      if (files.exists(change.to)) files.rename(change.to, change.renamed)
      name(change.renamed, tracked.get(change.to))
      tracked.delete(change.to)
      if (change.replaced === undefined) return
      write(files, change.to, change.replaced.bytes)
      name(change.to, change.replaced.file)
    }
  }

  return {
    opened: (path, made, size) => {
      if (made) {
        tracked.delete(path)
        names.push({ dir: directoryOf(path), made: path })
      }
      return of(path, size)
    },
    changing: (file, from, to, size, read) => {
      // Also what is not durable yet: a sync under way may cover the old bytes, and never these.
      const end = Math.min(to, size, file.end)
      if (from < end) file.undo.push({ at: from, bytes: read(from, end - from), generation: file.generation })
      if (to === CUT) {
        file.length = from > size ? from : 0
        file.end = Math.min(file.end, from)
      } else file.end = Math.max(file.end, to)
    },
    syncing: (file) => {
      const { end } = file
      const generation = file.generation++
      return () => {
        file.durableSize = end
        file.undo = file.undo.filter((record) => record.generation > generation)
      }
    },
    renaming: (from, to, replaced) => {
      const file = tracked.get(from)
      names.push({ dir: directoryOf(from), renamed: from, to, ...(replaced === undefined ? {} : { replaced: { file: tracked.get(to), bytes: replaced } }) })
      tracked.delete(from)
      name(to, file)
    },
    removing: (path, bytes) => {
      if (bytes === undefined) {
        for (const file of tracked.keys()) if (file.startsWith(`${path}/`)) tracked.delete(file)
        names = names.filter(({ dir }) => dir !== path && !dir.startsWith(`${path}/`))
        return
      }
      names.push({ dir: directoryOf(path), removed: path, file: tracked.get(path), bytes })
      tracked.delete(path)
    },
    dirSynced: (dir) => {
      names = names.filter((change) => change.dir !== dir)
    },
    takeBack: (files, reached = () => 0) => {
      for (const change of names.toReversed()) takeBackName(files, change)
      for (const [path, { durableSize, length, undo }] of tracked) {
        if (!files.exists(path)) continue
        const handle = files.open(path)
        for (const { at, bytes } of undo.toReversed()) handle.write(bytes, at)
        const left = Math.max(durableSize, reached(path))
        if (handle.size() > left) handle.truncate(left)
        if (length > left) handle.truncate(length)
        handle.close()
      }
      names = []
      tracked.clear()
    }
  }
}
