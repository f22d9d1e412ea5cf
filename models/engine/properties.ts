/**
 * Properties during a search: each is asked as rarely as its answer can change.
 *
 * @module
 */
import { Fingerprints } from "./arrays.ts"
import type { AnyModel, Always, Sometimes, Step } from "./model.ts"
import type { PropertyResult, Trace } from "./result.ts"
import type { SlotLocal, Transitions } from "./transitions.ts"

// oxlint-disable-next-line typescript/no-explicit-any
type StateProperty = Always<any> | Sometimes<any>

/** Properties that read the same slots, and the tuples of their locals that have been looked at. */
interface Readers {
  readonly slots: readonly number[]
  readonly seen: Fingerprints
  pending: StateProperty[]
}

/** The built-in property: a throw inside a rule is a counterexample. */
export const NO_THROW = "no rule throws"

/** Where a property was decided: a state, or a step from a state (`via`), that may not be kept as a state. */
export interface Found {
  readonly state: number
  /** Transition from `state`; −1 if the state itself decides. */
  readonly via: number
  readonly error?: { readonly message: string; readonly move: unknown }
}

export class Decisions {
  readonly found = new Map<string, Found>()
  readonly steps: readonly Step<never, never, never, never>[]
  private readonly model: AnyModel
  private readonly readers: Readers[] = []

  constructor(model: AnyModel) {
    this.model = model
    this.steps = model.properties.filter((p) => p.kind === "step") as unknown as readonly Step<never, never, never, never>[]
    if (this.steps.length > 31) throw new Error(`${model.name}: ${this.steps.length} step properties, at most 31 fit`)
    const all = model.slots.map((_, slot) => slot)
    const groups = new Map<string, Readers>()
    for (const property of model.properties) {
      if (property.kind === "step") continue
      const slots = property.reads ?? all
      const key = slots.join(" ")
      const group = groups.get(key) ?? { slots, seen: new Fingerprints(), pending: [] }
      group.pending.push(property)
      groups.set(key, group)
    }
    this.readers.push(...groups.values())
  }

  /** Looks at a state: its locals' numbers stand in `words` from `offset` on. */
  look(transitions: Transitions, permutations: number, words: Int32Array, offset: number, state: number): void {
    const { a: hashesA, b: hashesB, values } = transitions.locals
    for (const group of this.readers) {
      if (group.pending.length === 0) continue
      let a = 0
      let b = 0
      for (const slot of group.slots) {
        const id = (words[offset + slot] as number) * permutations
        a = (a + (hashesA[id] as number)) | 0
        b = (b + (hashesB[id] as number)) | 0
      }
      if (!group.seen.add(a, b)) continue
      const locals = this.model.slots.map((_, slot) => (values[words[offset + slot] as number] as SlotLocal).local)
      let decided = false
      for (const property of group.pending) {
        if (property.holds(locals) !== (property.kind === "sometimes")) continue
        this.found.set(property.id, { state, via: -1 })
        decided = true
      }
      if (decided) group.pending = group.pending.filter(({ id }) => !this.found.has(id))
    }
  }

  note(id: string, found: Found): void {
    if (!this.found.has(id)) this.found.set(id, found)
  }

  /** What came of every property, the built-in one included. */
  results(exhausted: boolean, traceOf: (found: Found) => Trace): readonly PropertyResult[] {
    const declared = this.model.properties.map(({ id, kind }) => ({ id, kind }))
    return [...declared, { id: NO_THROW, kind: "step" as const }].map(({ id, kind }): PropertyResult => {
      const found = this.found.get(id)
      if (found !== undefined) return { id, kind, verdict: kind === "sometimes" ? "reached" : "violated", trace: traceOf(found) }
      return { id, kind, verdict: exhausted ? (kind === "sometimes" ? "missing" : "holds") : "undecided" }
    })
  }

  /** Is nothing left that a further state could decide, as far as the caller cares? */
  isDone(stopAt: readonly string[] | undefined): boolean {
    return stopAt !== undefined && stopAt.some((id) => this.found.has(id))
  }
}
