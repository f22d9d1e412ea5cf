/**
 * A search on disk, as it is between two levels: what lets it go on after its process has died.
 *
 * @module
 */
import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs"
import type { Found } from "./properties.ts"
import type { Search } from "./search.ts"

/** How it is laid out; another number is refused. */
const FORMAT = 2

/** Bytes that are read or written in one go. */
const PIECE = 1 << 26

/** Where to keep a search, and what it must be of to be gone on with. */
export interface SnapshotOptions {
  /** Written at most every so often, when a level ends; read if it is there; removed when the search has ended. */
  readonly file: string
  /** Seconds between two writings (default 60). */
  readonly everySeconds?: number
  /** Of the model's source: a search of another version is refused. */
  readonly version: string
}

/** Figures of a search that are not in its tables. */
export interface Marks {
  readonly depth: number
  readonly seconds: number
  readonly unique: number
  readonly generated: number
  readonly expanded: number
  readonly nextState: number
  readonly calls: number
  readonly found: readonly (readonly [string, Found])[]
}

interface Header extends Marks {
  readonly format: number
  readonly version: string
  readonly model: string
  readonly permutations: number
  /** Words of each section that follows, in this order. */
  readonly sections: readonly number[]
}

/** Writes all of the search. The file is there as a whole, or as it was before. */
export const writeSnapshot = ({ file, version }: SnapshotOptions, model: string, permutations: number, search: Search, marks: Marks): void => {
  const sections = search.sections()
  const header: Header = { format: FORMAT, version, model, permutations, ...marks, sections: sections.map(({ length }) => length) }
  const unfinished = `${file}.unfinished`
  const fd = openSync(unfinished, "w")
  try {
    writeSync(fd, `${JSON.stringify(header)}\n`)
    for (const section of sections) {
      const bytes = bytesOf(section)
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, Math.min(PIECE, bytes.length - at))
    }
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(unfinished, file)
}

/** Puts the search where it was when the file was written; undefined if there is no file. Throws, naming what differs, if it is of something else. */
export const readSnapshot = ({ file, version }: SnapshotOptions, model: string, permutations: number, search: Search): Marks | undefined => {
  if (!existsSync(file)) return undefined
  const fd = openSync(file, "r")
  try {
    const { header, length } = headerOf(fd, file)
    const expected = { format: FORMAT, model, version, permutations }
    for (const field of ["format", "model", "version", "permutations"] as const) {
      if (header[field] !== expected[field]) throw new Error(`${file} is of a search with ${field} ${header[field]}, and this one has ${expected[field]}: remove the file to begin anew`)
    }
    let position = length
    search.restore(
      header,
      header.sections.map((words) => (into: Int32Array) => {
        if (into.length < words) throw new RangeError(`${file} is damaged: a section of ${words} words does not fit`)
        const bytes = bytesOf(into.subarray(0, words))
        for (let at = 0; at < bytes.length; ) {
          const read = readSync(fd, bytes, at, Math.min(PIECE, bytes.length - at), position)
          if (read === 0) throw new Error(`${file} is damaged: it ends too soon. Remove it to begin anew`)
          at += read
          position += read
        }
      })
    )
    return header
  } finally {
    closeSync(fd)
  }
}

export const removeSnapshot = ({ file }: SnapshotOptions): void => rmSync(file, { force: true })

const bytesOf = (words: Int32Array): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, words.byteLength)

const headerOf = (fd: number, file: string): { readonly header: Header; readonly length: number } => {
  const pieces: Buffer[] = []
  for (let position = 0; ; position += 1 << 16) {
    const piece = Buffer.alloc(1 << 16)
    const read = readSync(fd, piece, 0, piece.length, position)
    const end = piece.subarray(0, read).indexOf(10)
    pieces.push(piece.subarray(0, end < 0 ? read : end))
    if (end >= 0) {
      const text = Buffer.concat(pieces)
      try {
        return { header: JSON.parse(text.toString()) as Header, length: text.length + 1 }
      } catch {
        throw new Error(`${file} is no search of this program: remove the file, or name another`)
      }
    }
    if (read < piece.length) throw new Error(`${file} is no search of this program: remove the file, or name another`)
  }
}
