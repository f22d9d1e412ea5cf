/**
 * Sets of lots of moves, numbered: a graph has millions of edges and states, and few different sets of lots that are made or
 * possible there.
 *
 * @module
 */
import { ABSENT, PairMemo } from "./memo.ts"

export class LotSets {
  /** By number of the set: a bit for each lot. The set 0 is empty. */
  readonly masks: bigint[] = [0n]
  private readonly ids = new Map<bigint, number>([[0n, 0]])
  private readonly unions = new PairMemo()

  /** The number of this set. */
  of(mask: bigint): number {
    const known = this.ids.get(mask)
    if (known !== undefined) return known
    const id = this.masks.push(mask) - 1
    this.ids.set(mask, id)
    return id
  }

  /** The number of the set with all that is in either. */
  union(a: number, b: number): number {
    if (a === b || b === 0) return a
    if (a === 0) return b
    const known = this.unions.get(a, b)
    if (known !== ABSENT) return known
    const id = this.of((this.masks[a] as bigint) | (this.masks[b] as bigint))
    this.unions.set(a, b, id)
    return id
  }

  /** Asks of sets, by number, whether they have a lot of `mask`; of each once. */
  meets(mask: bigint): (set: number) => boolean {
    const known: (boolean | undefined)[] = []
    return (set) => (known[set] ??= ((this.masks[set] as bigint) & mask) !== 0n)
  }
}
