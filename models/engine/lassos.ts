/**
 * Fair runs in which something never comes about: properties of kind `eventually`, decided on the explored graph.
 *
 * What remains when the good states are taken out is searched for strongly connected parts in which a run can go round for
 * ever and be fair: of every lot of moves that is treated fairly it makes one, or it comes by a state in which none is
 * possible (weak), or none is possible in any of its states (strong). A part that fails for a strong lot is looked at again
 * without the states in which that lot is possible. A state in which nothing is forced is a loop of its own.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { components } from "./components.ts"
import { doubled, type Graph } from "./graph.ts"
import { LassoPath } from "./lasso-path.ts"
import type { AnyEventually, AnyModel, AnyMove } from "./model.ts"
import type { Decisions } from "./properties.ts"
import { guarded } from "./steps.ts"
import type { Transitions } from "./transitions.ts"

/** Lots of a property: one bit each. */
export const LOTS = 31

const GOOD = 1
const FROM = 2
const AT_BOUND = 4

/** Bits by state, or by transition. */
class Bits {
  private words: Int32Array = new Int32Array(1 << 12)

  of(at: number): number {
    return this.words[at] ?? 0
  }

  add(at: number, bits: number): void {
    if (at >= this.words.length) this.words = grown(this.words, at + 1)
    this.words[at] = (this.words[at] as number) | bits
  }
}

/** What one property knows of states and transitions. */
class Watch {
  readonly property: AnyEventually
  marks: Uint8Array = new Uint8Array(1 << 12)
  /** Lots of which a move is possible here and cut off by the bounds. */
  readonly cut = new Bits()
  private readonly lots = new Map<string, number>()
  /** Of those lots, the weak ones. */
  weak = 0
  private readonly ofMove = new Bits()
  private known: Uint8Array = new Uint8Array(1 << 12)

  constructor(property: AnyEventually) {
    this.property = property
  }

  /** The lots that transition `t` belongs to. */
  bitsOf(t: number, move: AnyMove): number {
    while (t >= this.known.length) this.known = doubled(this.known)
    if (this.known[t] === 0) {
      this.known[t] = 1
      this.property.fairness.forEach(({ name, strength, lotOf }, i) => {
        const lot = lotOf(move)
        if (lot !== undefined) this.ofMove.add(t, this.bitOf(`${i} ${name} ${lot}`, strength))
      })
    }
    return this.ofMove.of(t)
  }

  private bitOf(lot: string, strength: "weak" | "strong"): number {
    const known = this.lots.get(lot)
    if (known !== undefined) return known
    if (this.lots.size === LOTS) throw new Error(`property "${this.property.id}": more than ${LOTS} lots of moves to be fair to; tell fewer apart`)
    const bit = 1 << this.lots.size
    this.lots.set(lot, bit)
    if (strength === "weak") this.weak |= bit
    return bit
  }
}

export class Lassos {
  private readonly graph: Graph
  private readonly transitions: Transitions
  private readonly watches: readonly Watch[]

  constructor(model: AnyModel, graph: Graph, transitions: Transitions) {
    this.graph = graph
    this.transitions = transitions
    this.watches = model.properties.filter((property): property is AnyEventually => property.kind === "eventually").map((property) => new Watch(property))
  }

  /** Takes the state of this number in, with its locals. */
  add(state: number, locals: readonly unknown[]): void {
    for (const watch of this.watches) {
      const { id, from, holds, atBound } = watch.property
      if (state >= watch.marks.length) watch.marks = doubled(watch.marks)
      watch.marks[state] =
        (guarded(id, () => holds(locals)) ? GOOD : 0) | (guarded(id, () => from === undefined || from(locals)) ? FROM : 0) | (guarded(id, () => atBound?.(locals) === true) ? AT_BOUND : 0)
    }
  }

  /** In `state`, transition `t` is possible and cut off by the bounds. */
  blocked(state: number, t: number): void {
    for (const watch of this.watches) watch.cut.add(state, watch.bitsOf(t, this.transitions.moveOf(t) as AnyMove))
  }

  /** Notes, per property, a fair run that never comes to a good state. Only of a search that was exhausted. */
  decide(decisions: Decisions): void {
    if (this.watches.length === 0) return
    const firsts = this.graph.firsts()
    for (const watch of this.watches) {
      const lasso = this.find(watch, firsts)
      if (lasso !== undefined) decisions.note(watch.property.id, { via: -1, ...lasso })
    }
  }

  private find(watch: Watch, firsts: Int32Array): { readonly state: number; readonly lasso: { readonly stem: readonly number[]; readonly loop: readonly number[] } } | undefined {
    const { states, edges, moves, targets } = this.graph
    const bits = new Int32Array(edges)
    const enabled = new Int32Array(states)
    for (let state = 0; state < states; state++) {
      let any = watch.cut.of(state)
      for (let k = firsts[state] as number; k < (firsts[state + 1] as number); k++) {
        bits[k] = watch.bitsOf(moves[k] as number, this.transitions.moveOf(moves[k] as number) as AnyMove)
        any |= bits[k] as number
      }
      enabled[state] = any
    }
    const path = new LassoPath(firsts, targets, (state) => (((watch.marks[state] as number) & GOOD) === 0 ? (((watch.marks[state] as number) & FROM) !== 0 ? "begins" : "goes on") : "ends"), states)
    const inLoops = path.reached.filter((state) => ((watch.marks[state] as number) & AT_BOUND) === 0)
    const work: Int32Array[] = [inLoops]
    let best: { readonly states: Int32Array; readonly taken: number } | undefined
    const places = new Int32Array(states)
    const member = new Uint8Array(states)
    while (work.length > 0) {
      for (const part of components(work.pop() as Int32Array, firsts, targets, places)) {
        if (best !== undefined && path.lengthTo(part) >= path.lengthTo(best.states)) continue
        for (const state of part) member[state] = 1
        let taken = 0
        let some = 0
        let every = -1
        let loops = false
        for (const state of part) {
          some |= enabled[state] as number
          every &= enabled[state] as number
          for (let k = firsts[state] as number; k < (firsts[state + 1] as number); k++)
            if (member[targets[k] as number] === 1) {
              taken |= bits[k] as number
              loops = true
            }
        }
        for (const state of part) member[state] = 0
        // A single state without a step to itself: it stays there, and nothing must be made.
        if (!loops && some !== 0) continue
        if ((every & watch.weak & ~taken) !== 0) continue
        const starved = some & ~watch.weak & ~taken
        if (starved === 0) best = { states: part, taken: loops ? taken : 0 }
        else work.push(part.filter((state) => ((enabled[state] as number) & starved) === 0))
      }
    }
    if (best === undefined) return undefined
    const { from, stem, entry } = path.stemTo(best.states)
    const wanted = best.taken
    const rests = some(best.states, enabled) & watch.weak & ~wanted
    const loop = path.loopFrom(entry, best.states, bits, enabled, wanted, rests)
    return { state: from, lasso: { stem: stem.map((k) => moves[k] as number), loop: loop.map((k) => moves[k] as number) } }
  }
}

const some = (states: Int32Array, enabled: Int32Array): number => states.reduce((all, state) => all | (enabled[state] as number), 0)
