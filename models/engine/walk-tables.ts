/**
 * What steps do, worked out once and looked up when walks come by again: the rule of a move once per (local, message) or
 * (local, action), what a slot makes of the signals of a step once per (local, signals). Walks that begin alike share much of
 * their way, and what is asked and refused again and again (a message that is sent already, a fault that is spent) costs a
 * lookup. The numbers here say nothing of the order of things: a walk is the same with tables that are full or empty.
 *
 * @module
 */
import { getHeapStatistics } from "node:v8"
import { hashText, scramble } from "./hash.ts"
import { ABSENT, PairMemo } from "./memo.ts"
import type { AnyModel, AnyMove, AnyOutcome, AnySignal, Slot } from "./model.ts"
import { Sharing } from "./sharing.ts"
import { checkSlots, type Envelope, leavesBounds, messageOf, networkSignals, notice, outcomeOf, wantedBy } from "./step.ts"

/** What may happen to a message in flight. */
export const KINDS = ["deliver", "duplicate", "lose"] as const
export type Kind = (typeof KINDS)[number]

/** There is no such step. */
export const REFUSED = -1
/** A slot threw on a signal. */
export const THREW = -2
/** Not asked yet. */
const UNKNOWN = -3

/** Most steps send nothing, tell nobody, or concern no property. */
const NONE: readonly never[] = []

/** A step as far as its mover decides it. */
export interface Transition {
  readonly move: AnyMove
  /** Kept where somebody will ask for it: until `settle` says otherwise, a property of steps that it concerns, or a repetition of the message. */
  outcome?: AnyOutcome | undefined
  /** The mover's next local. */
  readonly next: number
  /** Messages sent, by number, in the order of their sending. */
  readonly sends: readonly number[]
  /** What other slots are told. */
  readonly notices: readonly Notice[]
  /** Numbers of the step properties that it concerns; `undefined`: it was never made, and nobody asked. */
  concerned: readonly number[] | undefined
  /** Numbers of the verdicts taken. */
  readonly verdicts: readonly number[]
  /** Of what was decided: the same for the same verdicts, whatever was asked before. */
  readonly hash: number
  readonly error?: string
}

export interface Notice {
  readonly slot: Slot
  readonly id: number
}

/** What a slot may do by itself. */
interface Own {
  readonly actions: readonly unknown[]
  /** By action: the number of the transition, `REFUSED`, or `UNKNOWN`. */
  readonly transitions: number[]
  /** By action: what it asks of other slots whatever comes of it. */
  readonly demands: readonly (readonly Notice[])[]
  /** Asking for the actions threw. */
  readonly error?: string
}

/** How many locals and transitions there may be before everything is forgotten: about a quarter of the memory that there may be. */
const MOST = Math.max(300_000, getHeapStatistics().heap_size_limit / 4096)

export class WalkTables {
  readonly locals: unknown[] = []
  readonly envelopes: Envelope[] = []
  readonly transitions: Transition[] = []
  /** By number of the verdict. */
  readonly verdicts: string[] = []
  /** Calls of the model's functions. */
  calls = 0
  private readonly model: AnyModel
  private readonly slots: number
  private sharing = new Sharing()
  private localIds = new Map<number, number>()
  private envelopeIds = new Map<number, number>()
  private noticeIds = new Map<number, number>()
  private signals: (readonly AnySignal[])[] = []
  private slotOf: number[] = []
  private owns: (Own | undefined)[] = []
  private readonly ownKinds: (readonly number[] | undefined)[] = []
  private received = new PairMemo(1 << 16)
  private repeated = new PairMemo()
  private lost = new PairMemo()
  private noticed = new PairMemo(1 << 16)
  private labels: (number | undefined)[] = []
  /** By mover: what was made of lists of signals that it asks with. */
  private demandLists: WeakMap<readonly AnySignal[], readonly Notice[]>[] = []
  private readonly verdictIds = new Map<string, number>()
  private readonly verdictHashes: number[] = []
  private readonly noticeErrors = new Map<string, string>()
  /** By kind of move, sender and receiver. */
  private readonly onTheWay: (readonly Notice[] | undefined)[] = []
  /** Messages are repeated: what was said of one is asked for again. */
  private readonly repeats: boolean

