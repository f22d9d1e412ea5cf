/**
 * `Files` on a simulated disk: deterministic, in memory, able to crash, to lose its power and to fail. Directories, other
 * than the names in them, are durable at once.
 *
 * @module
 */
import * as Layer from "effect/Layer"
import { Faults, ioError, type Fault, type OperationName } from "./faults.ts"
import { directoryOf, type Done, type FileHandle, Files } from "./files.ts"
import { Content } from "./memory-content.ts"
import { Names } from "./memory-names.ts"

export interface Operation {
  readonly name: OperationName | "crash" | "powerLoss" | "wipe" | "corrupt"
  readonly path: string
  /** Byte position of a write, new size of a truncation. */
  readonly position?: number
  /** Bytes. */
  readonly length?: number
}

export interface MemoryFilesOptions {
  /** Lets a sync end; a virtual clock can delay it. In the default it ends in a microtask. */
  readonly schedule?: (complete: () => void) => void
  /** Sees every operation before it happens; what it throws, the operation throws. */
  readonly onOperation?: (operation: Operation) => void
  /** How many operations `operations` keeps, 10,000 by default. */
  readonly keepOperations?: number
}

export class MemoryFiles implements Files {
  /** The last operations, oldest first. */
  readonly operations: Operation[] = []
  private names = new Names()
  private dirs = new Set<string>(["/", "."])
  private readonly faults = new Faults()
  private readonly options: MemoryFilesOptions
  private astray: { readonly within: string; readonly by: () => number } | undefined
  /** One life of the machine: handles and syncs of an earlier one are dead. */
  life = 0
  private powers = 1

  constructor(options: MemoryFilesOptions = {}) {
    this.options = options
  }

  open(path: string): FileHandle {
    this.perform({ name: "open", path })
    if (this.dirs.has(path)) throw ioError("EISDIR", "open", path)
    let content = this.names.get(path)
    if (content === undefined) {
      if (!this.dirs.has(directoryOf(path))) throw ioError("ENOENT", "open", path)
      content = new Content()
      this.names.create(path, content)
    }
    return new MemoryFile(this, path, content)
  }

  list(dir: string): readonly string[] {
    if (!this.dirs.has(dir)) throw ioError("ENOENT", "list", dir)
    return [...this.names.paths(), ...this.dirs]
      .filter((path) => path !== dir && directoryOf(path) === dir)
      .map((path) => path.slice(path.lastIndexOf("/") + 1))
      .toSorted()
  }

  exists(path: string): boolean {
    return this.names.get(path) !== undefined || this.dirs.has(path)
  }

  remove(path: string): void {
    this.perform({ name: "remove", path })
    if (!this.exists(path)) throw ioError("ENOENT", "remove", path)
    for (const file of this.names.paths()) if (file === path || file.startsWith(`${path}/`)) this.names.remove(file)
    for (const dir of this.dirs) if (dir === path || dir.startsWith(`${path}/`)) this.dirs.delete(dir)
  }

  rename(from: string, to: string): void {
    this.perform({ name: "rename", path: from })
    const content = this.names.get(from)
    if (content === undefined) throw ioError("ENOENT", "rename", from)
    if (directoryOf(from) !== directoryOf(to)) throw ioError("EXDEV", "rename", from)
    this.names.rename(from, to, content)
  }

  mkdir(dir: string): void {
    this.perform({ name: "mkdir", path: dir })
    for (let at = dir; !this.dirs.has(at); at = directoryOf(at)) this.dirs.add(at)
  }

  syncDir(dir: string): void {
    this.perform({ name: "syncDir", path: dir })
    if (!this.dirs.has(dir)) throw ioError("ENOENT", "syncDir", dir)
    this.names.sync(dir)
  }

  power(): number {
    return this.powers
  }

  /** Lets the operations that a fault describes fail. */
  fail(fault: Fault): void {
    this.faults.plan(fault)
  }

  /** No more faults. */
  heal(): void {
    this.astray = undefined
    this.faults.clear()
  }

  /** The process dies, the machine does not: what is written stays, syncs under way never report. */
  crash(): void {
    this.note({ name: "crash", path: "" })
    this.life++
  }

  /**
   * The machine loses its power. Of what no completed sync covers, only what `random` (in [0, 1)) chooses is left: per
   * file a prefix of the unsynced changes with a torn last one (or any of them, with `holes`), per name the old or the new.
   */
  powerLoss(random: () => number, options: { readonly holes?: boolean } = {}): void {
    this.note({ name: "powerLoss", path: "" })
    this.life++
    this.powers++
    this.names.powerLoss(random)
    for (const content of this.names.contents()) content.powerLoss(random, options.holes ?? false)
    // A file whose removal was lost brings its directory back.
    for (const path of this.names.paths()) for (let at = directoryOf(path); !this.dirs.has(at); at = directoryOf(at)) this.dirs.add(at)
  }

