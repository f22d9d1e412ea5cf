/**
 * What a search keeps on disk when it has more states than it may keep in memory: fingerprints of states that were found
 * before, and where they were first reached from.
 *
 * Whether a state is on disk is not asked one by one. A level's new states are taken for new at first; then all that is on
 * disk is read once, and those of them that come by are struck out.
 *
 * @module
 */
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { Fingerprints } from "./fingerprints.ts"

/** States that may be in memory, and where the others go: a directory that is there. */
export interface SpillOptions {
  readonly directory: string
  /** Many: all that is on disk is read whenever so many are full. */
  readonly states: number
}

/** How much of its files a search has: all of it was written before, and nothing of it is written again. */
export interface Spilled {
  /** Fingerprints. */
  readonly size: number
  /** States whose links are there. */
  readonly links: number
}

/** Words that are read or written in one go (8 MiB). */
const PIECE = 1 << 21

export class Spill {
  /** Fingerprints on disk. */
  size = 0
  /** States in memory, at most. */
  readonly limit: number
  private readonly directory: string
  /** The files stay as long as this one is there. */
  private readonly snapshot: string | undefined
  private linked = 0
  private readonly fingerprints: number
  private readonly links: number
  private readonly piece = new Int32Array(PIECE)

  /** Makes its files in a directory of its own, or, for a search that is kept, beside its `snapshot`; see `close`. */
  constructor({ directory, states }: SpillOptions, snapshot?: string) {
    if (!Number.isInteger(states) || states < 1) throw new RangeError(`states in memory: must be a whole number, 1 or more, not ${states}`)
    this.limit = states
    this.snapshot = snapshot
    this.directory = snapshot === undefined ? mkdtempSync(join(directory, "rocketproof-states-")) : `${snapshot}.states`
    mkdirSync(this.directory, { recursive: true })
    this.fingerprints = this.open("fingerprints")
    this.links = this.open("links")
  }

  private open(name: string): number {
    const file = join(this.directory, name)
    return openSync(file, this.snapshot !== undefined && existsSync(this.snapshot) && existsSync(file) ? "r+" : "w+")
  }

  /** How much there is, safe on disk. */
  spilled(): Spilled {
    for (const fd of [this.fingerprints, this.links]) fsyncSync(fd)
    return { size: this.size, links: this.linked }
  }

  /** Goes on with so much of what is there; what was written after that is written again. */
  restore({ size, links }: Spilled): void {
    for (const [fd, count] of [[this.fingerprints, size], [this.links, links]] as const) {
      if (fstatSync(fd).size < count * 8) throw new Error(`${this.directory} is damaged: it has fewer states than its search had. Remove it, and ${this.snapshot}, to begin anew`)
      ftruncateSync(fd, count * 8)
    }
    this.size = size
    this.linked = links
  }

  /** Of the fingerprints on disk, those that are in `table` too. */
  among(table: Fingerprints): Fingerprints {
    const found = new Fingerprints()
    const words = 2 * this.size
    for (let at = 0; at < words; ) {
      const count = Math.min(PIECE, words - at)
      this.read(this.fingerprints, this.piece.subarray(0, count), at)
      for (let k = 0; k < count; k += 2) {
        const [a, b] = [this.piece[k] as number, this.piece[k + 1] as number]
        if (table.has(a, b)) found.add(a, b)
      }
      at += count
    }
    return found
  }

  /** Moves what is in `table` to disk, but for what is there. */
  take(table: Fingerprints, there: Fingerprints): void {
    let count = 0
    const write = (): void => {
      this.write(this.fingerprints, this.piece.subarray(0, count), 2 * this.size)
      this.size += count / 2
      count = 0
    }
    table.each((a, b) => {
      if (there.has(a, b)) return
      this.piece[count++] = a
      this.piece[count++] = b
      if (count === PIECE) write()
    })
    write()
    table.clear()
  }

  /** Writes links of states from this number on. */
  writeLinks(words: Int32Array, from: number): void {
    this.write(this.links, words, 2 * from)
    this.linked = from + words.length / 2
  }

  /** Parent of a state, and the transition from it. */
  readLink(state: number): readonly [parent: number, via: number] {
    const pair = new Int32Array(2)
    this.read(this.links, pair, 2 * state)
    return [pair[0] as number, pair[1] as number]
  }

  /** Its files are gone, unless the search may go on with them. */
  close(): void {
    for (const fd of [this.fingerprints, this.links]) closeSync(fd)
    if (this.snapshot !== undefined && existsSync(this.snapshot)) return
    rmSync(this.directory, { recursive: true, force: true })
  }

  private read(fd: number, into: Int32Array, at: number): void {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength)
    for (let k = 0; k < bytes.length; ) {
      const read = readSync(fd, bytes, k, bytes.length - k, at * 4 + k)
      if (read === 0) throw new Error(`${this.directory}: a file of the search is shorter than it was`)
      k += read
    }
  }

  private write(fd: number, from: Int32Array, at: number): void {
    const bytes = new Uint8Array(from.buffer, from.byteOffset, from.byteLength)
    for (let k = 0; k < bytes.length; ) k += writeSync(fd, bytes, k, Math.min(4 * PIECE, bytes.length - k), at * 4 + k)
  }
}
