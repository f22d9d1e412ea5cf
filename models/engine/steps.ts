/**
 * Properties of steps during a search. `concerns` is asked once per transition and leaves its answer in the transition's
 * flags; `holds` is asked at every generated successor, known or new, that differs in transition or locals.
 *
 * @module
 */
import { Fingerprints } from "./fingerprints.ts"
import { scramble } from "./hash.ts"
import type { AnyModel, AnyMove, AnyOutcome, AnyStep } from "./model.ts"
import { answerOf, type Decisions, foundAt, PropertyThrew } from "./properties.ts"
import { STEP_PROPERTIES } from "./transitions.ts"

export class StepProperties {
  /** Bits of those that are not decided yet. Where there are more properties than bits, some share one. */
  pending = 0
  private readonly steps: readonly AnyStep[]
  private undecided: readonly number[]
  private readonly decisions: Decisions
  /** (locals before, transition) that were judged: they determine the locals after. */
  readonly seen = new Fingerprints()

  constructor(model: AnyModel, decisions: Decisions) {
    this.steps = model.properties.filter((property) => property.kind === "step")
    this.decisions = decisions
    this.undecided = this.steps.map((_, i) => i)
    this.pending = this.bitsOfUndecided()
  }

  private bitsOfUndecided(): number {
    return this.undecided.reduce((bits, i) => bits | bitOf(i), 0)
  }

  /** Bits of the properties that this step concerns. */
  readonly concerned = (before: unknown, move: AnyMove, outcome: AnyOutcome): number => {
    let bits = 0
    this.steps.forEach(({ id, concerns }, i) => {
      if (guarded(id, () => concerns(before, move, outcome))) bits |= bitOf(i)
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
    for (const i of this.undecided) {
      if ((bits & bitOf(i)) === 0) continue
      const { id, holds, concerns } = this.steps[i] as AnyStep
      // The bit may be meant for another one.
      if (this.steps.length > STEP_PROPERTIES && !guarded(id, () => concerns(before[move.slot], move, outcome))) continue
      if (foundAt({ state, via }, () => guarded(id, () => holds(before, move, outcome, after)))) continue
      this.decisions.note(id, { state, via })
      this.undecided = this.undecided.filter((other) => other !== i)
      this.pending = this.bitsOfUndecided()
    }
  }
}

const bitOf = (i: number): number => 1 << (i % STEP_PROPERTIES)

export const guarded = (id: string, ask: () => boolean): boolean => {
  try {
    return answerOf(ask())
  } catch (thrown) {
    throw new PropertyThrew(id, thrown)
  }
}