  /** Flips a bit of a file whose path contains `within`; its path, or `undefined` if none has a byte. */
  corrupt(random: () => number, within: string): string | undefined {
    const found = [...this.names.paths()].filter((path) => path.includes(within) && (this.names.get(path)?.durableBytes().length ?? 0) > 0).sort()
    const path = found[Math.floor(random() * found.length)]
    const content = path === undefined ? undefined : this.names.get(path)
    if (path === undefined || content === undefined) return undefined
    this.note({ name: "corrupt", path })
    return content.flip(Math.floor(random() * content.durableBytes().length), Math.floor(random() * 8)) ? path : undefined
  }

  /** The next write to a file whose path contains `within` goes to another place of that file: it must be where it belongs, and is not. */
  misdirect(random: () => number, within: string): void {
    this.astray = { within, by: random }
  }

  /** Where this write goes. */
  placeOf(path: string, position: number, size: number): number {
    if (this.astray === undefined || !path.includes(this.astray.within)) return position
    const { by } = this.astray
    this.astray = undefined
    return Math.floor(by() * Math.max(1, size))
  }

  /** A new, empty disk. */
  wipe(): void {
    this.note({ name: "wipe", path: "" })
    this.life++
    this.names = new Names()
    this.dirs = new Set(["/", "."])
  }

  /** For assertions and for damaging a file: its content as written, `undefined` if there is no such file. */
  contentOf(path: string): Content | undefined {
    return this.names.get(path)
  }

  /** For handles: notes the operation, and throws if it is to fail. */
  perform(operation: Operation & { readonly name: OperationName }): void {
    this.options.onOperation?.(operation)
    this.note(operation)
    const error = this.faults.next(operation.name, operation.path)
    if (error) throw error
  }

  schedule(complete: () => void): void {
    const { life } = this
    const unlessDead = (): void => {
      if (life === this.life) complete()
    }
    if (this.options.schedule) this.options.schedule(unlessDead)
    else queueMicrotask(unlessDead)
  }

  private note(operation: Operation): void {
    this.operations.push(operation)
    if (this.operations.length > (this.options.keepOperations ?? 10_000)) this.operations.shift()
  }
}

class MemoryFile implements FileHandle {
  readonly path: string
  private readonly disk: MemoryFiles
  private readonly content: Content
  private readonly life: number
  private closed = false

  constructor(disk: MemoryFiles, path: string, content: Content) {
    this.disk = disk
    this.path = path
    this.content = content
    this.life = disk.life
  }

  size(): number {
    this.ensureUsable()
    return this.content.written.size
  }

  write(buffer: Uint8Array, position: number): void {
    this.ensureUsable()
    try {
      this.disk.perform({ name: "write", path: this.path, position, length: buffer.length })
    } catch (error) {
      // A full disk takes what still fits.
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") this.content.write(buffer.subarray(0, buffer.length >> 1), position)
      throw error
    }
    this.content.write(buffer, this.disk.placeOf(this.path, position, this.content.written.size))
  }

  read(buffer: Uint8Array, position: number, length: number): number {
    this.ensureUsable()
    this.disk.perform({ name: "read", path: this.path, position, length })
    return this.content.written.read(buffer, position, length)
  }

  truncate(size: number): void {
    this.ensureUsable()
    this.disk.perform({ name: "truncate", path: this.path, position: size })
    this.content.truncate(size)
  }

  sync(done: Done): void {
    this.ensureUsable()
    const mark = this.content.mark()
    let failure: Error | undefined
    try {
      this.disk.perform({ name: "sync", path: this.path })
    } catch (error) {
      // A fault arrives through `done`; what the observer throws is its own affair.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error
      failure = error as Error
    }
    this.disk.schedule(() => {
      if (failure) {
        this.content.syncFailed(mark)
        done(failure)
      } else {
        this.content.syncTo(mark)
        done()
      }
    })
  }

  syncNow(): void {
    this.ensureUsable()
    const mark = this.content.mark()
    try {
      this.disk.perform({ name: "sync", path: this.path })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== undefined) this.content.syncFailed(mark)
      throw error
    }
    this.content.syncTo(mark)
  }

  close(): void {
    this.closed = true
  }

  private ensureUsable(): void {
    if (this.closed) throw new Error(`${this.path} is closed`)
    if (this.life !== this.disk.life) throw new Error(`${this.path} was opened before the machine died`)
  }
}

export const layer = (options: MemoryFilesOptions = {}): Layer.Layer<Files> => Layer.sync(Files, () => new MemoryFiles(options))
