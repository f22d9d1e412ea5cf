/**
 * A small value that is either the old one or the new one after any crash: two slots of 4 KiB in one file, written in
 * turn, so that a torn write never touches the value before it.
 *
 * A slot: magic int32 · crc32 int32 (of what follows) · sequence int64 · length int32 · JSON in UTF-8. The valid slot
 * with the higher sequence counts. The file is created whole (tmp, fsync, rename, fsync of the directory): one that
 * exists had two valid slots once, so two invalid ones mean damage, never "nothing saved yet".
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
  /** The other slot is damaged: a save was torn, or the value is older than the last one saved. */
  readonly otherSlotDamaged: boolean
}

export class SlotFile<T> {
  readonly path: string
  private readonly files: Files
  private readonly schema: Schema.Codec<T, unknown>
  private readonly advice: string
  private handle: FileHandle | undefined
  private sequence = 0
  private saving = false
  private next: { readonly value: T; readonly done: Done[] } | undefined
  private failed: StoreFailedError | undefined

  /** `advice`: what an operator should do when the file is damaged. */
  constructor(files: Files, path: string, schema: Schema.Codec<T, unknown>, advice: string) {
    this.files = files
    this.path = path
    this.schema = schema
    this.advice = advice
  }

  /** The last value saved, on disk for sure; `undefined` if none ever was. Call it once, before any save. */
  load(): Loaded<T> | undefined {
    const { files, path } = this
    if (!files.exists(path)) return undefined
    const handle = files.open(path)
    // After a crash that the page cache survived, what is read may not be on disk yet.
    writeAgain(handle)
    files.syncDir(directoryOf(path))
    const buffer = Buffer.alloc(2 * SLOT_SIZE)
    handle.read(buffer, 0, buffer.length)
    const slots = [0, 1].map((slot) => decode(buffer.subarray(slot * SLOT_SIZE, (slot + 1) * SLOT_SIZE)))
    const newest = slots.reduce((a, b) => (a === undefined || (b !== undefined && b.sequence > a.sequence) ? b : a))
    if (newest === undefined) throw new DamagedFileError(path, "both copies of its value are damaged", this.advice)
    this.handle = handle
    this.sequence = newest.sequence
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
    if (this.failed) throw this.failed
    if (this.saving) throw new Error(`${this.path}: a save is under way`)
    try {
      const handle = this.write(value)
      handle.syncNow()
      this.publish(handle)
    } catch (error) {
      throw this.fail(error)
    }
  }

  /** Syncs the file as it is, once it exists. */
  sync(done: Done): void {
    if (!this.handle) throw new Error(`${this.path} was never saved`)
    this.handle.sync(done)
  }

  /** A save under way still ends and reports. */
  close(): void {
    this.handle?.close()
    this.handle = undefined
  }

  private start(value: T, done: readonly Done[]): void {
    this.saving = true
    try {
      const handle = this.write(value)
      handle.sync((error) => {
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

  /** Writes the slot that does not hold the last durable value; a new file in both slots, beside its place. */
  private write(value: T): FileHandle {
    this.sequence++
    const slot = encode(this.sequence, JSON.stringify(Schema.encodeSync(this.schema)(value)))
    if (this.handle) {
      this.handle.write(slot, (this.sequence % 2) * SLOT_SIZE)
      return this.handle
    }
    const handle = this.files.open(`${this.path}.tmp`)
    handle.truncate(0)
    handle.write(Buffer.concat([slot, slot]), 0)
    return handle
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
  const slot = Buffer.alloc(SLOT_SIZE)
  slot.writeUInt32BE(MAGIC, 0)
  writeInt64(slot, sequence, 8)
  slot.writeInt32BE(text.length, 16)
  text.copy(slot, HEADER_SIZE)
  slot.writeUInt32BE(crc32(slot.subarray(8, HEADER_SIZE + text.length)), 4)
  return slot
}

const decode = (slot: Buffer): { readonly sequence: number; readonly json: string } | undefined => {
  const length = slot.readInt32BE(16)
  if (slot.readUInt32BE(0) !== MAGIC || length < 0 || HEADER_SIZE + length > SLOT_SIZE) return undefined
  if (slot.readUInt32BE(4) !== crc32(slot.subarray(8, HEADER_SIZE + length))) return undefined
  return { sequence: readInt64(slot, 8), json: slot.toString("utf8", HEADER_SIZE, HEADER_SIZE + length) }
}
