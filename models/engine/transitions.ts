/**
 * Transitions by number: what a step does, worked out once per distinct (local, event) by calling the model, and looked up
 * ever after.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { NotPlainData } from "./encode.ts"
import { Interner } from "./interning.ts"
import { ABSENT, PairMemo } from "./memo.ts"
import type { AnyModel, AnyMove, AnyOutcome, AnySignal, Slot } from "./model.ts"
import { Notices, REFUSED, type SlotLocal } from "./notices.ts"
import { checkSlots, type Envelope, isWithin, messageOf, networkSignals, notice } from "./step.ts"
import type { Permutation } from "./symmetry.ts"

/** Words of a transition's record. */
export const WIDTH = 8
export const SLOT = 0
/** The mover's next local; what the step tells the mover itself is already in it. */
export const NEXT = 1
/** Messages sent, ascending, in `outputs`. */
export const FIRST_SENT = 2
export const SENT = 3
/** Message that is in flight no longer; −1: none. */
export const CONSUMED = 4
/** Notices to other slots, in `outputs`. */
export const FIRST_NOTICE = 5
export const NOTICES = 6
/** 0 for most: what makes a step more than a change of local and messages. */
export const FLAGS = 7

/** Bits of `FLAGS`; those below are the step properties that the step concerns. */
export const STEP_PROPERTIES = 28
export const CONCERNED = (1 << STEP_PROPERTIES) - 1
export const NOTIFIES = 1 << STEP_PROPERTIES
/** Sends in a network whose messages are a set: what is there already does not arrive again. */
export const MERGES = 1 << (STEP_PROPERTIES + 1)
export const THROWS = 1 << (STEP_PROPERTIES + 2)
/** It leaves the bounds: it is possible, and never made. */
export const CUT = 1 << (STEP_PROPERTIES + 3)

/** A move, or the asking for a slot's actions, which may throw too. */
export type Attempt = AnyMove | { readonly kind: "actions"; readonly slot: Slot }

/** What a rule said: an outcome, nothing, or a throw. */
interface Said {
  readonly outcome?: AnyOutcome | undefined
  readonly error?: string
}

export class Transitions {
  readonly locals: Interner<SlotLocal>
  readonly envelopes: Interner<Envelope>
  readonly notices: Notices
  /** Receiver by number of the message. */
  receivers: Int32Array = new Int32Array(1 << 10)
  records: Int32Array = new Int32Array(WIDTH << 10)
  outputs: Int32Array = new Int32Array(1 << 10)
  /** Lanes of the change of the fingerprint, at `2 (transition · permutations + p)`; without notices, and without messages if they are a set. */
  deltas: Int32Array = new Int32Array(1 << 10)
  /** First of a local's own transitions in `ownList` + 1 (0: not asked yet), and their count, at `2 local`. */
  own: Int32Array = new Int32Array(1 << 10)
  ownList: Int32Array = new Int32Array(1 << 10)
  size = 0
  readonly moves: Attempt[] = []
  /** What the model said of each move. */
  readonly outcomes: AnyOutcome[] = []
  /** What a throwing step threw, by transition. */
  readonly errors = new Map<number, string>()
  readonly verdicts: Map<string, number>
  private ruleCalls = 0
  private readonly model: AnyModel
  private readonly permutations: number
  /** Bits of the step properties that a move concerns. */
  private readonly concerned: (before: unknown, move: AnyMove, outcome: AnyOutcome) => number
  private readonly isSet: boolean
  /** Steps that leave the bounds are kept, to be told of: properties of fair runs ask what was possible. */
  private readonly keepsCut: boolean
  private readonly deliveries = new PairMemo()
  private readonly repeats = new PairMemo()
  private readonly losses = new PairMemo()
  /** What `receive` said, if a repetition will want to know. */
  private readonly saidOf = new PairMemo()
  private readonly said: Said[] = []
  private outputCount = 0
  private ownCount = 0

  constructor(model: AnyModel, permutations: readonly Permutation[], concerned: (before: unknown, move: AnyMove, outcome: AnyOutcome) => number, keepsCut = false) {
    this.keepsCut = keepsCut
    this.verdicts = new Map((model.initial.verdicts ?? []).map((verdict) => [verdict, 1]))
    this.model = model
    this.permutations = permutations.length
    this.concerned = concerned
    this.isSet = model.network.kind === "set"
    const { symmetry } = model
    const place = (slot: Slot, p: number): Slot => permutations[p]?.[slot] as Slot
    this.locals = new Interner(permutations.length, 1, ({ slot, local }, p) => ({
      slot: place(slot, p),
      local: symmetry?.renameLocal(slot, local, permutations[p] as Permutation) as unknown
    }))
    this.envelopes = new Interner(permutations.length, 2, ({ from, to, message }, p) => ({
      from: place(from, p),
      to: place(to, p),
      message: symmetry?.renameMessage(message, permutations[p] as Permutation) as unknown
    }))
    this.notices = new Notices(model, this.locals, this.verdicts)
  }

