/**
 * Where does a run end? For properties of kind `ends`: asked of each state from which no step is possible.
 *
 * @module
 */
import { HEAD, STATE } from "./frontier.ts"
import type { AnyEnds, AnyModel } from "./model.ts"
import { type Decisions, foundAt, holds } from "./properties.ts"
import type { Transitions } from "./transitions.ts"

export class Ends {
  private readonly transitions: Transitions
  private readonly decisions: Decisions
  private readonly slots: number
  private pending: readonly AnyEnds[]

  constructor(model: AnyModel, transitions: Transitions, decisions: Decisions) {
    this.transitions = transitions
    this.decisions = decisions
    this.slots = model.slots.length
    this.pending = model.properties.filter(isOfEnds)
  }

  /** The row at `at` has no successor. */
  look(rows: Int32Array, at: number): void {
    const locals = Array.from(rows.subarray(at + HEAD, at + HEAD + this.slots), (l) => this.transitions.locals.value(l).local as unknown)
    const found = { state: rows[at + STATE] as number, via: -1 }
    for (const property of this.pending) if (!this.decisions.has(property.id) && !foundAt(found, () => holds(property, locals))) this.decisions.note(property.id, found)
    this.pending = this.pending.filter(({ id }) => !this.decisions.has(id))
  }
}

export const isOfEnds = (property: AnyModel["properties"][number]): property is AnyEnds => property.kind === "ends"
