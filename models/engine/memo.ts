/**
 * A memo from two small integers to a third, in one typed array: a lookup is integer work and touches one cache line.
 *
 * @module
 */

/** What `get` answers for a pair that was never set. */
export const ABSENT = -2147483648

/** Words a place: first key + 1 (0 marks a free place), second key, value. */
const WORDS = 3

export class PairMemo {
  private table: Int32Array
  private mask: number
  private size = 0

  /** `capacity`: places, a power of two. */
  constructor(capacity = 1 << 10) {
    this.table = new Int32Array(capacity * WORDS)
    this.mask = capacity - 1
  }

  get(a: number, b: number): number {
    const { table, mask } = this
    let i = home(a, b) & mask
    for (;;) {
      const x = table[i * WORDS] as number
      if (x === a + 1 && table[i * WORDS + 1] === b) return table[i * WORDS + 2] as number
      if (x === 0) return ABSENT
      i = (i + 1) & mask
    }
  }

  /** For a pair that is absent. */
  set(a: number, b: number, value: number): void {
    if (++this.size > this.mask * 0.5) this.double()
    this.put(a, b, value)
  }

  /** Everything that was set, in no order. */
  *entries(): Generator<readonly [a: number, b: number, value: number]> {
    const { table } = this
    for (let k = 0; k < table.length; k += WORDS) if (table[k] !== 0) yield [(table[k] as number) - 1, table[k + 1] as number, table[k + 2] as number]
  }

  private put(a: number, b: number, value: number): void {
    const { table, mask } = this
    let i = home(a, b) & mask
    while (table[i * WORDS] !== 0) i = (i + 1) & mask
    table[i * WORDS] = a + 1
    table[i * WORDS + 1] = b
    table[i * WORDS + 2] = value
  }

  private double(): void {
    const old = this.table
    this.mask = this.mask * 2 + 1
    this.table = new Int32Array((this.mask + 1) * WORDS)
    for (let k = 0; k < old.length; k += WORDS) {
      if (old[k] !== 0) this.put((old[k] as number) - 1, old[k + 1] as number, old[k + 2] as number)
    }
  }
}

const home = (a: number, b: number): number => (Math.imul(a + 1, 0x9e3779b1) + Math.imul(b, 0x85ebca6b)) >>> 7
