/**
 * The steps of a lasso: a short way to a part of the graph, and a short way round in it.
 *
 * @module
 */

/** Where a run that never comes to a good state may be: at its beginning (or further on), further on only, or not at all. */
export type Place = "begins" | "goes on" | "ends"

/** Lots of moves, a bit each: made by an edge, possible in a state. */
interface LotsOfPart {
  readonly madeBy: (edge: number) => bigint
  readonly possibleIn: (state: number) => bigint
}

export class LassoPath {
  /** States that such runs come by, nearest first. */
  readonly reached: Int32Array
  private readonly firsts: Int32Array
  private readonly targets: Int32Array
  /** By state: the edge by which it was reached + 1; 0: a beginning; −1: not reached. */
  private readonly via: Int32Array
  private readonly sources: Int32Array
  /** By state: its place among those reached. */
  private readonly places: Int32Array

  constructor(firsts: Int32Array, targets: Int32Array, placeOf: (state: number) => Place, states: number) {
    this.firsts = firsts
    this.targets = targets
    this.via = new Int32Array(states).fill(-1)
    this.sources = new Int32Array(states)
    this.places = new Int32Array(states)
    const queue = new Int32Array(states)
    let end = 0
    for (let state = 0; state < states; state++)
      if (placeOf(state) === "begins") {
        this.via[state] = 0
        queue[end++] = state
      }
    for (let at = 0; at < end; at++) {
      const state = queue[at] as number
      this.places[state] = at
      for (let k = firsts[state] as number; k < (firsts[state + 1] as number); k++) {
        const target = targets[k] as number
        if (this.via[target] !== -1 || placeOf(target) === "ends") continue
        this.via[target] = k + 1
        this.sources[target] = state
        queue[end++] = target
      }
    }
    this.reached = queue.slice(0, end)
  }

  /** How near a part is: the place of its nearest state. */
  lengthTo(part: Int32Array): number {
    return part.reduce((least, state) => Math.min(least, this.places[state] as number), Number.MAX_SAFE_INTEGER)
  }

  /** From a beginning, by these edges, to the nearest state of a part. */
  stemTo(part: Int32Array): { readonly from: number; readonly stem: readonly number[]; readonly entry: number } {
    const entry = this.reached[this.lengthTo(part)] as number
    const stem: number[] = []
    let from = entry
    while ((this.via[from] as number) > 0) {
      stem.push((this.via[from] as number) - 1)
      from = this.sources[from] as number
    }
    return { from, stem: stem.reverse(), entry }
  }

  /**
   * Edges of a way from `entry` back to it within a part, that makes a move of every lot of `wanted`, and for each lot of
   * `rests` comes by a state in which it is not possible.
   */
  loopFrom(entry: number, part: Int32Array, { madeBy, possibleIn }: LotsOfPart, wanted: bigint, rests: bigint): readonly number[] {
    const inside = new Set<number>(part)
    const loop: number[] = []
    let at = entry
    let left = wanted
    let idle = rests & possibleIn(at)
    const go = (edges: readonly number[]): void => {
      for (const k of edges) {
        loop.push(k)
        left &= ~madeBy(k)
        at = this.targets[k] as number
        idle &= possibleIn(at)
      }
    }
    while (left !== 0n) go(this.shortest(at, inside, (k) => (madeBy(k) & left) !== 0n))
    while (idle !== 0n) go(this.shortest(at, inside, (k) => (possibleIn(this.targets[k] as number) & idle) !== idle))
    if (at !== entry) go(this.shortest(at, inside, (k) => this.targets[k] === entry))
    return loop
  }

  /** Edges of the shortest way from `start` whose last one is as wanted. */
  private shortest(start: number, inside: ReadonlySet<number>, isLast: (edge: number) => boolean): readonly number[] {
    const via = new Map<number, readonly [edge: number, from: number]>()
    const queue = [start]
    for (const state of queue)
      for (let k = this.firsts[state] as number; k < (this.firsts[state + 1] as number); k++) {
        const target = this.targets[k] as number
        if (!inside.has(target)) continue
        if (isLast(k)) {
          const way = [k]
          for (let back = state; back !== start; ) {
            const [edge, from] = via.get(back) as readonly [number, number]
            way.push(edge)
            back = from
          }
          return way.reverse()
        }
        if (target === start || via.has(target)) continue
        via.set(target, [k, state])
        queue.push(target)
      }
    throw new Error("a strongly connected part in which something is out of reach")
  }
}
