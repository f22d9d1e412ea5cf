/**
 * Which messages have a key: the files of `index/`, the newest last, each named by when it was begun (`IndexFile` has what is in one).
 * Derived from the log like the queues. What a chain names has to be looked at: two keys may share it.
 *
 * RocketMQ `IndexService`.
 *
 * @module
 */
import type { Files } from "../files/files.ts"
import { INDEX_SIZE, IndexFile, type IndexSize } from "./index-file.ts"

export interface KeyIndexOptions {
  /** Takes over the files in which nothing was stored later than this (milliseconds since 1970); the others are removed. Absent: removes all. */
  readonly keepUntil?: number
  readonly size?: IndexSize
}

export class KeyIndex {
  private readonly files: Files
  private readonly dir: string
  private readonly size: IndexSize
  /** Oldest first. */
  private list: { readonly path: string; readonly file: IndexFile }[] = []

  /** `dir` is `…/index`; nothing is created before the first key. */
  constructor(files: Files, dir: string, { keepUntil = -1, size = INDEX_SIZE }: KeyIndexOptions = {}) {
    this.files = files
    this.dir = dir
    this.size = size
    for (const name of files.exists(dir) ? files.list(dir) : []) {
      if (!/^\d{17}$/.test(name)) continue
      const path = `${dir}/${name}`
      const file = new IndexFile(files.open(path), size)
      if (file.endTimestamp <= keepUntil && file.endPosition >= 0) this.list.push({ path, file })
      else {
        file.handle.close()
        files.remove(path)
      }
    }
  }

  /** Messages up to this position are in it already; −1: none is. */
  get end(): number {
    return this.list.at(-1)?.file.endPosition ?? -1
  }

  /** The message at `position` has this key. Messages come in the order of the log. `stored`: milliseconds since 1970. */
  put(key: string, position: number, stored: number): void {
    const last = this.list.at(-1)?.file
    const file = last === undefined || last.isFull ? this.begin(stored) : last
    file.put(key, position, stored)
  }

  /** Where messages begin that may have this key, the newest first. */
  *candidates(key: string): Generator<number> {
    for (const { file } of this.list.toReversed()) yield* file.candidates(key)
  }

  /** The log begins at this position now: files without a message from there on go. */
  beginAt(position: number): void {
    while (this.list.length > 0 && (this.list[0] as { readonly file: IndexFile }).file.endPosition < position) this.remove(0)
  }

  clear(): void {
    while (this.list.length > 0) this.remove(0)
  }

  /** Everything is on disk. */
  sync(): void {
    for (const { file } of this.list.slice(-1)) {
      file.flush()
      file.handle.syncNow()
    }
  }

  close(): void {
    for (const { file } of this.list) {
      file.flush()
      file.handle.close()
    }
    this.list = []
  }

  private begin(stored: number): IndexFile {
    const last = this.list.at(-1)
    last?.file.flush()
    last?.file.handle.syncNow()
    this.files.mkdir(this.dir)
    let path = `${this.dir}/${nameOf(stored)}`
    for (let later = 1; this.files.exists(path); later++) path = `${this.dir}/${nameOf(stored + later)}`
    const file = new IndexFile(this.files.open(path), this.size)
    this.list.push({ path, file })
    return file
  }

  private remove(at: number): void {
    for (const { path, file } of this.list.splice(at, 1)) {
      file.handle.close()
      this.files.remove(path)
    }
  }
}

/** `yyyyMMddHHmmssSSS` in the time of the place. RocketMQ `UtilAll.timeMillisToHumanString`. */
const nameOf = (time: number): string => {
  const at = new Date(time)
  const two = (value: number): string => String(value).padStart(2, "0")
  return `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}${String(at.getMilliseconds()).padStart(3, "0")}`
}
