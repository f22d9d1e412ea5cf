/**
 * A small value that is either the old one or a new one after any crash: slots of 4 KiB in one file. One holds the last value
 * that is on disk for sure, another one may be on its way there, and neither is written: a torn write never touches them.
 *
 * A slot: magic int32 · crc32 int32 (of what follows) · sequence int64 · length int32 · JSON in UTF-8. The valid slot
 * with the highest sequence counts. The file is created whole (tmp, fsync, rename, fsync of the directory): one that
 * exists had valid slots once, so none at all means damage, never "nothing saved yet".
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { crc32 } from "node:zlib"
import { directoryOf, type Done, type FileHandle, type Files } from "../files/files.ts"
import { DamagedFileError, StoreFailedError, toError } from "./errors.ts"
import { readInt64, writeInt64 } from "./int64.ts"
import { writeAgain } from "./write-again.ts"

/** One page: the disk writes the slots apart from each other. */
const SLOT_SIZE = 4096
const HEADER_SIZE = 20
/** "RPSL" */
const MAGIC = 0x5250534c

export interface Loaded<T> {
  readonly value: T
  /** Another slot is damaged: a save was torn, or the value is older than the last one saved. */
  readonly otherSlotDamaged: boolean
}

/** A value that was written, and the slot that it is in. */
interface Place {
  readonly at: number
  readonly sequence: number
}

const NOWHERE: Place = { at: -1, sequence: 0 }

export class SlotFile<T> {
  readonly path: string
  private readonly files: Files
  private readonly schema: Schema.Codec<T, unknown>
  private readonly toJson: (value: T) => unknown
  private readonly advice: string
  private readonly count: number
  private handle: FileHandle | undefined
  private newest = NOWHERE
  /** On disk for sure. */
  private safe = NOWHERE
  /** On its way there. */
  private syncing: Place | undefined
  private saving = false
  private next: { readonly value: T; readonly done: Done[] } | undefined
  private failed: StoreFailedError | undefined

  /** `advice`: what an operator should do when the file is damaged. `count`: of slots; three if values are written while others are on their way to the disk. */
  constructor(files: Files, path: string, schema: Schema.Codec<T, unknown>, advice: string, count: 2 | 3 = 2) {
    this.files = files
    this.path = path
    this.schema = schema
    this.toJson = Schema.encodeSync(schema)
    this.advice = advice
    this.count = count
  }

  /** The last value saved, on disk for sure; `undefined` if none ever was. Call it once, before any save. */
  load(): Loaded<T> | undefined {
    const { files, path, count } = this
    if (!files.exists(path)) return undefined
    const handle = files.open(path)
    // After a crash that the page cache survived, what is read may not be on disk yet.
    writeAgain(handle)
    files.syncDir(directoryOf(path))
    const buffer = Buffer.alloc(count * SLOT_SIZE)
    handle.read(buffer, 0, buffer.length)
    const slots = Array.from({ length: count }, (_, at) => decode(buffer.subarray(at * SLOT_SIZE, (at + 1) * SLOT_SIZE), at))
    const newest = slots.reduce((a, b) => (a === undefined || (b !== undefined && b.sequence > a.sequence) ? b : a))
    if (newest === undefined) {
      handle.close()
      throw new DamagedFileError(path, `${count === 2 ? "both" : "all"} copies of its value are damaged`, this.advice)
    }
    this.handle = handle
    this.newest = newest
    this.safe = newest
    try {
      const value = Schema.decodeUnknownSync(this.schema)(JSON.parse(newest.json))
      return { value, otherSlotDamaged: slots.includes(undefined) }
    } catch (cause) {
      throw new DamagedFileError(path, `its value is not understood: ${toError(cause).message}`, this.advice)
    }
  }

  /**
   * Writes now, is durable when `done` is called without an error. While a save is under way the newest value waits for
   * it; values in between are skipped, and reported when the newer one is durable. After an error every save fails (at
   * once: then `done` is called before this returns).
   */
  save(value: T, done: Done): void {
    if (this.failed) done(this.failed)
    else if (this.saving) this.next = { value, done: [...(this.next?.done ?? []), done] }
    else this.start(value, [done])
  }

  /** As `save`, but blocks and throws. Not while a `save` is under way. */
  saveNow(value: T): void {
    this.attempt(() => {
      const handle = this.write(value)
      handle.syncNow()
      this.safe = this.newest
      this.publish(handle)
    })
  }

  /** Writes without a sync: after a power loss the value is this one, one noted before it, or the last one that was on disk for sure. The file exists, with three slots. */
  note(value: T): void {
    this.attempt(() => this.write(value))
  }

