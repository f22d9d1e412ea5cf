/**
 * A set of 64-bit fingerprints: open addressing, 8 bytes a place, both lanes in one cache line.
 *
 * @module
 */

/** Full beyond this share, and doubled. */
const LOAD = 0.65

export class Fingerprints {
  /** Place `i` holds its lanes at `2i` and `2i + 1`; (0, 0) marks a free one. */
  table: Int32Array
  mask: number
  size = 0
  private limit: number

  /** `capacity`: places, a power of two. */
  constructor(capacity = 1 << 12) {
    this.table = new Int32Array(capacity * 2)
    this.mask = capacity - 1
    this.limit = capacity * LOAD
  }

  /** Adds it; false if it was there. (0, 0) counts as (0, 1). */
  add(a: number, second: number): boolean {
    const b = a === 0 && second === 0 ? 1 : second
    const { table, mask } = this
    let i = a & mask
    for (;;) {
      const x = table[i * 2] as number
      const y = table[i * 2 + 1] as number
      if (x === a && y === b) return false
      if (x === 0 && y === 0) break
      i = (i + 1) & mask
    }
    table[i * 2] = a
    table[i * 2 + 1] = b
    if (++this.size > this.limit) this.double()
    return true
  }

  /** Doubles as long as indices fit 32 bits (2^30 places, 8 GiB); beyond, lookups only get slower. */
  private double(): void {
    if (this.mask + 1 >= 2 ** 30) {
      if (this.size > this.mask * 0.97) throw new RangeError(`the fingerprint table is full: ${this.size} states`)
      return
    }
    const old = this.table
    const capacity = (this.mask + 1) * 2
    const table = new Int32Array(capacity * 2)
    const mask = capacity - 1
    for (let k = 0; k < old.length; k += 2) {
      const a = old[k] as number
      const b = old[k + 1] as number
      if (a === 0 && b === 0) continue
      let i = a & mask
      while (table[i * 2] !== 0 || table[i * 2 + 1] !== 0) i = (i + 1) & mask
      table[i * 2] = a
      table[i * 2 + 1] = b
    }
    this.table = table
    this.mask = mask
    this.limit = capacity * LOAD
  }
}