  constructor(model: AnyModel) {
    this.model = model
    this.slots = model.slots.length
    this.repeats = model.network.duplicate !== undefined
  }

  /** Forgets everything but the names of verdicts, if there is much to forget. Between walks only. */
  trim(): void {
    if (this.locals.length + this.transitions.length < MOST) return
    this.sharing = new Sharing()
    for (const list of [this.locals, this.envelopes, this.transitions, this.signals, this.slotOf, this.owns, this.ownKinds, this.labels, this.demandLists, this.onTheWay]) list.length = 0
    for (const map of [this.localIds, this.envelopeIds, this.noticeIds, this.noticeErrors]) map.clear()
    this.received = new PairMemo(1 << 16)
    this.repeated = new PairMemo()
    this.lost = new PairMemo()
    this.noticed = new PairMemo(1 << 16)
  }

  /** The number of this local of this slot. */
  local(slot: Slot, local: unknown): number {
    const key = this.sharing.of(local) * this.slots + slot
    const known = this.localIds.get(key)
    if (known !== undefined) return known
    const id = this.locals.push(local) - 1
    this.slotOf.push(slot)
    this.localIds.set(key, id)
    return id
  }

  envelope(from: Slot, to: Slot, message: unknown): number {
    const key = (this.sharing.of(message) * this.slots + from) * this.slots + to
    const known = this.envelopeIds.get(key)
    if (known !== undefined) return known
    const id = this.envelopes.push({ from, to, message }) - 1
    this.envelopeIds.set(key, id)
    return id
  }

  /** What is known of `l` and this message without asking: a transition, `REFUSED`, or `ABSENT`. */
  known(kind: Kind, l: number, e: number): number {
    return this.memoOf(kind).get(l, e)
  }

  /** What the network asks of other slots before such a thing happens to this message. */
  demandsOnTheWay(kind: Kind, e: number): readonly Notice[] {
    const { from, to, message } = this.envelopes[e] as Envelope
    const key = (KINDS.indexOf(kind) * this.slots + from) * this.slots + to
    const known = this.onTheWay[key]
    if (known !== undefined) return known
    let notices: readonly Notice[] = NONE
    try {
      notices = this.noticesTo(to, wantedBy(this.model, { kind, slot: to, from, message }).filter((signal) => this.model.slots[signal.to] !== undefined))
    } catch {
      // Whoever makes the step is told.
    }
    this.onTheWay[key] = notices
    return notices
  }

  /** Transition of `l` receiving `e`: it is gone then (`deliver`), or still there (`duplicate`); or it gets lost. */
  message(kind: Kind, l: number, e: number): number {
    const memo = this.memoOf(kind)
    const known = memo.get(l, e)
    if (known !== ABSENT) return known
    const { from, to, message } = this.envelopes[e] as Envelope
    const t = this.make(l, { kind, slot: to, from, message }, this.saidOf(kind, l, e))
    memo.set(l, e, t)
    return t
  }

  private memoOf(kind: Kind): PairMemo {
    return kind === "deliver" ? this.received : kind === "duplicate" ? this.repeated : this.lost
  }

  /** What the rule said already, of a message that was received: its repetition has the same outcome. */
  private saidOf(kind: Kind, l: number, e: number): AnyOutcome | undefined {
    if (kind === "lose") return undefined
    const t = (kind === "deliver" ? this.repeated : this.received).get(l, e)
    const known = t < 0 ? undefined : this.transitions[t]
    return known?.error === undefined ? known?.outcome : undefined
  }

  /** What this local may do by itself. */
  own(l: number): Own {
    const known = this.owns[l]
    if (known !== undefined) return known
    const own = this.ask(l)
    this.owns[l] = own
    return own
  }

  /** Hashes of the kinds of its actions: of what they are without their details. */
  kinds(l: number): readonly number[] {
    const known = this.ownKinds[l]
    if (known !== undefined) return known
    const kinds = this.own(l).actions.map((action) => hashText(kindOf(action), (this.slotOf[l] as Slot) + 1)[0])
    this.ownKinds[l] = kinds
    return kinds
  }

