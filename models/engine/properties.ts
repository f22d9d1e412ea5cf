/**
 * Properties of states during a search: each is asked once per distinct tuple of the locals that it reads.
 *
 * @module
 */
import { Fingerprints } from "./fingerprints.ts"
import { ModelMistake } from "./mistake.ts"
import { show } from "./plain-data.ts"
import type { AnyEnds, AnyModel, AnyStateProperty } from "./model.ts"
import type { PropertyResult, Trace } from "./result.ts"
import type { Transitions } from "./transitions.ts"

/** Is it asked of single states? The others are asked of steps, or of whole runs. */
export const isOfStates = (property: AnyModel["properties"][number]): property is AnyStateProperty => property.kind === "always" || property.kind === "sometimes"

/** Is it good if a run comes there? */
export const isWitness = (property: AnyModel["properties"][number]): boolean => property.kind === "sometimes" || ((property.kind === "recoverable" || property.kind === "eventually") && property.witness === true)

/** The built-in property: a throw inside the model is a counterexample. */
export const NO_THROW = "no rule throws"

/** Where a property was decided: in a state, or in a step from it. */
export interface Found {
  readonly state: number
  /** Transition from `state`; −1 if the state itself decides. */
  readonly via: number
  readonly error?: string
  /** A lasso: transitions from `state` on that lead to where the loop begins, and those of the loop; none: it stays there. */
  readonly lasso?: { readonly stem: readonly number[]; readonly loop: readonly number[] }
}

/** A property's own function threw: a mistake in the property, not a counterexample. */
export class PropertyThrew extends ModelMistake {
  readonly property: string
  /** Where it was asked. */
  found?: Found