  /** Calls of the model's `act`, `receive` and `observe`. */
  get calls(): number {
    return this.ruleCalls + this.notices.calls
  }

  envelope(from: Slot, to: Slot, message: unknown): number {
    const id = this.envelopes.id({ from, to, message })
    this.receivers = grown(this.receivers, id + 1)
    this.receivers[id] = to
    return id
  }

  /** Transition of `l` receiving message `e`, or `REFUSED`. */
  deliver(l: number, e: number): number {
    const known = this.deliveries.get(l, e)
    return known === ABSENT ? this.receive(l, e, "deliver") : known
  }

  /** The same, with the message still in flight afterwards. */
  repeat(l: number, e: number): number {
    const known = this.repeats.get(l, e)
    return known === ABSENT ? this.receive(l, e, "duplicate") : known
  }

  /** The message is gone; its receiver `l` knows nothing of it. */
  lose(l: number, e: number): number {
    const known = this.losses.get(l, e)
    if (known !== ABSENT) return known
    const { from, to, message } = this.envelopes.values[e] as Envelope
    const { local } = this.locals.values[l] as SlotLocal
    const t = this.add(l, { kind: "lose", slot: to, from, message }, { outcome: { local } }, e)
    this.losses.set(l, e, t)
    return t
  }

  /** Makes `own` long enough for every local there is. */
  growOwn(): void {
    this.own = grown(this.own, 2 * this.locals.size)
  }

  /** Works out what `l` may do by itself; see `own`. */
  askOwn(l: number): void {
    const { slot, local } = this.locals.values[l] as SlotLocal
    const found: number[] = []
    let actions: readonly unknown[] | undefined
    try {
      actions = this.model.actions(slot, local)
    } catch (thrown) {
      found.push(this.addThrow(l, { kind: "actions", slot }, local, [], messageOf(thrown)))
    }
    for (const action of actions ?? []) {
      const t = this.add(l, { kind: "act", slot, action }, this.ask(() => this.model.act(slot, local, action)), -1)
      if (t !== REFUSED) found.push(t)
    }
    this.ownList = grown(this.ownList, this.ownCount + found.length)
    this.ownList.set(found, this.ownCount)
    this.growOwn()
    this.own[2 * l] = this.ownCount + 1
    this.own[2 * l + 1] = found.length
    this.ownCount += found.length
  }

  private receive(l: number, e: number, kind: "deliver" | "duplicate"): number {
    const { from, message } = this.envelopes.values[e] as Envelope
    const { slot, local } = this.locals.values[l] as SlotLocal
    const asked = this.saidOf.get(l, e)
    const said = asked === ABSENT ? this.ask(() => this.model.receive(slot, local, from, message)) : (this.said[asked] as Said)
    if (asked === ABSENT && this.model.network.duplicate !== undefined) this.saidOf.set(l, e, this.said.push(said) - 1)
    const t = this.add(l, { kind, slot, from, message }, said, kind === "deliver" && !this.isSet ? e : -1)
    ;(kind === "deliver" ? this.deliveries : this.repeats).set(l, e, t)
    return t
  }

  private ask(rule: () => AnyOutcome | undefined): Said {
    this.ruleCalls++
    try {
      return { outcome: rule() }
    } catch (thrown) {
      return { error: messageOf(thrown) }
    }
  }

  /** Adds what a move does, if it is a step at all. Anything of the model that throws makes it a throwing step. */
  private add(l: number, move: AnyMove, { outcome, error }: Said, consumed: number): number {
    if (outcome === undefined && error === undefined) return REFUSED
    const local = outcome === undefined ? (this.locals.values[l] as SlotLocal).local : outcome.local
    let signals: readonly AnySignal[] = []
    try {
      signals = [...networkSignals(this.model, move), ...(outcome?.signals ?? [])]
      if (outcome === undefined) return this.addThrow(l, move, local, signals, error ?? "")
      checkSlots(this.model, outcome, signals)
      return this.addStep(l, move, outcome, signals, consumed)
    } catch (thrown) {
      return this.addThrow(l, move, local, signals, thrown instanceof NotPlainData ? `${this.model.slots[move.slot]}: ${thrown.message}` : messageOf(thrown))
    }
  }