  /** What action number `i` of `l` asks of other slots, before it is asked what it does. */
  demands(l: number, i: number): readonly Notice[] {
    return this.own(l).transitions[i] === UNKNOWN ? (this.own(l).demands[i] ?? NONE) : NONE
  }

  /** Transition of `l` doing its action number `i`. */
  act(l: number, i: number): number {
    const own = this.own(l)
    const known = own.transitions[i] as number
    if (known !== UNKNOWN) return known
    const t = this.make(l, { kind: "act", slot: this.slotOf[l] as Slot, action: own.actions[i] as unknown })
    own.transitions[i] = t
    return t
  }

  /** The local that `l` becomes on a notice; `REFUSED` or `THREW`. */
  taken(l: number, id: number): number {
    const known = this.noticed.get(l, id)
    if (known !== ABSENT) return known
    const next = this.notice(l, id)
    this.noticed.set(l, id, next)
    return next
  }

  /** What a slot threw on a notice. */
  thrown(l: number, id: number): string {
    return this.noticeErrors.get(`${l} ${id}`) as string
  }

  /** What `of` says of a local, as a hash; asked once. */
  label(l: number, of: (slot: Slot, local: unknown) => string): number {
    const known = this.labels[l]
    if (known !== undefined) return known
    const [hash] = hashText(of(this.slotOf[l] as Slot, this.locals[l]), this.slotOf[l] as Slot)
    this.labels[l] = hash
    return hash
  }

  private ask(l: number): Own {
    const slot = this.slotOf[l] as Slot
    this.calls++
    try {
      const actions: readonly unknown[] = this.model.actions(slot, this.locals[l])
      const { demands } = this.model
      return { actions, transitions: actions.map(() => UNKNOWN), demands: demands === undefined ? NONE : actions.map((action) => this.demanded(slot, demands(slot, action))) }
    } catch (thrown) {
      return { actions: [], transitions: [], demands: [], error: `actions of ${this.model.slots[slot]}: ${messageOf(thrown)}` }
    }
  }

  private notice(l: number, id: number): number {
    const slot = this.slotOf[l] as Slot
    const signals = this.signals[id] as readonly AnySignal[]
    this.calls += signals.length
    const said = notice(this.model, slot, this.locals[l], signals)
    if (said.kind === "refused") return REFUSED
    try {
      if (said.kind === "threw") throw new Error(said.error)
      const leaves = leavesBounds(this.model, slot, this.locals[l], said.local)
      if (leaves === true) return REFUSED
      const next = this.local(slot, said.local)
      return leaves === false || next === l ? next : REFUSED
    } catch (thrown) {
      this.noticeErrors.set(`${l} ${id}`, messageOf(thrown))
      return THREW
    }
  }

  /** As `take` in `step.ts`, but for the other slots: those are asked in the state in which the step is made. */
  private make(l: number, move: AnyMove, said?: AnyOutcome): number {
    const { slot } = move
    const before = this.locals[l]
    let outcome: AnyOutcome | undefined
    let signals: readonly AnySignal[] = []
    try {
      let error: unknown
      try {
        outcome = said ?? this.outcomeOf(before, move)
        if (outcome === undefined) return REFUSED
      } catch (thrown) {
        error = thrown
      }
      signals = joined(networkSignals(this.model, move), outcome?.signals ?? NONE)
      if (outcome === undefined) throw error
      checkSlots(this.model, outcome, signals)
      const noticed = notice(this.model, slot, outcome.local, signals)
      if (noticed.kind === "refused") return REFUSED
      if (noticed.kind === "threw") throw new Error(noticed.error)
      const leaves = leavesBounds(this.model, slot, before, noticed.local)
      if (leaves === true) return REFUSED
      const next = this.local(slot, noticed.local)
      if (leaves !== false && next !== l) return REFUSED
      const sends = outcome.sends === undefined || outcome.sends.length === 0 ? NONE : outcome.sends.map(({ to, message }) => this.envelope(slot, to, message))
      const verdicts = outcome.verdicts === undefined || outcome.verdicts.length === 0 ? NONE : outcome.verdicts.map((verdict) => this.verdict(verdict))
      let hash = 0
      for (const verdict of verdicts) hash = scramble(Math.imul(hash, 31) + (this.verdictHashes[verdict] as number) + slot)
      return this.push({ move, outcome, next, sends, notices: this.noticesTo(slot, signals), concerned: undefined, verdicts, hash })
    } catch (thrown) {
      return this.makeThrow(l, move, outcome, signals, messageOf(thrown))
    }
  }

