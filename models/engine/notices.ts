/**
 * What a step tells the slots that it does not move: the signals of one step to one slot are one *notice*, kept once, and
 * each distinct (local, notice) is worked out once.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { encode } from "./encode.ts"
import type { Interner } from "./interning.ts"
import { ABSENT, PairMemo } from "./memo.ts"
import type { AnyModel, AnySignal, Slot } from "./model.ts"
import { isWithin, messageOf, notice } from "./step.ts"

/** A local knows its slot: equal data in two slots is two locals. */
export interface SlotLocal {
  readonly slot: Slot
  readonly local: unknown
}

/** What is not a number of a local or of a transition: the slot refuses, so there is no such step. */
export const REFUSED = -1
/** The slot's function threw. */
export const THREW = -2

export class Notices {
  /** Slot by number of the notice. */
  slots: Int32Array = new Int32Array(64)
  calls = 0
  /** What was thrown, by `local notice`. */
  readonly errors = new Map<string, string>()
  private readonly model: AnyModel
  private readonly locals: Interner<SlotLocal>
  private readonly signals: (readonly AnySignal[])[] = []
  private readonly ids = new Map<string, number>()
  private readonly memo = new PairMemo()
  /** Counts of verdicts, of all slots. */
  private readonly verdicts: Map<string, number>

  constructor(model: AnyModel, locals: Interner<SlotLocal>, verdicts: Map<string, number>) {
    this.model = model
    this.locals = locals
    this.verdicts = verdicts
  }

  /** The number of these signals, all to one slot. */
  id(slot: Slot, signals: readonly AnySignal[]): number {
    const text = encode([slot, ...signals.map(({ signal }) => signal as unknown)])
    const known = this.ids.get(text)
    if (known !== undefined) return known
    const id = this.signals.length
    this.ids.set(text, id)
    this.signals.push(signals)
    this.slots = grown(this.slots, id + 1)
    this.slots[id] = slot
    return id
  }

  /** The local that `local` becomes; `REFUSED` or `THREW`. */
  taken(local: number, id: number): number {
    const known = this.memo.get(local, id)
    if (known !== ABSENT) return known
    const next = this.ask(local, id)
    this.memo.set(local, id, next)
    return next
  }

  private ask(id: number, noticeId: number): number {
    const { slot, local } = this.locals.values[id] as SlotLocal
    const signals = this.signals[noticeId] as readonly AnySignal[]
    this.calls += signals.length
    const noticed = notice(this.model, slot, local, signals)
    if (noticed.kind === "refused") return REFUSED
    if (noticed.kind === "threw") return this.threw(id, noticeId, noticed.error)
    try {
      const next = this.locals.id({ slot, local: noticed.local })
      if (next !== id && !isWithin(this.model, slot, noticed.local)) return REFUSED
      this.count(slot, local, signals)
      return next
    } catch (thrown) {
      return this.threw(id, noticeId, messageOf(thrown))
    }
  }

  private count(slot: Slot, before: unknown, signals: readonly AnySignal[]): void {
    const { observedVerdicts } = this.model
    if (observedVerdicts === undefined) return
    let local = before
    for (const { signal } of signals) {
      for (const verdict of observedVerdicts(slot, local, signal)) this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1)
      local = this.model.observe(slot, local, signal)
    }
  }

  private threw(local: number, id: number, error: string): number {
    this.errors.set(`${local} ${id}`, error)
    return THREW
  }
}
