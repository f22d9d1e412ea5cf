/**
 * Can what went wrong be put right? For properties of kind `recoverable` the search keeps its edges, and asks at the end from
 * which states a good one can be reached.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import type { AnyModel, AnyRecoverable } from "./model.ts"
import type { Decisions } from "./properties.ts"
import { PropertyThrew } from "./properties.ts"

/** Numbers of states by fingerprint: open addressing, 12 bytes a place. */
class Numbers {
  private table = new Int32Array(3 << 14)
  private places = 1 << 14
  private size = 0

  /** The number of this fingerprint; `fresh` if it had none. */
  of(a: number, b: number, fresh: number): number {
    const at = this.placeOf(this.table, this.places, a, b)
    const known = (this.table[at + 2] as number) - 1
    if (known >= 0) return known
    this.table[at] = a
    this.table[at + 1] = b
    this.table[at + 2] = fresh + 1
    if (++this.size > this.places * 0.65) this.double()
    return fresh
  }

  private placeOf(table: Int32Array, places: number, a: number, b: number): number {
    let i = a & (places - 1)
    while (table[i * 3 + 2] !== 0 && (table[i * 3] !== a || table[i * 3 + 1] !== b)) i = (i + 1) & (places - 1)
    return i * 3
  }

  private double(): void {
    const places = this.places * 2
    const table = new Int32Array(3 * places)
    for (let k = 0; k < this.table.length; k += 3) {
      if (this.table[k + 2] === 0) continue
      const at = this.placeOf(table, places, this.table[k] as number, this.table[k + 1] as number)
      table.set(this.table.subarray(k, k + 3), at)
    }
    this.table = table
    this.places = places
  }
}

export class Recovery {
  readonly properties: readonly AnyRecoverable[]
  private readonly numbers = new Numbers()
  private states = 0
  private edges = 0
  private sources: Int32Array = new Int32Array(1 << 12)
  private targets: Int32Array = new Int32Array(1 << 12)
  /** Per property and state: 1 good, 2 one that must be able to reach a good one. */
  private readonly marks: Uint8Array[]

  constructor(model: AnyModel) {
    this.properties = model.properties.filter((property): property is AnyRecoverable => property.kind === "recoverable")
    this.marks = this.properties.map(() => new Uint8Array(1 << 12))
  }

  /** Takes a state in, with its locals: it gets the next number. */
  add(locals: readonly unknown[]): void {
    const state = this.states++
    this.properties.forEach(({ id, from, holds }, p) => {
      if (state >= (this.marks[p] as Uint8Array).length) this.marks[p] = doubled(this.marks[p] as Uint8Array)
      try {
        ;(this.marks[p] as Uint8Array)[state] = holds(locals) ? 1 : from === undefined || from(locals) ? 2 : 0
      } catch (thrown) {
        throw new PropertyThrew(id, thrown)
      }
    })
  }

  /** A step from `source` to the state with this fingerprint, which gets the number `fresh` if it is new. */
  edge(source: number, a: number, b: number, fresh: number): void {
    const target = this.numbers.of(a, b, fresh)
    if (target === source) return
    if (this.edges === this.sources.length) {
      this.sources = grown(this.sources, this.edges * 2)
      this.targets = grown(this.targets, this.edges * 2)
    }
    this.sources[this.edges] = source
    this.targets[this.edges++] = target
  }

  /** The initial state's fingerprint. */
  begin(a: number, b: number): void {
    this.numbers.of(a, b, 0)
  }

  /** Notes, per property, the first state from which no good one can be reached. Only of a search that was exhausted. */
  decide(decisions: Decisions): void {
    const { offsets, before } = this.backwards()
    this.properties.forEach(({ id }, p) => {
      const marks = this.marks[p] as Uint8Array
      const reached = new Uint8Array(this.states)
      const queue = new Int32Array(this.states)
      let end = 0
      for (let state = 0; state < this.states; state++)
        if (marks[state] === 1) {
          reached[state] = 1
          queue[end++] = state
        }
      for (let at = 0; at < end; at++) {
        const state = queue[at] as number
        for (let k = offsets[state] as number; k < (offsets[state + 1] as number); k++) {
          const previous = before[k] as number
          if (reached[previous] === 1) continue
          reached[previous] = 1
          queue[end++] = previous
        }
      }
      const stuck = marks.subarray(0, this.states).findIndex((mark, state) => mark === 2 && reached[state] === 0)
      if (stuck >= 0) decisions.note(id, { state: stuck, via: -1 })
    })
  }

  /** By state, the states that lead to it. */
  private backwards(): { readonly offsets: Int32Array; readonly before: Int32Array } {
    const offsets = new Int32Array(this.states + 2)
    for (let k = 0; k < this.edges; k++) offsets[(this.targets[k] as number) + 2] = (offsets[(this.targets[k] as number) + 2] as number) + 1
    for (let state = 2; state < offsets.length; state++) offsets[state] = (offsets[state] as number) + (offsets[state - 1] as number)
    const before = new Int32Array(this.edges)
    for (let k = 0; k < this.edges; k++) {
      const place = (this.targets[k] as number) + 1
      before[offsets[place] as number] = this.sources[k] as number
      offsets[place] = (offsets[place] as number) + 1
    }
    return { offsets, before }
  }
}

const doubled = (bytes: Uint8Array): Uint8Array => {
  const more = new Uint8Array(bytes.length * 2)
  more.set(bytes)
  return more
}
