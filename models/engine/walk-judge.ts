/**
 * Properties along a walk: a property of states is asked where a local that it reads has changed, one of steps where the
 * step concerns it. All of them begin as kept in the initial state, so the first that is broken ends the walk.
 *
 * @module
 */
import type { AnyModel, AnyOutcome, AnyStateProperty, AnyStep } from "./model.ts"
import { answerOf, holds, isOfStates, PropertyThrew } from "./properties.ts"
import { guarded } from "./steps.ts"
import type { Transition, WalkTables } from "./walk-tables.ts"
import type { Walker } from "./walker.ts"

/** A property of states with what it sees. */
interface Seeing {
  readonly property: AnyStateProperty
  /** 1 for each slot that it reads. */
  readonly reads: Uint8Array
  /** What it sees: the locals that it reads, and nothing of the others. */
  readonly locals: unknown[]
}

export class WalkJudge {
  /** Witnesses that no walk came by since they were looked for. */
  readonly open: Set<string>
  private readonly tables: WalkTables
  private readonly always: readonly Seeing[]
  private readonly allWitnesses: readonly Seeing[]
  private witnesses: readonly Seeing[]
  private readonly steps: readonly AnyStep[]
  /** All locals, before and after the last step. */
  private before: unknown[] = []
  private after: unknown[] = []

  /** `ids`: only violations of these count (default: of all). */
  constructor(model: AnyModel, tables: WalkTables, ids?: readonly string[]) {
    const counts = ({ id }: { readonly id: string }): boolean => ids === undefined || ids.includes(id)
    const slots = model.slots.length
    const seeing = (property: AnyStateProperty): Seeing => {
      const reads = new Uint8Array(slots)
      for (const slot of property.reads ?? model.slots.keys()) reads[slot] = 1
      return { property, reads, locals: Array.from({ length: slots }) }
    }
    const states = model.properties.filter(isOfStates)
    this.tables = tables
    this.always = states.filter((property) => property.kind === "always" && counts(property)).map(seeing)
    this.allWitnesses = states.filter(({ kind }) => kind === "sometimes").map(seeing)
    this.witnesses = this.allWitnesses
    this.open = new Set(this.witnesses.map(({ property }) => property.id))
    this.steps = model.properties.filter((property) => property.kind === "step" && counts(property)) as readonly AnyStep[]
  }

  /** Between walks: witnesses are looked for again. */
  reopen(): void {
    this.witnesses = this.allWitnesses
    for (const { property } of this.witnesses) this.open.add(property.id)
  }

  /** The first property that the initial state breaks. */
  begin(walker: Walker): string | undefined {
    this.before = this.localsOf(walker)
    this.after = [...this.before]
    return this.states(walker)
  }

  /** The first property that the step just made breaks, or the state that it led to. */
  step(walker: Walker, transition: Transition): string | undefined {
    const { locals } = this.tables
    const { changed, changes } = walker
    for (let k = 0; k < changes; k++) {
      const slot = changed[k] as number
      this.after[slot] = locals[walker.locals[slot] as number]
    }
    const broken = this.ofSteps(transition) ?? this.states(walker)
    for (let k = 0; k < changes; k++) this.before[changed[k] as number] = this.after[changed[k] as number]
    return broken
  }

  private ofSteps(transition: Transition): string | undefined {
    const concerned = transition.concerned ?? this.tables.settle(transition, this.concerned(transition))
    if (concerned.length === 0) return undefined
    const { move, outcome } = transition
    for (const i of concerned) {
      const property = this.steps[i] as AnyStep
      // What a property is given is its own: it may keep it.
      if (!guarded(property.id, () => property.holds([...this.before], move, outcome as AnyOutcome, [...this.after]))) return property.id
    }
    return undefined
  }

  private concerned({ move, outcome }: Transition): readonly number[] {
    const found: number[] = []
    const { steps } = this
    const before = this.before[move.slot]
    let i = 0
    try {
      for (; i < steps.length; i++) if (answerOf((steps[i] as AnyStep).concerns(before, move, outcome as AnyOutcome))) found.push(i)
    } catch (thrown) {
      throw new PropertyThrew((steps[i] as AnyStep).id, thrown)
    }
    return found
  }

  private states(walker: Walker): string | undefined {
    if (walker.changes === 0) return undefined
    for (const seeing of this.always) if (this.sees(seeing, walker) && !holds(seeing.property, seeing.locals)) return seeing.property.id
    if (this.witnesses.length > 0) this.look(walker)
    return undefined
  }

  private look(walker: Walker): void {
    let found = false
    for (const seeing of this.witnesses) {
      if (!this.sees(seeing, walker) || !holds(seeing.property, seeing.locals)) continue
      found = true
      this.open.delete(seeing.property.id)
    }
    if (found) this.witnesses = this.witnesses.filter(({ property }) => this.open.has(property.id))
  }

  /** Gives a property what changed of what it reads; did anything? */
  private sees({ reads, locals }: Seeing, { changed, changes }: Walker): boolean {
    let any = false
    for (let k = 0; k < changes; k++) {
      const slot = changed[k] as number
      if (reads[slot] === 0) continue
      any = true
      locals[slot] = this.after[slot]
    }
    return any
  }

  private localsOf({ locals }: Walker): unknown[] {
    return Array.from(locals, (l) => this.tables.locals[l])
  }
}
