/**
 * Typed arrays that grow, and a set of 64-bit fingerprints.
 *
 * @module
 */

/** The array, or a larger copy that holds at least `need` elements. */
export const grown = (array: Int32Array, need: number): Int32Array => {
  if (need <= array.length) return array
  const larger = new Int32Array(Math.max(need, array.length * 2))
  larger.set(array)
  return larger
}

/**
 * Fingerprints seen, in an open-addressing table of 8 bytes each. (0, 0) marks a free place, so a fingerprint of (0, 0) is
 * kept as (0, 1).
 */
export class Fingerprints {
  table: Int32Array
  mask: number
  size = 0
  private limit: number

  /** `capacity`: a power of two. */
  constructor(capacity = 1 << 16) {
    this.table = new Int32Array(capacity * 2)
    this.mask = capacity - 1
    this.limit = capacity * 0.65
  }

  /** Adds it; false if it was there. */
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
    if (++this.size > this.limit) this.grow()
    return true
  }

  private grow(): void {
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
    this.limit = capacity * 0.65
  }
}

/** A memo from a pair of small integers to an integer; −1 and below are values like any other, `ABSENT` is none. */
export class PairMemo {
  private table: Int32Array
  private mask: number
  private size = 0

  constructor(capacity = 1 << 14) {
    this.table = new Int32Array(capacity * 3)
    this.mask = capacity - 1
  }

  get(a: number, b: number): number {
    const { table, mask } = this
    for (let i = slotOf(a, b) & mask; ; i = (i + 1) & mask) {
      const x = table[i * 3] as number
      if (x === 0) return ABSENT
      if (x === a + 1 && table[i * 3 + 1] === b) return table[i * 3 + 2] as number
    }
  }

  set(a: number, b: number, value: number): void {
    if (++this.size > this.mask * 0.5) this.grow()
    this.put(a, b, value)
  }

  private put(a: number, b: number, value: number): void {
    const { table, mask } = this
    let i = slotOf(a, b) & mask
    while (table[i * 3] !== 0) i = (i + 1) & mask
    table[i * 3] = a + 1
    table[i * 3 + 1] = b
    table[i * 3 + 2] = value
  }

  private grow(): void {
    const old = this.table
    this.mask = this.mask * 2 + 1
    this.table = new Int32Array((this.mask + 1) * 3)
    for (let k = 0; k < old.length; k += 3) if (old[k] !== 0) this.put((old[k] as number) - 1, old[k + 1] as number, old[k + 2] as number)
  }
}

export const ABSENT = -2147483648

const slotOf = (a: number, b: number): number => (Math.imul(a + 1, 0x9e3779b1) + Math.imul(b, 0x85ebca6b)) >>> 7
