/**
 * Fingerprints that came by lately. Most successors that are known already were found a moment ago, by a sibling that takes
 * the same steps in another order: a small table that stays in the cache of the processor knows them without a look at the
 * large one, where every look is a wait for memory.
 *
 * @module
 */

/** 128 KiB: knows over nine in ten of all known successors in the reference models. */
const PLACES = 1 << 14

export class Recent {
  /** Place `i` holds its lanes at `2i` and `2i + 1`: that of the last fingerprint whose first lane ends in `i`. */
  private readonly lanes = new Int32Array(2 * PLACES)

  constructor() {
    // Belongs elsewhere, so it is nobody's; the zeros of the other places do as well.
    this.lanes[0] = 1
  }

  /** Did it come by lately? From now on it did. */
  meets(a: number, b: number): boolean {
    const { lanes } = this
    const i = 2 * (a & (PLACES - 1))
    if (lanes[i] === a && lanes[i + 1] === b) return true
    lanes[i] = a
    lanes[i + 1] = b
    return false
  }
}