  /** Is the newest value on disk for sure? */
  get isSafe(): boolean {
    return this.newest === this.safe
  }

  /** Is it neither there nor on its way? */
  get isBehind(): boolean {
    return !this.isSafe && this.syncing === undefined
  }

  /** Syncs the file as it is, once it exists. One at a time, if values are noted meanwhile. */
  sync(done: Done): void {
    if (!this.handle) throw new Error(`${this.path} was never saved`)
    this.syncOf(this.handle, done)
  }

  /** A save under way still ends and reports. */
  close(): void {
    this.handle?.close()
    this.handle = undefined
  }

  private attempt(write: () => void): void {
    if (this.failed) throw this.failed
    if (this.saving) throw new Error(`${this.path}: a save is under way`)
    try {
      write()
    } catch (error) {
      throw this.fail(error)
    }
  }

  private start(value: T, done: readonly Done[]): void {
    this.saving = true
    try {
      const handle = this.write(value)
      this.syncOf(handle, (error) => {
        try {
          if (error) throw error
          this.publish(handle)
        } catch (thrown) {
          this.fail(thrown)
        }
        this.finish(done)
      })
    } catch (error) {
      this.fail(error)
      this.finish(done)
    }
  }

  private finish(done: readonly Done[]): void {
    this.saving = false
    const { failed, next } = this
    this.next = undefined
    if (next && !failed) this.start(next.value, next.done)
    for (const report of failed && next ? [...done, ...next.done] : done) {
      if (failed) report(failed)
      else report()
    }
  }

  private syncOf(handle: FileHandle, done: Done): void {
    const place = this.newest
    this.syncing = place
    handle.sync((error) => {
      this.syncing = undefined
      if (error === undefined && place.sequence > this.safe.sequence) this.safe = place
      done(error)
    })
  }

  /** Writes a slot that holds neither the last durable value nor one on its way to the disk; a new file in all slots, beside its place. */
  private write(value: T): FileHandle {
    const sequence = this.newest.sequence + 1
    const slot = encode(sequence, JSON.stringify(this.toJson(value)))
    if (this.handle) {
      let at = 0
      while (!this.isFree(at)) at++
      if (at === this.count) throw new Error(`${this.path}: a save is under way`)
      this.handle.write(slot, at * SLOT_SIZE)
      this.newest = { at, sequence }
      return this.handle
    }
    const handle = this.files.open(`${this.path}.tmp`)
    handle.truncate(0)
    const page = Buffer.concat([slot], SLOT_SIZE)
    handle.write(Buffer.concat(Array.from({ length: this.count }, () => page)), 0)
    this.newest = { at: 0, sequence }
    return handle
  }

  /** A sync under way of what is older than the last durable value may come to nothing. */
  private isFree(at: number): boolean {
    return at !== this.safe.at && (this.syncing === undefined || at !== this.syncing.at || this.syncing.sequence <= this.safe.sequence)
  }

  private publish(handle: FileHandle): void {
    if (handle === this.handle) return
    this.files.rename(`${this.path}.tmp`, this.path)
    this.files.syncDir(directoryOf(this.path))
    this.handle = handle
  }

  private fail(error: unknown): StoreFailedError {
    this.failed ??= new StoreFailedError(this.path, toError(error))
    return this.failed
  }
}

const encode = (sequence: number, json: string): Buffer => {
  const text = Buffer.from(json)
  if (HEADER_SIZE + text.length > SLOT_SIZE) throw new RangeError(`a value of ${text.length} bytes does not fit a slot`)
  const slot = Buffer.alloc(HEADER_SIZE + text.length)
  slot.writeUInt32BE(MAGIC, 0)
  writeInt64(slot, sequence, 8)
  slot.writeInt32BE(text.length, 16)
  text.copy(slot, HEADER_SIZE)
  slot.writeUInt32BE(crc32(slot.subarray(8)), 4)
  return slot
}

const decode = (slot: Buffer, at: number): (Place & { readonly json: string }) | undefined => {
  const length = slot.readInt32BE(16)
  if (slot.readUInt32BE(0) !== MAGIC || length < 0 || HEADER_SIZE + length > SLOT_SIZE) return undefined
  if (slot.readUInt32BE(4) !== crc32(slot.subarray(8, HEADER_SIZE + length))) return undefined
  return { at, sequence: readInt64(slot, 8), json: slot.toString("utf8", HEADER_SIZE, HEADER_SIZE + length) }
}
