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
import { LotSets } from "./lot-sets.ts"
import type { AnyEventually, AnyModel, AnyMove } from "./model.ts"
import type { Decisions } from "./properties.ts"
import { guarded } from "./steps.ts"
import type { Transitions } from "./transitions.ts"

const GOOD = 1
const FROM = 2
const AT_BOUND = 4

/** A number for each state, or for each transition; 0 at first. */
class Column {
  private words: Int32Array = new Int32Array(1 << 12)

  of(at: number): number {
    return this.words[at] ?? 0
  }

  set(at: number, value: number): void {
    if (at >= this.words.length) this.words = grown(this.words, at + 1)
    this.words[at] = value
  }
}

/** What one property knows of states and transitions. */
class Watch {
  readonly property: AnyEventually
  readonly sets = new LotSets()
  marks: Uint8Array = new Uint8Array(1 << 12)
  /** Of those lots, the weak ones. */
  weak = 0n
  /** By state: the set of lots of which a move is possible there and cut off by the bounds. */
  private readonly cut = new Column()
  private readonly lots = new Map<string, bigint>()
  /** By transition: the set of its lots + 1. */
  private readonly ofMove = new Column()

  constructor(property: AnyEventually) {
    this.property = property
  }

  /** The set of lots that transition `t` belongs to. */
  lotsOf(t: number, move: AnyMove): number {
    const known = this.ofMove.of(t)
    if (known > 0) return known - 1
    let mask = 0n
    this.property.fairness.forEach(({ name, strength, lotOf }, i) => {
      const lot = lotOf(move)
      if (lot !== undefined) mask |= this.bitOf(`${i} ${name} ${lot}`, strength)
    })
    const set = this.sets.of(mask)
    this.ofMove.set(t, set + 1)
    return set
  }

  cutOff(state: number, set: number): void {
    this.cut.set(state, this.sets.union(this.cut.of(state), set))
  }

  cutOffIn(state: number): number {
    return this.cut.of(state)
  }

  private bitOf(lot: string, strength: "weak" | "strong"): bigint {
    const known = this.lots.get(lot)
    if (known !== undefined) return known
    const bit = 1n << BigInt(this.lots.size)
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
    for (const watch of this.watches) watch.cutOff(state, watch.lotsOf(t, this.transitions.moveOf(t) as AnyMove))
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
    const { states, moves, targets } = this.graph
    const { sets } = watch
    const lotsOf = (edge: number): number => watch.lotsOf(moves[edge] as number, this.transitions.moveOf(moves[edge] as number) as AnyMove)
    const enabled = new Int32Array(states)
    for (let state = 0; state < states; state++) {
      let any = watch.cutOffIn(state)
      for (let k = firsts[state] as number; k < (firsts[state + 1] as number); k++) any = sets.union(any, lotsOf(k))
      enabled[state] = any
    }
    // All lots are known now.
    const { weak } = watch
    const path = new LassoPath(firsts, targets, (state) => (((watch.marks[state] as number) & GOOD) === 0 ? (((watch.marks[state] as number) & FROM) !== 0 ? "begins" : "goes on") : "ends"), states)
    const inLoops = path.reached.filter((state) => ((watch.marks[state] as number) & AT_BOUND) === 0)
    const work: Int32Array[] = [inLoops]
    let best: { readonly states: Int32Array; readonly taken: bigint } | undefined
    const places = new Int32Array(states)
    const member = new Uint8Array(states)
    while (work.length > 0) {
      for (const part of components(work.pop() as Int32Array, firsts, targets, places)) {
        if (best !== undefined && path.lengthTo(part) >= path.lengthTo(best.states)) continue
        for (const state of part) member[state] = 1
        const made = new Set<number>()
        let loops = false
        for (const state of part)
          for (let k = firsts[state] as number; k < (firsts[state + 1] as number); k++)
            if (member[targets[k] as number] === 1) {
              made.add(lotsOf(k))
              loops = true
            }
        for (const state of part) member[state] = 0
        const possible = [...setsIn(part, enabled)].map((set) => sets.masks[set] as bigint)
        const taken = [...made].reduce((all, set) => all | (sets.masks[set] as bigint), 0n)
        const some = possible.reduce((all, mask) => all | mask, 0n)
        const every = possible.reduce((all, mask) => all & mask, some)
        // A single state without a step to itself: it stays there, and nothing must be made.
        if (!loops && some !== 0n) continue
        if ((every & weak & ~taken) !== 0n) continue
        const starved = some & ~weak & ~taken
        if (starved === 0n) best = { states: part, taken: loops ? taken : 0n }
        else {
          const isStarved = sets.meets(starved)
          work.push(part.filter((state) => !isStarved(enabled[state] as number)))
        }
      }
    }
    if (best === undefined) return undefined
    const { from, stem, entry } = path.stemTo(best.states)
    const wanted = best.taken
    const somewhere = [...setsIn(best.states, enabled)].reduce((all, set) => all | (sets.masks[set] as bigint), 0n)
    const lots = { madeBy: (edge: number) => sets.masks[lotsOf(edge)] as bigint, possibleIn: (state: number) => sets.masks[enabled[state] as number] as bigint }
    const loop = path.loopFrom(entry, best.states, lots, wanted, somewhere & weak & ~wanted)
    return { state: from, lasso: { stem: stem.map((k) => moves[k] as number), loop: loop.map((k) => moves[k] as number) } }
  }
}

/** The sets of lots that are possible in some state of a part. */
const setsIn = (part: Int32Array, enabled: Int32Array): ReadonlySet<number> => {
  const found = new Set<number>()
  let last = -1
  for (const state of part) {
    const set = enabled[state] as number
    if (set === last) continue
    found.add(set)
    last = set
  }
  return found
}
