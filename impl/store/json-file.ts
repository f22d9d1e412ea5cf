/**
 * A configuration file as RocketMQ keeps them (`config/topics.json`, `consumerOffset.json`, `subscriptionGroup.json`):
 * JSON that an operator can read, and beside it `.bak`, the one before.
 *
 * A save writes `.tmp` and fsyncs it, renames the old file to `.bak` and `.tmp` to its place, and fsyncs the directory: at
 * any time the file or its `.bak` is whole.
 *
 * RocketMQ `ConfigManager.persist`, `ConfigManager.load`, `MixAll.string2File` (which rewrites the file in place).
 *
 * @module
 */
import { directoryOf, type Done, type FileHandle, type Files } from "../files/files.ts"
import { DamagedFileError, toError } from "./errors.ts"

/** How a value is written. `read` throws an error whose message says what is wrong. */
export interface JsonShape<T> {
  readonly read: (text: string) => T
  readonly write: (value: T) => string
}

export interface LoadedJson<T> {
  readonly value: T
  /** The value is that of `.bak`, and why: it may be older than the last one saved. */
  readonly fallback?: string
}

export class JsonFile<T> {
  readonly path: string
  private readonly files: Files
  private readonly shape: JsonShape<T>
  /** Is the file in its place whole? `undefined`: not looked at yet. Only a whole one may replace the backup. */
  private whole: boolean | undefined
  private saving = false
  /** What the save under way has written is in its place already, or newer. */
  private superseded = false
  private next: { readonly value: T; readonly done: Done[] } | undefined

  constructor(files: Files, path: string, shape: JsonShape<T>) {
    this.files = files
    this.path = path
    this.shape = shape
  }

  /** The last value saved; `undefined` if none ever was. Throws `DamagedFileError` if neither file can be understood. */
  load(): LoadedJson<T> | undefined {
    const main = this.parse(this.path)
    this.whole = "value" in main
    if ("value" in main) return main
    const backup = this.parse(`${this.path}.bak`)
    if ("value" in backup) return { value: backup.value, fallback: `${this.path}: ${main.problem}` }
    if (main.problem === MISSING && backup.problem === MISSING) return undefined
    throw new DamagedFileError(
      this.path,
      `${main.problem}; .bak: ${backup.problem}`,
      "Repair the JSON by hand, or remove both files: the member then takes the values from its leader"
    )
  }

  /**
   * Durable when `done` is called without an error. While a save is under way the newest value waits for it; values in
   * between are skipped. After an error the old file stands, and a later save tries again.
   */
  save(value: T, done: Done): void {
    if (this.saving) {
      this.next = { value, done: [...(this.next?.done ?? []), done] }
      return
    }
    this.start(value, [done])
  }

  /** Is a save under way? */
  get isSaving(): boolean {
    return this.saving
  }

  /** As `save`, but blocks and throws. Saves that are under way or wait have happened then, with this value. */
  saveNow(value: T): void {
    this.superseded = this.saving
    const { next } = this
    this.next = undefined
    const handle = this.files.open(`${this.path}.tmp`)
    try {
      handle.truncate(0)
      handle.write(Buffer.from(this.shape.write(value)), 0)
      handle.syncNow()
    } finally {
      handle.close()
    }
    const failure = this.publish()
    if (failure) throw failure
    for (const report of next?.done ?? []) report()
  }

  private start(value: T, done: readonly Done[]): void {
    this.saving = true
    const finish = (failure?: Error): void => {
      this.saving = false
      const { next } = this
      this.next = undefined
      if (next) this.start(next.value, next.done)
      for (const report of done) {
        if (failure) report(failure)
        else report()
      }
    }
    let handle: FileHandle | undefined
    try {
      const opened = this.files.open(`${this.path}.tmp`)
      handle = opened
      handle.truncate(0)
      handle.write(Buffer.from(this.shape.write(value)), 0)
      handle.sync((error) => {
        opened.close()
        const isOld = this.superseded
        this.superseded = false
        finish(isOld ? undefined : (error ?? this.publish()))
      })
    } catch (error) {
      handle?.close()
      finish(toError(error))
    }
  }

  private publish(): Error | undefined {
    try {
      this.whole ??= "value" in this.parse(this.path)
      if (this.whole) this.files.rename(this.path, `${this.path}.bak`)
      this.files.rename(`${this.path}.tmp`, this.path)
      this.whole = true
      this.files.syncDir(directoryOf(this.path))
      return undefined
    } catch (error) {
      // Where it stopped is not known: the next save looks.
      this.whole = undefined
      return toError(error)
    }
  }

  private parse(path: string): { readonly value: T } | { readonly problem: string } {
    if (!this.files.exists(path)) return { problem: MISSING }
    const handle = this.files.open(path)
    try {
      const buffer = Buffer.alloc(handle.size())
      handle.read(buffer, 0, buffer.length)
      return { value: this.shape.read(buffer.toString("utf8")) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== undefined) throw error
      return { problem: toError(error).message }
    } finally {
      handle.close()
    }
  }
}

const MISSING = "missing"