  private addStep(l: number, move: AnyMove, outcome: AnyOutcome, signals: readonly AnySignal[], consumed: number): number {
    const { slot } = move
    const before = (this.locals.values[l] as SlotLocal).local
    const noticed = notice(this.model, slot, outcome.local, signals)
    if (noticed.kind === "refused") return REFUSED
    if (noticed.kind === "threw") return this.addThrow(l, move, outcome.local, signals, noticed.error)
    const next = this.locals.id({ slot, local: noticed.local })
    if (next !== l && !isWithin(this.model, slot, noticed.local)) return this.keepsCut ? this.addCut(l, move, outcome, this.noticesTo(slot, signals)) : REFUSED
    const all = (outcome.sends ?? []).map(({ to, message }) => this.envelope(slot, to, message)).sort((x, y) => x - y)
    const sent = this.isSet ? all.filter((e, i) => e !== all[i - 1]) : all
    const notices = this.noticesTo(slot, signals)
    if (move.kind !== "duplicate") for (const verdict of outcome.verdicts ?? []) this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1)
    const flags = this.concerned(before, move, outcome) | (notices.length > 0 ? NOTIFIES : 0) | (this.isSet && sent.length > 0 ? MERGES : 0)
    const t = this.push(move, outcome, [slot, next, sent.length, consumed, flags], sent, notices)
    this.setDelta(t, l, next, this.isSet ? [] : sent, consumed)
    return t
  }

  private addCut(l: number, move: AnyMove, outcome: AnyOutcome, notices: readonly number[]): number {
    const { slot } = move
    return this.push(move, outcome, [slot, l, 0, -1, CUT | (notices.length > 0 ? NOTIFIES : 0)], [], notices)
  }

  /** A step in which something threw: there is a throw to report wherever every slot that the step tells of it agrees. */
  private addThrow(l: number, move: Attempt, after: unknown, signals: readonly AnySignal[], error: string): number {
    const { slot, local } = this.locals.values[l] as SlotLocal
    if (notice(this.model, slot, after, signals).kind === "refused") return REFUSED
    let notices: readonly number[] = []
    try {
      notices = this.noticesTo(slot, signals.filter(({ to }) => this.model.slots[to] !== undefined))
    } catch {
      // A signal that is not plain data cannot be asked about: the throw is reported anyway.
    }
    const t = this.push(move, { local }, [slot, l, 0, -1, THROWS | (notices.length > 0 ? NOTIFIES : 0)], [], notices)
    this.errors.set(t, error)
    return t
  }

  private noticesTo(mover: Slot, signals: readonly AnySignal[]): readonly number[] {
    const slots = [...new Set(signals.map(({ to }) => to))].filter((slot) => slot !== mover)
    return slots.map((slot) => this.notices.id(slot, signals.filter(({ to }) => to === slot)))
  }

  private push(
    move: Attempt,
    outcome: AnyOutcome,
    [slot, next, sentCount, consumed, flags]: readonly [number, number, number, number, number],
    sent: readonly number[],
    notices: readonly number[]
  ): number {
    const t = this.size++
    const first = this.outputCount
    this.outputCount += sent.length + notices.length
    this.outputs = grown(this.outputs, this.outputCount)
    this.outputs.set(sent, first)
    this.outputs.set(notices, first + sent.length)
    this.records = grown(this.records, this.size * WIDTH)
    this.records.set([slot, next, first, sentCount, consumed, first + sent.length, notices.length, flags], t * WIDTH)
    this.deltas = grown(this.deltas, this.size * this.permutations * 2)
    this.moves.push(move)
    this.outcomes.push(outcome)
    return t
  }

  private setDelta(t: number, l: number, next: number, sent: readonly number[], consumed: number): void {
    const { permutations, deltas } = this
    const { hashes } = this.locals
    const messages = this.envelopes.hashes
    for (let p = 0; p < permutations; p++) {
      for (let lane = 0; lane < 2; lane++) {
        const at = (id: number): number => 2 * (id * permutations + p) + lane
        let delta = (hashes[at(next)] as number) - (hashes[at(l)] as number)
        for (const e of sent) delta = (delta + (messages[at(e)] as number)) | 0
        if (consumed >= 0) delta -= messages[at(consumed)] as number
        deltas[at(t)] = delta | 0
      }
    }
  }
}
