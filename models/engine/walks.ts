/**
 * Walks through a model, one after the other, and what they came by.
 *
 * @module
 */
import type { AnyModel, AnyMove, Slot } from "./model.ts"
import { scramble } from "./hash.ts"
import { NO_THROW } from "./properties.ts"
import type { Random } from "./random.ts"
import type { Schedule } from "./schedules.ts"
import { WalkJudge } from "./walk-judge.ts"
import { REFUSED, type Transition, WalkTables } from "./walk-tables.ts"
import { Walker } from "./walker.ts"
import type { Violation } from "./world.ts"

/** What is abstract of a slot's local: its role, say. Absent: the verdicts that the slot took last. */
export type Abstraction = (slot: Slot, local: unknown) => string

export class Walks {
  /** Steps made since the counts began. */
  steps = 0
  private readonly tables: WalkTables
  private readonly walker: Walker
  private readonly judge: WalkJudge
  private readonly witnesses: readonly string[]
  /** How often each verdict was taken, by its number. */
  private readonly taken: number[] = []
  private readonly endsByThrow: boolean
  private path: number[] = []
  /** Of each slot: what is abstract of it, as a hash; and all of them together. */
  private readonly labels: Int32Array
  private readonly abstraction: Abstraction | undefined
  private abstractStates = new Set<number>()

  /** `stopAt`: only violations of these properties count (default: of any). */
  constructor(model: AnyModel, stopAt?: readonly string[], abstraction?: Abstraction) {
    this.labels = new Int32Array(model.slots.length)
    this.abstraction = abstraction
    this.tables = new WalkTables(model)
    this.walker = new Walker(model, this.tables)
    this.judge = new WalkJudge(model, this.tables, stopAt)
    this.witnesses = [...this.judge.open]
    this.endsByThrow = stopAt?.includes(NO_THROW) ?? true
  }

  /** Moves of the last walk. */
  get moves(): readonly AnyMove[] {
    return this.path.map((t) => (this.tables.transitions[t] as Transition).move)
  }

  /** Witnesses that a walk came by since the counts began. */
  get reached(): readonly string[] {
    return this.witnesses.filter((id) => !this.judge.open.has(id))
  }

  /** How often each verdict was taken since the counts began. */
  get verdicts(): ReadonlyMap<string, number> {
    return new Map(this.tables.verdicts.map((name, id) => [name, this.taken[id] ?? 0] as const).filter(([, times]) => times > 0))
  }

  /** Abstract states that guided walks came by since the counts began. */
  get abstract(): number {
    return this.abstractStates.size
  }

  /** Begins all counts anew. */
  clear(): void {
    this.steps = 0
    this.taken.length = 0
    this.abstractStates = new Set()
    this.judge.reopen()
  }

  /** Calls of the model's functions, from the beginning. */
  get calls(): number {
    return this.tables.calls
  }

  /** One walk of so many steps at most. A throw ends it; it is a violation if that counts. */
  walk(schedule: Schedule, random: Random, steps: number): Violation | undefined {
    this.tables.trim()
    this.path = []
    this.labels.fill(0)
    this.walker.begin()
    schedule.begin(random, steps)
    const violation = this.go(schedule, steps)
    schedule.end?.()
    return violation
  }

  private go(schedule: Schedule, steps: number): Violation | undefined {
    const { walker, judge, tables } = this
    const first = judge.begin(walker)
    if (first !== undefined) return { id: first }
    for (let made = 0; made < steps; made++) {
      const { candidates, failure } = walker
      if (failure !== undefined) return this.threw(failure)
      const t = schedule.pick(walker, candidates)
      if (t === REFUSED) return undefined
      this.path.push(t)
      if (walker.error !== undefined) return this.threw(walker.error)
      this.steps++
      const transition = tables.transitions[t] as Transition
      walker.make(t)
      for (const verdict of transition.verdicts) this.taken[verdict] = (this.taken[verdict] ?? 0) + 1
      const broken = judge.step(walker, transition)
      if (broken !== undefined) return { id: broken }
      if (schedule.arrived !== undefined) schedule.arrived(this.isNew(transition))
    }
    return undefined
  }

  private threw(error: string): Violation | undefined {
    return this.endsByThrow ? { id: NO_THROW, error } : undefined
  }

  /** Is the abstract state that the step led to a new one? */
  private isNew({ move, hash, verdicts }: Transition): boolean {
    const { walker, labels, abstraction, tables } = this
    if (abstraction === undefined) {
      if (verdicts.length === 0) return false
      labels[move.slot] = hash
    } else for (let k = 0; k < walker.changes; k++) labels[walker.changed[k] as number] = tables.label(walker.locals[walker.changed[k] as number] as number, abstraction)
    let sum = 0
    for (let slot = 0; slot < labels.length; slot++) sum = (sum + scramble((labels[slot] as number) + Math.imul(slot + 1, 0x9e3779b1))) | 0
    const { size } = this.abstractStates
    return this.abstractStates.add(sum).size > size
  }
}
