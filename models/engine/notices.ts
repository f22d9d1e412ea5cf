/**
 * What a step tells the slots that it does not move: the signals of one step to one slot are one *notice*, kept once, and
 * each distinct (local, notice) is worked out once.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { encode } from "./encode.ts"
import { decode } from "./decode.ts"
import type { Interner } from "./interning.ts"
import type { Ledger } from "./ledger.ts"
import { ABSENT, PairMemo } from "./memo.ts"
import type { AnyModel, AnySignal, Slot } from "./model.ts"
import { leavesBounds, messageOf, notice } from "./step.ts"

/** A local knows its slot: equal data in two slots is two locals. */
export interface SlotLocal {
  readonly slot: Slot
  readonly local: unknown
}

/** What is not a number of a local or of a transition: the slot refuses, so there is no such step. */
export const REFUSED = -1
/** The slot's function threw. */
export const THREW = -2
/** The slot would leave the bounds: there is no such step, but if it throws, that is told of. */
export const OUTSIDE = -3

export class Notices {
  /** Slot by number of the notice. */
  slots: Int32Array = new Int32Array(64)
  calls = 0
  /** What was thrown, by `local notice`. */
  readonly errors = new Map<string, string>()
  private readonly model: AnyModel
  private readonly locals: Interner<SlotLocal>
  /** A notice that another thread numbered is a hole until it is wanted. */
  private readonly signals: (readonly AnySignal[] | undefined)[] = []
  private readonly unread = new Map<number, string>()
  private readonly ids = new Map<string, number>()
  readonly memo = new PairMemo()
  /** Where every change is written for other threads, if there are any. */
  ledger: Ledger | undefined
  /** Told of each new notice, by its text. */
  onNew: ((slot: Slot, text: string) => void) | undefined
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
    const id = this.add(slot, text, signals)
    this.onNew?.(slot, text)
    return id
  }

  /** Takes in the next notice as another thread numbered it. */
  learn(slot: Slot, text: string): void {
    this.unread.set(this.add(slot, text, undefined), text)
  }

  /** Takes in what another thread found that a local becomes. */
  learnTaken(local: number, id: number, next: number, error: string | undefined): void {
    this.memo.set(local, id, next)
    if (error !== undefined) this.errors.set(`${local} ${id}`, error)
  }

  /** Texts in the order of their numbers. */
  texts(): Iterable<string> {
    return this.ids.keys()
  }

  private add(slot: Slot, text: string, signals: readonly AnySignal[] | undefined): number {
    const id = this.signals.length
    this.ids.set(text, id)
    this.signals.push(signals)
    this.slots = grown(this.slots, id + 1)
    this.slots[id] = slot
    return id
  }

  private signalsOf(id: number): readonly AnySignal[] {
    const known = this.signals[id]
    if (known !== undefined) return known
    const [to, ...signals] = decode(this.unread.get(id) as string) as [Slot, ...unknown[]]
    const read = signals.map((signal) => ({ to, signal }))
    this.unread.delete(id)
    this.signals[id] = read
    return read
  }

  /** The local that `local` becomes; `REFUSED`, `THREW` or `OUTSIDE`. */
  taken(local: number, id: number): number {
    const known = this.memo.get(local, id)
    if (known !== ABSENT) return known
    return this.ledger === undefined ? this.work(local, id) : this.ledger.alone(() => this.work(local, id))
  }

  private work(local: number, id: number): number {
    const known = this.memo.get(local, id)
    if (known !== ABSENT) return known
    const next = this.ask(local, id)
    this.memo.set(local, id, next)
    this.ledger?.noticed(local, id, next)
    return next
  }

  private ask(id: number, noticeId: number): number {
    const { slot, local } = this.locals.value(id)
    const signals = this.signalsOf(noticeId)
    this.calls += signals.length
    const noticed = notice(this.model, slot, local, signals)
    if (noticed.kind === "refused") return REFUSED
    if (noticed.kind === "threw") return this.threw(id, noticeId, noticed.error)
    try {
      const leaves = leavesBounds(this.model, slot, local, noticed.local)
      const next = leaves === true ? OUTSIDE : noticed.local === local ? id : this.locals.id({ slot, local: noticed.local })
      if (leaves !== false && next !== id) return OUTSIDE
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
      for (const verdict of observedVerdicts(slot, local, signal)) {
        this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1)
        this.ledger?.verdict(verdict, 1)
      }
      local = this.model.observe(slot, local, signal)
    }
  }

  private threw(local: number, id: number, error: string): number {
    this.errors.set(`${local} ${id}`, error)
    return THREW
  }
}
