/**
 * Fingerprints, each with a few bits: open addressing, 9 bytes a place.
 *
 * @module
 */

/** Full beyond this share, and doubled. */
const LOAD = 0.65

export class Marks {
  size = 0
  private lanes: Int32Array
  private bits: Uint8Array
  private mask: number

  /** `capacity`: places, a power of two. */
  constructor(capacity = 1 << 14) {
    this.lanes = new Int32Array(capacity * 2)
    this.bits = new Uint8Array(capacity)
    this.mask = capacity - 1
  }

  /** Bits of this fingerprint; 0: it has none. */
  of(a: number, b: number): number {
    return this.bits[this.place(a, b)] as number
  }

  /** Adds bits, other than 0; returns those that were there before. */
  add(a: number, b: number, bits: number): number {
    const i = this.place(a, b)
    const before = this.bits[i] as number
    this.bits[i] = before | bits
    if (before !== 0) return before
    this.lanes[2 * i] = a
    this.lanes[2 * i + 1] = b
    if (++this.size > this.mask * LOAD) this.double()
    return 0
  }

  private place(a: number, b: number): number {
    const { lanes, bits, mask } = this
    let i = a & mask
    while (bits[i] !== 0 && (lanes[2 * i] !== a || lanes[2 * i + 1] !== b)) i = (i + 1) & mask
    return i
  }

  private double(): void {
    const { lanes, bits } = this
    this.mask = this.mask * 2 + 1
    this.lanes = new Int32Array((this.mask + 1) * 2)
    this.bits = new Uint8Array(this.mask + 1)
    for (let k = 0; k < bits.length; k++) {
      if (bits[k] === 0) continue
      const i = this.place(lanes[2 * k] as number, lanes[2 * k + 1] as number)
      this.lanes[2 * i] = lanes[2 * k] as number
      this.lanes[2 * i + 1] = lanes[2 * k + 1] as number
      this.bits[i] = bits[k] as number
    }
  }
}
