/**
 * `node --import` of this module puts it between a process and its files: every call of `node:fs` that writes is seen, whoever
 * makes it, so that the process can lose what no completed fsync covers. Nothing that a store believes of itself counts.
 *
 * Seen are the synchronous calls and `fdatasync`/`fsync` with a callback, which are all that a broker uses. Journals are left
 * out: they are what a run is judged by, and no part of a broker's disk.
 *
 * @module
 */
import { createRequire, syncBuiltinESMExports } from "node:module"
import { resolve } from "node:path"
import type * as NodeFs from "node:fs"
import { nodeFiles } from "./node-files.ts"
import { interceptor, type Interceptor } from "./interceptor.ts"
import { MOST_REMEMBERED, type Tracked, trackUnsynced } from "./unsynced.ts"

// What `require` gives can be changed; `syncBuiltinESMExports` passes the changes on to those who import.
const fs = createRequire(import.meta.url)("node:fs") as { -readonly [name in keyof typeof NodeFs]: (typeof NodeFs)[name] }
const real = { ...fs }

/** Indexes of keys, that a broker makes anew from its log after a power loss. */
const isDerived = (path: string): boolean => /\/index\/\d{17}$/.test(path)

const unsynced = trackUnsynced(isDerived)
/** Of files that are open for writing. */
const open = new Map<number, { readonly file: Tracked; path: string }>()
/** Directories that are open, which they are to be synced. */
const dirs = new Map<number, string>()
let watching = true

const isJournal = (path: string): boolean => /\/journal-\d+\.jsonl$/.test(path)

/** Absolute, if it is one to be watched. */
const watched = (path: NodeFs.PathLike | number): string | undefined => {
  if (!watching || typeof path === "number") return undefined
  const absolute = resolve(path.toString())
  return absolute.startsWith("/dev/") || isJournal(absolute) ? undefined : absolute
}

const sizeOf = (fd: number): number => real.fstatSync(fd).size

const bytesAt = (path: string, at: number, length: number): Buffer => {
  const fd = real.openSync(path, "r")
  try {
    const bytes = Buffer.alloc(length)
    real.readSync(fd, bytes, 0, length, at)
    return bytes
  } finally {
    real.closeSync(fd)
  }
}

const contentOf = (path: string): Buffer | undefined => {
  const stat = real.statSync(path)
  return stat.isDirectory() || stat.size > MOST_REMEMBERED ? undefined : real.readFileSync(path)
}

const isForWriting = (flags: NodeFs.OpenMode | undefined): boolean =>
  typeof flags === "number" ? (flags & (real.constants.O_WRONLY | real.constants.O_RDWR)) !== 0 : flags !== undefined && flags !== "r" && flags !== "rs" && flags !== "sr"

const empties = (flags: NodeFs.OpenMode | undefined): boolean => (typeof flags === "number" ? (flags & real.constants.O_TRUNC) !== 0 : typeof flags === "string" && flags.startsWith("w"))

const reader = (path: string) => (at: number, length: number): Buffer => bytesAt(path, at, length)

/** Notes that a file is about to be opened for writing, emptied if so it is. */
const opening = (path: string, flags: NodeFs.OpenMode | undefined): Tracked => {
  const made = !real.existsSync(path)
  const size = made ? 0 : real.statSync(path).size
  const file = unsynced.opened(path, made, size)
  if (!made && empties(flags)) unsynced.cutting(file, 0, reader(path))
  return file
}

fs.openSync = (path, flags, mode) => {
  const name = watched(path)
  const isDirectory = name !== undefined && real.existsSync(name) && real.statSync(name).isDirectory()
  const file = name !== undefined && !isDirectory && isForWriting(flags) ? opening(name, flags) : undefined
  const fd = real.openSync(path, flags, mode)
  if (file !== undefined && name !== undefined) open.set(fd, { file, path: name })
  if (isDirectory) dirs.set(fd, name)
  return fd
}

fs.closeSync = (fd) => {
  open.delete(fd)
  dirs.delete(fd)
  real.closeSync(fd)
}

/** The ways to call `writeSync`: a text with a position; bytes with offset, length and position, one by one or as an object. */
const asked = (data: NodeJS.ArrayBufferView | string, rest: readonly unknown[]): { readonly count: number; readonly position: unknown } => {
  if (typeof data === "string") return { count: Buffer.byteLength(data), position: rest[0] }
  const [first] = rest
  const { offset = 0, length, position } = (typeof first === "object" && first !== null ? first : { offset: rest[0], length: rest[1], position: rest[2] }) as { readonly offset?: number; readonly length?: number; readonly position?: unknown }
  return { count: length ?? data.byteLength - offset, position }
}

fs.writeSync = ((fd: number, data: NodeJS.ArrayBufferView | string, ...rest: readonly unknown[]) => {
  const known = open.get(fd)
  if (watching && known !== undefined) {
    const { count, position } = asked(data, rest)
    const at = typeof position === "number" ? position : sizeOf(fd)
    unsynced.writing(known.file, at, at + count, reader(known.path))
  }
  return (real.writeSync as (...args: readonly unknown[]) => number)(fd, data, ...rest)
}) as typeof fs.writeSync

fs.ftruncateSync = (fd, length) => {
  const known = open.get(fd)
  if (watching && known !== undefined) unsynced.cutting(known.file, length ?? 0, reader(known.path))
  real.ftruncateSync(fd, length)
}

fs.writeFileSync = (to, data, options) => {
  const path = watched(to)
  if (path !== undefined) opening(path, (typeof options === "object" && options?.flag) || "w")
  real.writeFileSync(to, data, options)
}

/** What to call when an fsync of this file or directory has ended without an error. */
const syncing = (fd: number): (() => void) => {
  const known = open.get(fd)
  if (!watching) return () => {}
  if (known !== undefined) return unsynced.syncing(known.file, sizeOf(fd))
  const dir = dirs.get(fd)
  return () => (dir === undefined ? undefined : unsynced.dirSynced(dir))
}

for (const name of ["fsyncSync", "fdatasyncSync"] as const)
  fs[name] = (fd) => {
    const synced = syncing(fd)
    real[name](fd)
    synced()
  }

for (const name of ["fsync", "fdatasync"] as const)
  fs[name] = ((fd: number, done: NodeFs.NoParamCallback) => {
    const synced = syncing(fd)
    real[name](fd, (error) => {
      if (error === null) synced()
      done(error)
    })
  }) as (typeof fs)[typeof name]

fs.renameSync = (from, to) => {
  const [source, target] = [watched(from), watched(to)]
  if (source !== undefined && target !== undefined && real.existsSync(source)) unsynced.renaming(source, target, real.existsSync(target) ? contentOf(target) : undefined)
  for (const known of open.values()) if (known.path === source && target !== undefined) known.path = target
  real.renameSync(from, to)
}

const removing = (path: NodeFs.PathLike): void => {
  const file = watched(path)
  if (file !== undefined && real.existsSync(file)) unsynced.removing(file, contentOf(file))
}

fs.rmSync = (path, options) => {
  removing(path)
  real.rmSync(path, options)
}

fs.unlinkSync = (path) => {
  removing(path)
  real.unlinkSync(path)
}

syncBuiltinESMExports()

const here: Interceptor = {
  powerLoss: (reached) => {
    watching = false
    unsynced.takeBack(nodeFiles, reached)
  }
}
interceptor.put(here)
