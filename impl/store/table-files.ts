/**
 * Chunks of the table of entries (`index-table.ts`) as files: 64 of them in one, each named by the index of the first entry that it has
 * room for (20 digits). Derived from the log, and never fsynced: what is read is compared with a checksum that is kept elsewhere.
 *
 * @module
 */
import { crc32 } from "node:zlib"
import type { Files } from "../files/files.ts"
import { DamagedFileError } from "./errors.ts"
import { HandleCache } from "./handle-cache.ts"
import { fileName } from "./int64.ts"

/** Entries of a chunk. */
export const CHUNK_ENTRIES = 4_096
/** Bytes: positions as float64 (exact up to 2^53), then sizes as uint32, as this machine has them. */
const CHUNK_BYTES = CHUNK_ENTRIES * 12
const CHUNKS_PER_FILE = 64
const OPEN_FILES = 4

/** Where entries are, from index `number` · 4,096 on. */
export class Chunk {
  readonly number: number
  readonly positions: Float64Array
  readonly sizes: Uint32Array
  readonly bytes: Buffer
  /** The files do not have it as it is. */
  isNew = false

  constructor(number: number) {
    const buffer = new ArrayBuffer(CHUNK_BYTES)
    this.number = number
    this.positions = new Float64Array(buffer, 0, CHUNK_ENTRIES)
    this.sizes = new Uint32Array(buffer, CHUNK_ENTRIES * 8)
    this.bytes = Buffer.from(buffer)
  }

  sum(): number {
    return crc32(this.bytes)
  }
}

/** Of a chunk that is only looked at. */
const SCRATCH = new Chunk(0)

export class TableFiles {
  private readonly files: Files
  private readonly dir: string
  private readonly handles: HandleCache

  /** `dir` is created with the first chunk. */
  constructor(files: Files, dir: string) {
    this.files = files
    this.dir = dir
    this.handles = new HandleCache(files, OPEN_FILES)
  }

  /** `undefined` if the files hold nothing there. */
  read(number: number): Chunk | undefined {
    if (!this.files.exists(this.pathOf(number))) return undefined
    const chunk = new Chunk(number)
    return this.handleOf(number).read(chunk.bytes, placeOf(number), CHUNK_BYTES) === CHUNK_BYTES ? chunk : undefined
  }

  /** The checksum of what they hold there. */
  sum(number: number): number | undefined {
    return this.files.exists(this.pathOf(number)) && this.handleOf(number).read(SCRATCH.bytes, placeOf(number), CHUNK_BYTES) === CHUNK_BYTES ? SCRATCH.sum() : undefined
  }

  /** `false` if it could not be written: nothing is lost by that, as long as it stays in memory. */
  write(chunk: Chunk): boolean {
    try {
      this.handleOf(chunk.number).write(chunk.bytes, placeOf(chunk.number))
      return true
    } catch {
      return false
    }
  }

  damaged(number: number): DamagedFileError {
    return new DamagedFileError(this.pathOf(number), "what it says of where entries are is not what was written", "Restart the broker: it makes the file anew")
  }

  /** The files that have no chunk of this number or a later one. */
  removeBefore(number: number): void {
    if (!this.files.exists(this.dir)) return
    const least = this.pathOf(number)
    for (const path of this.paths()) if (path < least) this.remove(path)
  }

  removeAll(): void {
    if (this.files.exists(this.dir)) for (const path of this.paths()) this.remove(path)
  }

  close(): void {
    this.handles.close()
  }

  private paths(): readonly string[] {
    return this.files.list(this.dir).filter((name) => /^\d{20}$/.test(name)).map((name) => `${this.dir}/${name}`)
  }

  private remove(path: string): void {
    this.handles.close((open) => open === path)
    this.files.remove(path)
  }

  private pathOf(number: number): string {
    return `${this.dir}/${fileName(Math.floor(number / CHUNKS_PER_FILE) * CHUNKS_PER_FILE * CHUNK_ENTRIES)}`
  }

  private handleOf(number: number) {
    return this.handles.get(this.pathOf(number), () => this.files.mkdir(this.dir))
  }
}

const placeOf = (number: number): number => (number % CHUNKS_PER_FILE) * CHUNK_BYTES
