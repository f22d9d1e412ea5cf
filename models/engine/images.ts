/**
 * Locals and messages by number, under every name of the nodes.
 *
 * @module
 */
import type { AnyModel } from "./model.ts"
import type { Permutation } from "./symmetry.ts"
import type { Transitions } from "./transitions.ts"

export class Images {
  /** Permutations; number 0 is the identity. */
  readonly count: number
  private readonly model: AnyModel
  private readonly transitions: Transitions
  private readonly permutations: readonly Permutation[]
  private readonly locals: Int32Array[] = []
  private readonly messages: Int32Array[] = []

  constructor(model: AnyModel, transitions: Transitions, permutations: readonly Permutation[]) {
    this.count = permutations.length
    this.model = model
    this.transitions = transitions
    this.permutations = permutations
  }

  ofLocal(l: number, p: number): number {
    const images = (this.locals[l] ??= new Int32Array(this.count).fill(-1))
    if ((images[p] as number) < 0) {
      const { slot, local } = this.transitions.locals.value(l)
      const permutation = this.permutations[p] as Permutation
      images[p] = this.transitions.locals.id({ slot: permutation[slot] as number, local: this.model.symmetry?.renameLocal(slot, local, permutation) as unknown })
    }
    return images[p] as number
  }

  ofMessage(e: number, p: number): number {
    const images = (this.messages[e] ??= new Int32Array(this.count).fill(-1))
    if ((images[p] as number) < 0) {
      const { from, to, message } = this.transitions.envelopes.value(e)
      const permutation = this.permutations[p] as Permutation
      images[p] = this.transitions.envelope(permutation[from] as number, permutation[to] as number, this.model.symmetry?.renameMessage(message, permutation))
    }
    return images[p] as number
  }
}
