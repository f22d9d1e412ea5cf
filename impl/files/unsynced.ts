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
  /** So long it is by a completed fsync. */
  durableSize: number
  /** Up to here a completed fsync covers what was written; zeros behind it. */
  durableEnd: number
  /** Zeros from here on, which nobody wrote: nothing has to be remembered of them. A store makes its files long before it fills them. */
  end: number
  readonly isDerived: boolean
  /** What was overwritten or cut off since, newest last. */
  undo: { readonly at: number; readonly bytes: Buffer; readonly generation: number }[]
  generation: number
}

type NameChange =
  | { readonly dir: string; readonly made: string }
  | { readonly dir: string; readonly removed: string; readonly file: Tracked | undefined; readonly bytes: Buffer }
  | { readonly dir: string; readonly renamed: string; readonly to: string; readonly replaced?: { readonly file: Tracked | undefined; readonly bytes: Buffer } }

/** How a file is read as it is now. */
export type ReadAt = (at: number, length: number) => Buffer

export interface Unsynced {
  /** Call before a file is used for the first time, and again whenever it is opened. `size`: now, 0 if it is made. */
  readonly opened: (path: string, made: boolean, size: number) => Tracked
  /** Call before bytes from `from` up to `to` are written. */
  readonly writing: (file: Tracked, from: number, to: number, read: ReadAt) => void
  /** Call before a file is cut off, or lengthened with zeros, at `size`. */
  readonly cutting: (file: Tracked, size: number, read: ReadAt) => void
  /** Call when an fsync of this file begins; the function returned, when it has ended without an error. */
  readonly syncing: (file: Tracked, size: number) => () => void
  /** Call before. `replaced`: what was at `to`, if there was something. */
  readonly renaming: (from: string, to: string, replaced: Buffer | undefined) => void
  /**
   * Call before. `bytes`: what it holds; `undefined`: it is gone for good, with all that is in it if it is a directory. So it is
   * with a file that is too large to be remembered, too.
   */
  readonly removing: (path: string, bytes: Buffer | undefined) => void
  readonly dirSynced: (dir: string) => void
  /**
   * Takes back, through these files, what is not durable, and forgets all. `reached`: bytes of a file that happened to reach
   * the disk although no fsync has said so.
   */
  readonly takeBack: (files: Files, reached?: (path: string) => number) => void
}

/** Files that are larger are gone for good once they are removed: bytes. */
export const MOST_REMEMBERED = 1 << 26

/** `derived`: files that a start makes anew after a power loss, whatever became of them; nothing of theirs is taken back. */
export const trackUnsynced = (derived: (path: string) => boolean = () => false): Unsynced => {
  const tracked = new Map<string, Tracked>()
  let names: NameChange[] = []

  const of = (path: string, size: number): Tracked => {
    const known = tracked.get(path) ?? { durableSize: size, durableEnd: size, end: size, isDerived: derived(path), undo: [], generation: 0 }
    tracked.set(path, known)
    return known
  }

  const remember = (file: Tracked, from: number, to: number, read: ReadAt): void => {
    // Also what is not durable yet: a sync under way may cover the old bytes, and never these.
    const end = Math.min(to, file.end)
    if (from < end && !file.isDerived) file.undo.push({ at: from, bytes: read(from, end - from), generation: file.generation })
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
    writing: (file, from, to, read) => {
      remember(file, from, to, read)
      file.end = Math.max(file.end, to)
    },
    cutting: (file, size, read) => {
      remember(file, size, file.end, read)
      file.end = Math.min(file.end, size)
    },
    syncing: (file, size) => {
      const generation = file.generation++
      const { end } = file
      return () => {
        file.durableSize = size
        file.durableEnd = end
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
        for (const file of tracked.keys()) if (file === path || file.startsWith(`${path}/`)) tracked.delete(file)
        names = names.filter((change) => change.dir !== path && !change.dir.startsWith(`${path}/`) && !("made" in change && change.made === path))
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
      for (const [path, { durableSize, durableEnd, isDerived, undo }] of tracked) {
        if (isDerived || !files.exists(path)) continue
        const handle = files.open(path)
        for (const { at, bytes } of undo.toReversed()) handle.write(bytes, at)
        const left = Math.max(durableEnd, reached(path))
        if (handle.size() > left) handle.truncate(left)
        if (durableSize > left) handle.truncate(durableSize)
        handle.close()
      }
      names = []
      tracked.clear()
    }
  }
}
