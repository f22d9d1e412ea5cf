/**
 * A set of 64-bit fingerprints: open addressing, 8 bytes a place, both lanes in one cache line.
 *
 * A fingerprint's home is its second lane times the number of places, over 2^32: the order of homes is that of lanes, whatever
 * the number of places, so the table grows in place, and by any factor. The second lane, because the first is the smaller
 * of several under symmetry, and so not spread evenly.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { MOST_WORDS, Words } from "./words.ts"

/** Full beyond this share, and made longer. */
const LOAD = 0.75

/** Places after the last home: the search for a free one does not wrap around. */
const SLACK = 1 << 10

/** Homes of a table that threads share, at least: more than they can fill before they look whether it is crowded. */
const LEAST_SHARED = 1 << 17

/** The most homes there can be. */
const MOST = MOST_WORDS / 2 - SLACK

export class Fingerprints {
  /** Place `i` holds its lanes at `2i` and `2i + 1`; a second lane of 0 marks a free one. */
  table: Int32Array
  /** Homes over 2^32: see `home`. */
  scale = 0
  size = 0
  private homes = 0
  private limit = 0
  private words: Words
  /** Where threads agree on how many there are, and on the homes; and what this one has added since it told them. */
  private control: Int32Array | undefined
  private at = 0
  private added = 0
  /** A run of neighbours, while the table grows. */
  private run: Int32Array = new Int32Array(64)

  /** `homes`: room for somewhat fewer, to begin with. */
  constructor(homes = 1 << 12) {
    this.words = new Words(2 * (homes + SLACK))
    this.table = this.words.view
    this.resize(homes)
  }

  /** Adds it; false if it was there. A lane of 0 counts as 1. */
  add(first: number, second: number): boolean {
    if (this.control !== undefined) return this.addShared(first, second)
    const a = first === 0 ? 1 : first
    const b = second === 0 ? 1 : second
    const { table } = this
    let i = 2 * (((b >>> 0) * this.scale) | 0)
    for (;;) {
      const y = table[i + 1]
      if (y === 0) break
      if (y === b && table[i] === a) return false
      i += 2
      if (y === undefined) return this.addLonger(a, b)
    }
    table[i] = a
    table[i + 1] = b
    if (++this.size > this.limit) this.grow()
    return true
  }

  /** The same, while other threads do it too. The caller sees to it that there is room: see `publish`. */
  private addShared(first: number, second: number): boolean {
    const a = first === 0 ? 1 : first
    const b = second === 0 ? 1 : second
    const { table } = this
    let i = 2 * (((b >>> 0) * this.scale) | 0)
    for (;;) {
      let y = table[i + 1]
      if (y === 0) {
        y = Atomics.compareExchange(table, i + 1, 0, b)
        if (y === 0) {
          Atomics.store(table, i, a)
          this.added++
          return true
        }
      }
      if (y === b) {
        let x = table[i]
        // Another thread has taken the place, and has yet to write the first lane.
        while (x === 0) x = Atomics.load(table, i)
        if (x === a) return false
      }
      if (y === undefined) throw new RangeError("fingerprints that are far from random: too many share a lane")
      i += 2
    }
  }

  /** Is it there? */
  has(first: number, second: number): boolean {
    const a = first === 0 ? 1 : first
    const b = second === 0 ? 1 : second
    const { table } = this
    for (let i = 2 * (((b >>> 0) * this.scale) | 0); ; i += 2) {
      const y = table[i + 1]
      if (y === 0 || y === undefined) return false
      if (y === b && table[i] === a) return true
    }
  }

  /** Gives all of them, in the order of their homes. */
  each(take: (a: number, b: number) => void): void {
    const { table } = this
    for (let i = 0; i < table.length; i += 2) if (table[i + 1] !== 0) take(table[i] as number, table[i + 1] as number)
  }

  /** Empty, and as long as it was. */
  clear(): void {
    this.table.fill(0)
    this.size = 0
    this.added = 0
    if (this.control !== undefined) Atomics.store(this.control, this.at, 0)
  }

  /** How many there are, as far as threads have said. */
  get known(): number {
    return this.control === undefined ? this.size : Atomics.load(this.control, this.at)
  }

