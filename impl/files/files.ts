/**
 * The disk, as the store sees it: one small service, implemented by real files (`node-files.ts`) and by a simulated disk
 * that can lose its power (`memory-files.ts`).
 *
 * Everything is synchronous besides `FileHandle.sync`: a write goes to the page cache, which is cheap, an fsync is not.
 * Errors are thrown, or passed to `done`, as they come (`NodeJS.ErrnoException`: `code` is `EIO`, `ENOSPC`, `ENOENT`, …).
 * The service value is a plain object: no fiber per call.
 *
 * @module
 */
import * as Context from "effect/Context"

/** Told once, later than the call it was given to, when something is on disk; with an error it may not be. */
export type Done = (error?: Error) => void

export interface FileHandle {
  /** The path it was opened with. */
  readonly path: string
  /** Bytes. */
  size(): number
  /** Writes all of `buffer` from byte `position` on; a gap before it reads as zeros. On an error a part may be written. */
  write(buffer: Uint8Array, position: number): void
  /** Reads up to `length` bytes from `position` on into the start of `buffer`; less only at the end of the file. */
  read(buffer: Uint8Array, position: number, length: number): number
  truncate(size: number): void
  /** fdatasync of what was written before this call. `done` is always called later, never from within. */
  sync(done: Done): void
  /** fsync that blocks. */
  syncNow(): void
  /** A sync under way still ends and reports. */
  close(): void
}

export interface Files {
  /** Opens for reading and writing; creates an empty file if there is none (durable once its directory is synced). */
  open(path: string): FileHandle
  /** Names of files and directories in `dir`, ascending. */
  list(dir: string): readonly string[]
  exists(path: string): boolean
  /** A file, or a directory with all that is in it. Durable once the directory it was in is synced. */
  remove(path: string): void
  /** Atomic, within one directory, replacing `to`. Durable once the directory is synced. */
  rename(from: string, to: string): void
  /** With its parents; no error if it exists. Durable once the directories they are in are synced. */
  mkdir(dir: string): void
  /** fsync of a directory, which blocks: creations, removals and renames in it are durable. */
  syncDir(dir: string): void
  /** A number that is the same as long as the machine has not lost its power, so that all that was written is there; 0, or no function: nobody can tell. */
  power?(): number
}

export const Files = Context.Service<Files>("rocketproof/Files")

/** The directory of a path; paths are POSIX-like on every platform. */
export const directoryOf = (path: string): string => {
  const slash = path.lastIndexOf("/")
  return slash < 0 ? "." : slash === 0 ? "/" : path.slice(0, slash)
}

/** Makes a directory with its parents; durable before it returns. */
export const mkdirDurably = (files: Files, dir: string): void => {
  const parent = directoryOf(dir)
  if (!files.exists(dir)) {
    mkdirDurably(files, parent)
    files.mkdir(dir)
  }
  files.syncDir(parent)
}
