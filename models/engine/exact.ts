/**
 * The proof that no two states of a search shared a fingerprint: every successor is written out in full, as the least of its
 * orbit, and compared with what had its fingerprint before.
 *
 * @module
 */
import { encode } from "./encode.ts"
import { HEAD } from "./frontier.ts"
import type { Envelope } from "./step.ts"
import type { AnyModel } from "./model.ts"
import type { Permutation } from "./symmetry.ts"
import type { Transitions } from "./transitions.ts"

/** Two states had one fingerprint, or one state had two. */
export class Collision extends Error {}

export class Exact {
  private readonly model: AnyModel
  private readonly permutations: readonly Permutation[]
  private readonly transitions: Transitions
  /** Numbers of texts: of locals and messages under every permutation. */
  private readonly numbers = new Map<string, number>()
  private readonly ofLocal = new Map<number, readonly number[]>()
  private readonly ofMessage = new Map<number, readonly number[]>()
  private readonly fingerprints = new Map<string, string>()
  private readonly states = new Map<string, string>()

  constructor(model: AnyModel, permutations: readonly Permutation[], transitions: Transitions) {
    this.model = model
    this.permutations = permutations
    this.transitions = transitions
  }

  /** The state whose row begins at `at` has this fingerprint: throws if another had it, or if it had another. */
  compare(words: Int32Array, at: number, a: number, b: number): void {
    const state = this.canonical(words, at)
    const fingerprint = `${a} ${b}`
    const known = this.states.get(fingerprint)
    if (known === undefined) this.states.set(fingerprint, state)
    else if (known !== state) throw new Collision(`${this.model.name}: two states have the fingerprint ${fingerprint}: ${known} and ${state}`)
    const before = this.fingerprints.get(state)
    if (before === undefined) this.fingerprints.set(state, fingerprint)
    else if (before !== fingerprint) throw new Collision(`${this.model.name}: one state has the fingerprints ${before} and ${fingerprint}: ${state}`)
  }

  private canonical(words: Int32Array, at: number): string {
    const slots = this.model.slots.length
    const locals = at + HEAD
    const first = locals + slots
    const end = first + (words[at] as number)
    let least = ""
    this.permutations.forEach((permutation, p) => {
      const row: number[] = []
      for (let s = 0; s < slots; s++) row[permutation[s] as number] = this.localUnder(words[locals + s] as number, p)
      const messages: number[] = []
      for (let i = first; i < end; i++) messages.push(this.messageUnder(words[i] as number, p))
      const text = `${row.join(" ")}|${messages.sort((x, y) => x - y).join(" ")}`
      if (p === 0 || text < least) least = text
    })
    return least
  }

  private localUnder(l: number, p: number): number {
    let known = this.ofLocal.get(l)
    if (known === undefined) {
      const { slot, local } = this.transitions.locals.value(l)
      known = this.permutations.map((permutation, q) =>
        this.numberOf(encode([permutation[slot], q === 0 ? local : (this.model.symmetry?.renameLocal(slot, local, permutation) as unknown)]))
      )
      this.ofLocal.set(l, known)
    }
    return known[p] as number
  }

  private messageUnder(e: number, p: number): number {
    let known = this.ofMessage.get(e)
    if (known === undefined) {
      const { from, to, message }: Envelope = this.transitions.envelopes.value(e)
      known = this.permutations.map((permutation, q) =>
        this.numberOf(encode([permutation[from], permutation[to], q === 0 ? message : (this.model.symmetry?.renameMessage(message, permutation) as unknown)]))
      )
      this.ofMessage.set(e, known)
    }
    return known[p] as number
  }

  private numberOf(text: string): number {
    const known = this.numbers.get(text) ?? this.numbers.size
    this.numbers.set(text, known)
    return known
  }
}