  /** Puts the table where other threads can see it; they agree on it in two words of `control` from `at` on. */
  share(control: Int32Array, at: number): SharedArrayBuffer {
    while (this.homes < LEAST_SHARED) this.grow()
    const buffer = this.words.share()
    this.table = this.words.view
    this.control = control
    this.at = at
    control[at] = this.size
    control[at + 1] = this.homes
    return buffer
  }

  /** Homes and size, then all places: to be written to disk. */
  image(): readonly [figures: Int32Array, places: Int32Array] {
    return [Int32Array.of(this.homes, this.known), this.table.subarray(0, 2 * (this.homes + SLACK))]
  }

  /** Becomes what `image` was of. */
  restore(readFigures: (into: Int32Array) => void, readPlaces: (into: Int32Array) => void): void {
    const figures = new Int32Array(2)
    readFigures(figures)
    this.words.reserve(2 * ((figures[0] as number) + SLACK))
    this.table = this.words.view
    this.resize(figures[0] as number)
    this.size = figures[1] as number
    readPlaces(this.table)
  }

  /** Becomes the table that another thread shares. */
  attach(buffer: SharedArrayBuffer, control: Int32Array, at: number): void {
    this.words = new Words(buffer)
    this.control = control
    this.at = at
    this.refresh()
  }

  /** Another thread may have made the table longer. */
  refresh(): void {
    const { control } = this
    if (control === undefined) return
    this.words.refresh()
    this.table = this.words.view
    this.resize(Atomics.load(control, this.at + 1))
  }

  /** Tells the other threads how many were added; true if the table should be longer. */
  publish(): boolean {
    const { control, added } = this
    if (control === undefined) return false
    this.added = 0
    return Atomics.add(control, this.at, added) + added > this.limit
  }

  /** Makes a shared table longer if it should be. No other thread may look at it meanwhile. */
  makeRoom(): void {
    const { control } = this
    if (control === undefined) return
    this.size = Atomics.load(control, this.at)
    if (this.size > this.limit) this.grow()
    Atomics.store(control, this.at + 1, this.homes)
  }

  private resize(homes: number): void {
    this.homes = homes
    this.scale = homes / 2 ** 32
    this.limit = homes >= MOST ? homes * 0.96 : homes * LOAD
  }

  private addLonger(a: number, b: number): boolean {
    if (this.size < this.homes / 64) throw new RangeError("fingerprints that are far from random: too many share a lane")
    this.grow()
    return this.add(a, b)
  }

  private grow(): void {
    const before = this.homes
    if (before >= MOST) throw new RangeError(`the table of fingerprints is full: ${this.size} states`)
    const homes = Math.min(MOST, before < 1 << 16 ? before * 4 : before < 1 << 22 ? before * 2 : Math.ceil(before * 1.3))
    this.words.reserve(2 * (homes + SLACK))
    this.table = this.words.view
    this.resize(homes)
    this.rehome(before + SLACK)
  }

  /**
   * From the last run of neighbours to the first: the homes of a run are where it begins, or after it, and so are its new
   * ones; what lies there was rehomed before.
   */
  private rehome(places: number): void {
    const { table } = this
    let end = places
    while (end > 0) {
      if (table[2 * end - 1] === 0) {
        end--
        continue
      }
      let begin = end
      while (begin > 0 && table[2 * begin - 1] !== 0) begin--
      const length = 2 * (end - begin)
      this.run = grown(this.run, length)
      const { run } = this
      for (let k = 0; k < length; k++) {
        run[k] = table[2 * begin + k] as number
        table[2 * begin + k] = 0
      }
      for (let k = 0; k < length; k += 2) this.put(run[k] as number, run[k + 1] as number)
      end = begin
    }
  }

  private put(a: number, b: number): void {
    const { table } = this
    let i = 2 * (((b >>> 0) * this.scale) | 0)
    while (table[i + 1] !== 0) {
      i += 2
      if (i >= table.length) throw new RangeError("fingerprints that are far from random: too many share a lane")
    }
    table[i] = a
    table[i + 1] = b
  }
}
