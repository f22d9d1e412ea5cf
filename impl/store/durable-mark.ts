/**
 * How far a log was on disk: a file `.durable` beside its directory, so that an entry that was there once, and is not what was written,
 * is not taken for one that a power loss tore (`spec/store/recovery.ts`).
 *
 * It is written after each fsync of the log, and synced some time later: after a power loss it may say too little, never too much. Where
 * the log becomes shorter, the mark is on disk before. What a start finds missing the mark says until its owner has taken note of it.
 *
 * Alagappan et al., Protocol-Aware Recovery (FAST '18): an identifier of the last entry that is kept apart from it tells damage from a
 * crash. DLedger has nothing of the kind: it cuts off whatever is not whole.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Index } from "../../spec/vocabulary.ts"
import type { Done, Files } from "../files/files.ts"
import { DamagedFileError } from "./errors.ts"
import { SlotFile } from "./slot-file.ts"

const Mark = Schema.Struct({
  /** Entries up to here were on disk; −1: none is known to have been. */
  index: Index,
  /** When it was written (`Files.power`). 0: nobody can tell. */
  power: Schema.Int
})
type Mark = typeof Mark.Type

const NONE = -1

export class DurableMark {
  private readonly files: Files
  private readonly file: SlotFile<Mark>
  private said: Mark | undefined
  /** The log lacks entries up to here, and its owner has not taken note of it: the mark says no less. */
  private owed = NONE
  /** Was nothing lost with the machine's power since it was written? */
  readonly isSamePower: boolean
  /** Does it say anything? */
  readonly isKnown: boolean

  constructor(files: Files, path: string) {
    this.files = files
    this.file = new SlotFile(files, path, Mark, "It is a hint only: remove it", 3)
    this.said = this.load()
    this.isKnown = this.said !== undefined
    this.isSamePower = this.said !== undefined && this.said.power !== 0 && this.said.power === this.power
  }

  /** Entries up to here were on disk; −1: none is known to have been. */
  get index(): number {
    return this.said?.index ?? NONE
  }

  /** The log is on disk up to this entry. Throws as the disk does. */
  note(last: number): void {
    const index = Math.max(last, this.owed)
    if (this.said === undefined) this.say(index)
    else if (index !== this.index) {
      this.said = { index, power: this.power }
      this.file.note(this.said)
    }
  }

  /** The log is about to become no longer than this, or has just been found as it is. On disk when it returns. Throws as the disk does. */
  noteNow(last: number): void {
    const index = Math.max(last, this.owed)
    if (index !== this.index || this.said?.power !== this.power || !this.file.isSafe) this.say(index)
  }

  /** Entries up to here were on disk, and are not in the log. On disk when it returns. Throws as the disk does. */
  owe(index: number): void {
    this.owed = index
    this.noteNow(index)
  }

  /** The owner has taken note of what is missing: the log, on disk up to `last`, is as it is. On disk when it returns. Throws as the disk does. */
  settle(last: number): void {
    this.owed = NONE
    this.noteNow(last)
  }

  /** Does it say something that is neither on disk nor on its way there? */
  get isBehind(): boolean {
    return this.file.isBehind
  }

  /** What it says is on disk when `done` is called. */
  sync(done: Done): void {
    this.file.sync(done)
  }

  close(): void {
    this.file.close()
  }

  private get power(): number {
    return this.files.power?.() ?? 0
  }

  private say(index: number): void {
    this.said = { index, power: this.power }
    this.file.saveNow(this.said)
  }

  /** One that is damaged says nothing. */
  private load(): Mark | undefined {
    try {
      return this.file.load()?.value
    } catch (error) {
      if (error instanceof DamagedFileError) return undefined
      throw error
    }
  }
}
