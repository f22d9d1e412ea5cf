/**
 * Values by number: each distinct local state and each distinct message is kept once, with its content hash under every
 * permutation of the model's symmetry.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { decode } from "./decode.ts"
import { encode } from "./encode.ts"
import { hashText } from "./hash.ts"

export class Interner<T> {
  /** Lanes of the hash of value `id` under permutation `p`, at `2 (id · permutations + p)` and the place after. */
  hashes: Int32Array = new Int32Array(1 << 10)
  /** Told of each new value, by its text. */
  onNew: ((id: number, text: string) => void) | undefined
  /** A value that another thread numbered is a hole until it is wanted. */
  private readonly values: (T | undefined)[] = []
  private readonly ids = new Map<string, number>()
  /** Texts of the holes. */
  private readonly unread = new Map<number, string>()
  private readonly permutations: number
  private readonly seed: number
  private readonly rename: (value: T, permutation: number) => T

  /**
   * `seed` sets the hashes apart from those of other interners. `rename` is asked for permutations from 1 on: number 0 is
   * the identity.
   */
  constructor(permutations: number, seed: number, rename: (value: T, permutation: number) => T) {
    this.permutations = permutations
    this.seed = seed
    this.rename = rename
  }

  get size(): number {
    return this.values.length
  }

  /** The number of this value; the same data always has the same number. */
  id(value: T): number {
    const text = encode(value)
    const known = this.ids.get(text)
    if (known !== undefined) return known
    const { permutations } = this
    const id = this.values.length
    this.hashes = grown(this.hashes, (id + 1) * permutations * 2)
    for (let p = 0; p < permutations; p++) {
      const [a, b] = hashText(p === 0 ? text : encode(this.rename(value, p)), this.seed)
      const at = 2 * (id * permutations + p)
      this.hashes[at] = a
      this.hashes[at + 1] = b
    }
    // Only now: a renaming that throws leaves no half-known value behind.
    this.ids.set(text, id)
    this.values.push(value)
    this.onNew?.(id, text)
    return id
  }

  value(id: number): T {
    const known = this.values[id]
    if (known !== undefined) return known
    const value = decode(this.unread.get(id) as string) as T
    this.unread.delete(id)
    this.values[id] = value
    return value
  }

  /** Words that `id` has in `hashes`: lanes under each permutation. */
  get lanes(): number {
    return 2 * this.permutations
  }

  /** Takes in the next value as another thread numbered it. */
  learn(text: string, hashes: Int32Array): void {
    const id = this.values.length
    this.hashes = grown(this.hashes, (id + 1) * this.lanes)
    this.hashes.set(hashes, id * this.lanes)
    this.ids.set(text, id)
    this.unread.set(id, text)
    this.values.push(undefined)
  }

  /** Texts in the order of their numbers. */
  texts(): Iterable<string> {
    return this.ids.keys()
  }
}
