/**
 * Values by number: each distinct local state and each distinct message is kept once, with its content hash under every
 * permutation of the model's symmetry.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { encode, hashText } from "./encode.ts"

/** The identity alone, when there is no symmetry. */
export type Rename<T> = (value: T, permutation: number) => T

export class Interner<T> {
  readonly values: T[] = []
  /** Content hashes, two lanes; of value `id` under permutation `p` at `id * permutations + p`. */
  a: Int32Array = new Int32Array(1024)
  b: Int32Array = new Int32Array(1024)
  private readonly ids = new Map<string, number>()
  private readonly permutations: number
  private readonly seed: number
  private readonly rename: Rename<T>

  constructor(permutations: number, seed: number, rename: Rename<T>) {
    this.permutations = permutations
    this.seed = seed
    this.rename = rename
  }

  /** The number of this value; equal values have equal numbers. */
  id(value: T): number {
    const key = encode(value)
    const known = this.ids.get(key)
    if (known !== undefined) return known
    const id = this.values.length
    this.ids.set(key, id)
    this.values.push(value)
    const { permutations } = this
    this.a = grown(this.a, (id + 1) * permutations)
    this.b = grown(this.b, (id + 1) * permutations)
    for (let p = 0; p < permutations; p++) {
      const [x, y] = hashText(p === 0 ? key : encode(this.rename(value, p)), this.seed)
      this.a[id * permutations + p] = x
      this.b[id * permutations + p] = y
    }
    return id
  }
}