  constructor(id: string, thrown: unknown) {
    super(`property "${id}" ${thrown instanceof NoAnswer ? "" : "threw: "}${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown })
    this.name = "PropertyThrew"
    this.property = id
  }
}

/** What a property returned is neither true nor false: a `return` that was forgotten would otherwise count as a promise that holds. */
export class NoAnswer extends TypeError {
  constructor(answer: unknown) {
    super(`returned ${answer instanceof Promise ? "a promise" : show(answer)}; it must say true or false${answer === undefined ? ": is there a return?" : answer instanceof Promise ? " at once: it must not be async" : ""}`)
  }
}

/** The answer of a property, if it is one. */
export const answerOf = (answer: unknown): boolean => {
  if (typeof answer !== "boolean") throw new NoAnswer(answer)
  return answer
}

/** What was decided so far, first come first kept: breadth-first search then keeps the shortest trace. */
export class Decisions {
  private readonly found = new Map<string, Found>()
  private readonly model: AnyModel

  constructor(model: AnyModel) {
    this.model = model
    const ids = [...model.properties.map(({ id }) => id), NO_THROW]
    const twice = ids.find((id, i) => ids.indexOf(id) !== i)
    if (twice !== undefined) throw new Error(`${model.name}: two properties are called "${twice}"`)
  }

  /** Takes note, unless the property was decided before. */
  note(id: string, found: Found): void {
    if (!this.found.has(id)) this.found.set(id, found)
  }

  /** In the order in which they were decided. */
  known(): readonly (readonly [id: string, found: Found])[] {
    return [...this.found]
  }

  has(id: string): boolean {
    return this.found.has(id)
  }

  /** May the search stop? With an empty list: when every property is decided; else when one of the list is. */
  isDone(stopAt: readonly string[] | undefined): boolean {
    if (stopAt === undefined || this.found.size === 0) return false
    return stopAt.length === 0 ? this.model.properties.every(({ id }) => this.found.has(id)) : stopAt.some((id) => this.found.has(id))
  }

  /** What came of every property, the built-in one last. */
  results(exhausted: boolean, traceOf: (found: Found) => Trace): readonly PropertyResult[] {
    const declared = this.model.properties.map((property) => ({ id: property.id, kind: property.kind, good: isWitness(property) }))
    return [...declared, { id: NO_THROW, kind: "step" as const, good: false }].map(({ id, kind, good }): PropertyResult => {
      const found = this.found.get(id)
      if (found !== undefined) return { id, kind, verdict: good ? "reached" : "violated", trace: traceOf(found) }
      if (!exhausted) return { id, kind, verdict: "undecided" }
      return { id, kind, verdict: good ? "missing" : "holds" }
    })
  }
}

/** Properties that read the same slots. */
interface Readers {
  readonly slots: readonly number[]
  /** 1 for each slot that is read. */
  readonly reads: Uint8Array
  /** Tuples that were looked at. */
  readonly seen: Fingerprints
  /** Those not decided yet. */
  pending: AnyStateProperty[]
}

export class StateProperties {
  private readonly unseen: readonly unknown[]
  private readonly decisions: Decisions
  private readonly transitions: Transitions
  private readonly permutations: number
  private readonly readers: readonly Readers[]
  /** Groups with something left to decide come first. */
  private live: number

  constructor(model: AnyModel, permutations: number, transitions: Transitions, decisions: Decisions) {
    this.unseen = model.slots.map(() => undefined)
    this.decisions = decisions
    this.transitions = transitions
    this.permutations = permutations
    const groups = new Map<string, Readers>()
    for (const property of model.properties) {
      if (!isOfStates(property)) continue
      const slots = [...new Set(property.reads ?? model.slots.map((_, slot) => slot))].sort((x, y) => x - y)
      const known = groups.get(slots.join())
      if (known !== undefined) known.pending.push(property)
      else groups.set(slots.join(), { slots, reads: readsOf(slots, model.slots.length), seen: new Fingerprints(), pending: [property] })
    }
    this.readers = [...groups.values()]
    this.live = this.readers.length
  }

  /** What was looked at. */
  get tables(): readonly Fingerprints[] {
    return this.readers.map(({ seen }) => seen)
  }

  /**
   * Looks at a state, number `state` or, if `via` is not −1, what that transition makes of it: the numbers of its locals stand in
   * `words` from `offset` on. `changed` has 1 for the slots in which it differs from a state looked at before.
   */
  look(words: Int32Array, offset: number, changed: Uint8Array, state: number, via: number): void {
    if (this.live === 0) return
    const { hashes } = this.transitions.locals
    for (const group of this.readers) {
      if (group.pending.length === 0 || !this.concerns(group, changed)) continue
      let a = 0
      let b = 0
      for (const slot of group.slots) {
        const at = (words[offset + slot] as number) * this.permutations * 2
        a = (a + (hashes[at] as number)) | 0
        b = (b + (hashes[at + 1] as number)) | 0
      }
      if (group.seen.add(a, b)) this.ask(group, words, offset, { state, via })
    }
  }

  private concerns({ reads }: Readers, changed: Uint8Array): boolean {
    for (let slot = 0; slot < reads.length; slot++) if (reads[slot] === 1 && changed[slot] === 1) return true
    return false
  }

  private ask(group: Readers, words: Int32Array, offset: number, found: Found): void {
    const { locals: known } = this.transitions
    // What a property does not declare to read, it does not see: an undeclared read fails at once, instead of hiding states.
    const locals = [...this.unseen]
    for (const slot of group.slots) locals[slot] = known.value(words[offset + slot] as number).local
    let decided = false
    for (const property of group.pending) {
      // Another thread may have decided it.
      if (!this.decisions.has(property.id)) {
        if (foundAt(found, () => holds(property, locals)) !== (property.kind === "sometimes")) continue
        this.decisions.note(property.id, found)
      }
      decided = true
    }
    if (decided) this.forget(group)
  }

  /** Leaves out what is decided. */
  private forget(group: Readers): void {
    group.pending = group.pending.filter(({ id }) => !this.decisions.has(id))
    this.live = this.readers.filter(({ pending }) => pending.length > 0).length
  }
}

/** Asks a property; if it throws, that was here. */
export const foundAt = <T>(found: Found, ask: () => T): T => {
  try {
    return ask()
  } catch (thrown) {
    if (thrown instanceof PropertyThrew) thrown.found ??= found
    throw thrown
  }
}

const readsOf = (slots: readonly number[], count: number): Uint8Array => {
  const reads = new Uint8Array(count)
  for (const slot of slots) reads[slot] = 1
  return reads
}

export const holds = (property: AnyStateProperty | AnyEnds, locals: readonly unknown[]): boolean => {
  try {
    return answerOf(property.holds(locals))
  } catch (thrown) {
    throw new PropertyThrew(property.id, thrown)
  }
}
