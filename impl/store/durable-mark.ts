/**
 * How far a log was on disk: a file `.durable` beside its directory, so that an entry that was there once, and is not what was written,
 * is not taken for one that a power loss tore (`spec/store/recovery.ts`).
 *
 * It is written after each fsync of the log, and synced some time later: after a power loss it may say too little, never too much. Where
 * the log becomes shorter, the mark is on disk before. Two slots of 24 bytes, 512 bytes apart, are written in turn: crc32 int32 (of what
 * follows) · the machine's boot int32 · sequence int64 · index int64. The one with the higher sequence counts.
 *
 * Alagappan et al., Protocol-Aware Recovery (FAST '18): an identifier of the last entry that is kept apart from it tells damage from a
 * crash. DLedger has nothing of the kind: it cuts off whatever is not whole.
 *
 * @module
 */
import { crc32 } from "node:zlib"
import { directoryOf, type Done, type FileHandle, type Files } from "../files/files.ts"
import { readInt64, writeInt64 } from "./int64.ts"

const SLOT_SIZE = 24
/** Sectors apart: a torn write leaves the other slot alone. */
const SLOTS_AT = [0, 512] as const
const NONE = -1

const now = (files: Files): number => files.power?.() ?? 0

export class DurableMark {
  private readonly files: Files
  private readonly path: string
  private readonly slot = Buffer.alloc(SLOT_SIZE)
  private handle: FileHandle | undefined
  private sequence = 0
  private marked = NONE
  /** When it was written last. 0: nobody can tell. */
  private power = 0
  private unsynced = false
  /** Was nothing lost with the machine's power since? */
  readonly isSamePower: boolean
  /** Does it say anything? */
  readonly isKnown: boolean

  constructor(files: Files, path: string) {
    this.files = files
    this.path = path
    const handle = files.exists(path) ? this.open() : undefined
    for (const at of handle === undefined ? [] : SLOTS_AT) {
      const slot = Buffer.alloc(SLOT_SIZE)
      if ((handle?.read(slot, at, SLOT_SIZE) ?? 0) < SLOT_SIZE || slot.readUInt32BE(0) !== crc32(slot.subarray(4))) continue
      const sequence = readInt64(slot, 8)
      if (sequence <= this.sequence) continue
      this.sequence = sequence
      this.power = slot.readUInt32BE(4)
      this.marked = readInt64(slot, 16)
    }
    this.isKnown = this.sequence > 0
    this.isSamePower = this.power !== 0 && this.power === now(files)
  }

  /** Entries up to here were on disk; −1: none is known to have been. */
  get index(): number {
    return this.marked
  }

  /** The log is on disk up to this entry. Throws as the disk does. */
  note(index: number): void {
    if (index !== this.marked) this.write(index)
  }

  /** The log is about to become no longer than this, or is known to be longer. On disk when it returns. Throws as the disk does. */
  noteNow(index: number): void {
    if (index === this.marked && this.sequence > 0 && !this.unsynced && this.power === now(this.files)) return
    this.write(index).syncNow()
    this.unsynced = false
  }

  /** Does it say something that is not on disk? */
  get isBehind(): boolean {
    return this.unsynced
  }

  /** What it says is on disk when `done` is called. */
  sync(done: Done): void {
    const { sequence } = this
    this.open().sync((error) => {
      if (error === undefined && sequence === this.sequence) this.unsynced = false
      done(error)
    })
  }

  close(): void {
    this.handle?.close()
    this.handle = undefined
  }

  private write(index: number): FileHandle {
    const handle = this.open()
    this.sequence++
    this.power = now(this.files)
    this.unsynced = true
    this.slot.writeUInt32BE(this.power, 4)
    writeInt64(this.slot, this.sequence, 8)
    writeInt64(this.slot, index, 16)
    this.slot.writeUInt32BE(crc32(this.slot.subarray(4)), 0)
    handle.write(this.slot, SLOTS_AT[this.sequence % 2 === 0 ? 0 : 1])
    this.marked = index
    return handle
  }

  /** A new file's name is on disk before anything is said in it. */
  private open(): FileHandle {
    if (this.handle !== undefined) return this.handle
    const isNew = !this.files.exists(this.path)
    this.handle = this.files.open(this.path)
    if (isNew) this.files.syncDir(directoryOf(this.path))
    return this.handle
  }
}
