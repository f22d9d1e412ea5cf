/**
 * A long run of 32-bit words that grows without a copy: what takes most of the memory of a large search must not need half
 * as much again for a moment, to be doubled.
 *
 * @module
 */

/** Up to so many words (2 MiB) it is an ordinary array, which small searches leave to the garbage collector. */
const SMALL = 1 << 19

/** The most words (4 GiB): what a growable buffer may reserve. Reserved is address space; only what is used is memory. */
export const MOST_WORDS = 2 ** 30

export class Words {
  /** All of them; another array after `reserve`. */
  view: Int32Array
  private buffer: SharedArrayBuffer | undefined

  /** `from`: words that another thread shares. */
  constructor(size: number | SharedArrayBuffer) {
    if (typeof size !== "number") this.buffer = size
    this.view = typeof size === "number" ? new Int32Array(size) : new Int32Array(size, 0, size.byteLength / 4)
  }

  /** The words in memory that other threads can see; they move there if they are not. */
  share(): SharedArrayBuffer {
    if (this.buffer === undefined) {
      const old = this.view
      this.buffer = new SharedArrayBuffer(old.length * 4, { maxByteLength: MOST_WORDS * 4 })
      this.view = new Int32Array(this.buffer, 0, old.length)
      this.view.set(old)
    }
    return this.buffer
  }

  /** Another thread may have made them longer. */
  refresh(): void {
    const { buffer } = this
    if (buffer !== undefined && buffer.byteLength > this.view.length * 4) this.view = new Int32Array(buffer, 0, buffer.byteLength / 4)
  }

  /** At least `need` words; new ones are 0. Throws a RangeError beyond 4 GiB. */
  reserve(need: number): void {
    const { length } = this.view
    if (need <= length) return
    if (need > MOST_WORDS) throw new RangeError(`a search needs ${need} words in one piece, and ${MOST_WORDS} is the most that there can be: bound the model`)
    if (this.buffer === undefined && need <= SMALL) {
      const larger = new Int32Array(Math.max(need, length * 2))
      larger.set(this.view)
      this.view = larger
      return
    }
    const buffer = this.share()
    // In steps of a page of 64 KiB, and by a tenth: growing costs little more than the new memory.
    const words = Math.min(MOST_WORDS, Math.ceil(Math.max(need, length * 1.1) / 2 ** 14) * 2 ** 14)
    while (buffer.byteLength < need * 4) {
      try {
        buffer.grow(words * 4)
      } catch (thrown) {
        // Another thread may have made it longer meanwhile; anything else is a lack of memory.
        if (buffer.byteLength < words * 4) throw thrown
      }
    }
    this.refresh()
  }
}