  private outcomeOf(before: unknown, move: AnyMove): AnyOutcome | undefined {
    this.calls++
    return outcomeOf(this.model, before, move)
  }

  private makeThrow(l: number, move: AnyMove, outcome: AnyOutcome | undefined, signals: readonly AnySignal[], error: string): number {
    const local = this.locals[l]
    if (notice(this.model, move.slot, outcome === undefined ? local : outcome.local, signals).kind === "refused") return REFUSED
    let notices: readonly Notice[] = []
    try {
      notices = this.noticesTo(move.slot, signals.filter(({ to }) => this.model.slots[to] !== undefined))
    } catch {
      // A signal that is not plain data cannot be asked about: the throw is reported anyway.
    }
    return this.push({ move, outcome: { local }, next: l, sends: [], notices, concerned: [], verdicts: [], hash: 0, error })
  }

  /**
   * A step was made for the first time: these are the properties that it concerns. Most steps that are tried and refused never
   * come to that. What nobody will ask for is let go.
   */
  settle(transition: Transition, concerned: readonly number[]): readonly number[] {
    transition.concerned = concerned.length === 0 ? NONE : concerned
    if (transition.outcome === undefined) return concerned
    transition.outcome = concerned.length > 0 || (this.repeats && transition.move.kind !== "act") ? this.lean(transition.outcome, transition.next) : undefined
    return concerned
  }

  /** The same outcome, of the local that is kept anyway. */
  private lean(outcome: AnyOutcome, next: number): AnyOutcome {
    const kept = this.locals[next]
    return outcome.local === kept || this.sharing.of(outcome.local) !== this.sharing.of(kept) ? outcome : { ...outcome, local: kept }
  }

  private push(transition: Transition): number {
    return this.transitions.push(transition) - 1
  }

  /** What an action asks of others. Models give the same list again and again, so it is known by itself first. */
  private demanded(mover: Slot, signals: readonly AnySignal[]): readonly Notice[] {
    if (signals.length === 0) return NONE
    const lists = (this.demandLists[mover] ??= new WeakMap())
    const known = lists.get(signals)
    if (known !== undefined) return known
    const notices = this.noticesTo(mover, signals)
    lists.set(signals, notices)
    return notices
  }

  private noticesTo(mover: Slot, signals: readonly AnySignal[]): readonly Notice[] {
    if (signals.length === 0) return NONE
    const others = [...new Set(signals.map(({ to }) => to))].filter((slot) => slot !== mover)
    return others.map((slot) => {
      const mine = signals.filter(({ to }) => to === slot)
      const key = this.sharing.of(mine.map(({ signal }) => signal as unknown)) * this.slots + slot
      const known = this.noticeIds.get(key)
      if (known !== undefined) return { slot, id: known }
      const id = this.signals.push(mine) - 1
      this.noticeIds.set(key, id)
      return { slot, id }
    })
  }

  private verdict(name: string): number {
    const known = this.verdictIds.get(name)
    if (known !== undefined) return known
    const id = this.verdicts.push(name) - 1
    this.verdictHashes.push(hashText(name, 1)[0])
    this.verdictIds.set(name, id)
    return id
  }
}

const joined = <T>(some: readonly T[], more: readonly T[]): readonly T[] => (some.length === 0 ? more : more.length === 0 ? some : [...some, ...more])

/** What an action is, without its details: its tag, and that of what it makes happen, as far as it has any. */
const kindOf = (action: unknown): string => {
  if (typeof action !== "object" || action === null) return String(action)
  const record = action as Readonly<Record<string, unknown>>
  const tags = Object.values(record).map((value) => (typeof value === "object" && value !== null ? ((value as Readonly<Record<string, unknown>>)["_tag"] ?? "") : ""))
  return [record["_tag"] ?? record["do"] ?? record["kind"] ?? record["type"] ?? "", ...tags].join(" ")
}
