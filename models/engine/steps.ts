/**
 * Properties of steps during a search. `concerns` is asked once per transition and leaves its answer in the transition's
 * flags; `holds` is asked at every generated successor, known or new, that differs in transition or locals.
 *
 * @module
 */
import { Fingerprints } from "./fingerprints.ts"
import { scramble } from "./hash.ts"
import type { AnyModel, AnyMove, AnyOutcome, AnyStep } from "./model.ts"
import { type Decisions, foundAt, PropertyThrew } from "./properties.ts"
import { STEP_PROPERTIES } from "./transitions.ts"

export class StepProperties {
  /** Bits of those that are not decided yet. */
  pending = 0
  private readonly steps: readonly AnyStep[]
  private readonly decisions: Decisions
  /** (locals before, transition) that were judged: they determine the locals after. */
  readonly seen = new Fingerprints()

  constructor(model: AnyModel, decisions: Decisions) {
    this.steps = model.properties.filter((property) => property.kind === "step")
    this.decisions = decisions
    if (this.steps.length > STEP_PROPERTIES) throw new Error(`${model.name}: ${this.steps.length} step properties; at most ${STEP_PROPERTIES} are possible`)
    this.pending = (1 << this.steps.length) - 1
  }

  /** Bits of the properties that this step concerns. */
  readonly concerned = (before: unknown, move: AnyMove, outcome: AnyOutcome): number => {
    let bits = 0
    this.steps.forEach(({ id, concerns }, i) => {
      if (guarded(id, () => concerns(before, move, outcome))) bits |= 1 << i
    })
    return bits
  }

  /** Was transition `t` judged between these locals (`a`, `b`: the sum of their hashes)? */
  isNew(a: number, b: number, t: number): boolean {
    const salt = scramble(t + 0x51ed270b)
    return this.seen.add((a + salt) | 0, (b ^ Math.imul(salt, 0x85ebca6b)) | 0)
  }

  /** Judges a step from `state` by transition `via`. */
  judge(bits: number, state: number, via: number, before: readonly unknown[], move: AnyMove, outcome: AnyOutcome, after: readonly unknown[]): void {
    this.steps.forEach(({ id, holds }, i) => {
      if ((bits & this.pending & (1 << i)) === 0 || foundAt({ state, via }, () => guarded(id, () => holds(before, move, outcome, after)))) return
      this.decisions.note(id, { state, via })
      this.pending &= ~(1 << i)
    })
  }
}

export const guarded = (id: string, ask: () => boolean): boolean => {
  try {
    return ask()
  } catch (thrown) {
    throw new PropertyThrew(id, thrown)
  }
}
