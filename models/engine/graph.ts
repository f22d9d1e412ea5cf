/**
 * The explored graph, for properties that speak of whole runs: states by number, in the order in which they were found, and
 * the steps between them, grouped by where they begin.
 *
 * @module
 */
import { grown } from "./arrays.ts"

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

export class Graph {
  states = 0
  edges = 0
  sources: Int32Array = new Int32Array(1 << 12)
  targets: Int32Array = new Int32Array(1 << 12)
  /** Transition of each edge; empty unless they are asked for. */
  moves: Int32Array = new Int32Array(0)
  private readonly numbers = new Numbers()
  private readonly keepsMoves: boolean

  constructor(keepsMoves: boolean) {
    this.keepsMoves = keepsMoves
    if (keepsMoves) this.moves = new Int32Array(1 << 12)
  }

  /** The initial state's fingerprint. */
  begin(a: number, b: number): void {
    this.numbers.of(a, b, 0)
  }

  /** A step from `source` to the state with this fingerprint, which gets the number `fresh` if it is new. */
  edge(source: number, a: number, b: number, fresh: number, move: number): void {
    const target = this.numbers.of(a, b, fresh)
    if (target === source && !this.keepsMoves) return
    if (this.edges === this.sources.length) {
      this.sources = grown(this.sources, this.edges * 2)
      this.targets = grown(this.targets, this.edges * 2)
      if (this.keepsMoves) this.moves = grown(this.moves, this.edges * 2)
    }
    this.sources[this.edges] = source
    this.targets[this.edges] = target
    if (this.keepsMoves) this.moves[this.edges] = move
    this.edges++
  }

  /** First edge of each state, and one past its last: states are expanded in the order of their numbers. */
  firsts(): Int32Array {
    const firsts = new Int32Array(this.states + 1)
    let edge = 0
    for (let state = 0; state < this.states; state++) {
      firsts[state] = edge
      while (edge < this.edges && this.sources[edge] === state) edge++
    }
    firsts[this.states] = edge
    if (edge !== this.edges) throw new Error("the edges of the explored graph are not in the order of their states")
    return firsts
  }
}

/** Twice as long. */
export const doubled = (bytes: Uint8Array): Uint8Array => {
  const more = new Uint8Array(bytes.length * 2)
  more.set(bytes)
  return more
}
