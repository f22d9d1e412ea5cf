/**
 * Can what went wrong be put right? For properties of kind `recoverable`: from which states of the explored graph can a good
 * one be reached?
 *
 * @module
 */
import { doubled, type Graph } from "./graph.ts"
import type { AnyModel, AnyRecoverable } from "./model.ts"
import type { Decisions } from "./properties.ts"
import { answerOf, PropertyThrew } from "./properties.ts"

export class Recovery {
  readonly properties: readonly AnyRecoverable[]
  private readonly graph: Graph
  /** Per property and state: 1 good, 2 one that must be able to reach a good one. */
  private readonly marks: Uint8Array[]

  constructor(model: AnyModel, graph: Graph) {
    this.graph = graph
    this.properties = model.properties.filter((property): property is AnyRecoverable => property.kind === "recoverable")
    this.marks = this.properties.map(() => new Uint8Array(1 << 12))
  }

  /** Takes the state of this number in, with its locals. */
  add(state: number, locals: readonly unknown[]): void {
    this.properties.forEach(({ id, from, holds }, p) => {
      if (state >= (this.marks[p] as Uint8Array).length) this.marks[p] = doubled(this.marks[p] as Uint8Array)
      try {
        ;(this.marks[p] as Uint8Array)[state] = answerOf(holds(locals)) ? 1 : from === undefined || answerOf(from(locals)) ? 2 : 0
      } catch (thrown) {
        throw new PropertyThrew(id, thrown)
      }
    })
  }

  /** Notes, per property, the first state from which no good one can be reached. Only of a search that was exhausted. */
  decide(decisions: Decisions): void {
    const { states } = this.graph
    const { offsets, before } = this.backwards()
    this.properties.forEach(({ id }, p) => {
      const marks = this.marks[p] as Uint8Array
      const reached = new Uint8Array(states)
      const queue = new Int32Array(states)
      let end = 0
      for (let state = 0; state < states; state++)
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
      const stuck = marks.subarray(0, states).findIndex((mark, state) => mark === 2 && reached[state] === 0)
      if (stuck >= 0) decisions.note(id, { state: stuck, via: -1 })
    })
  }

  /** By state, the states that lead to it. */
  private backwards(): { readonly offsets: Int32Array; readonly before: Int32Array } {
    const { states, edges, sources, targets } = this.graph
    const offsets = new Int32Array(states + 2)
    for (let k = 0; k < edges; k++) offsets[(targets[k] as number) + 2] = (offsets[(targets[k] as number) + 2] as number) + 1
    for (let state = 2; state < offsets.length; state++) offsets[state] = (offsets[state] as number) + (offsets[state - 1] as number)
    const before = new Int32Array(edges)
    for (let k = 0; k < edges; k++) {
      const place = (targets[k] as number) + 1
      before[offsets[place] as number] = sources[k] as number
      offsets[place] = (offsets[place] as number) + 1
    }
    return { offsets, before }
  }
}
