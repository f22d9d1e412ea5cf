/**
 * Transitions by number: what a step does, worked out once per distinct (local, event) by calling the model, and looked up
 * ever after.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { NotPlainData } from "./encode.ts"
import { Interner } from "./interning.ts"
import type { Ledger } from "./ledger.ts"
import { ABSENT, PairMemo } from "./memo.ts"
import type { AnyModel, AnyMove, AnyOutcome, AnySignal, Slot } from "./model.ts"
import { Notices, REFUSED, type SlotLocal } from "./notices.ts"
import { checkSlots, type Envelope, leavesBounds, messageOf, networkSignals, notice, outcomeOf } from "./step.ts"
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

/** Bits of `FLAGS`; those below are the step properties that the step concerns, of which several may share a bit. */
export const STEP_PROPERTIES = 28
export const CONCERNED = (1 << STEP_PROPERTIES) - 1
export const NOTIFIES = 1 << STEP_PROPERTIES
/** Sends in a network whose messages are a set: what is there already does not arrive again. */
export const MERGES = 1 << (STEP_PROPERTIES + 1)
export const THROWS = 1 << (STEP_PROPERTIES + 2)
/** It leaves the bounds: it is possible, and never made. */
export const CUT = 1 << (STEP_PROPERTIES + 3)

/** Kinds of moves in `origins`: the first three are those of `memos`. */
const DELIVER = 0
const REPEAT = 1
const LOSE = 2
const ACT = 3
const ASK = 4

/** A move, or the asking for a slot's actions, which may throw too. */
export type Attempt = AnyMove | { readonly kind: "actions"; readonly slot: Slot }

/** What a rule said: an outcome, nothing, or a throw. */
interface Said {
  readonly outcome?: AnyOutcome | undefined
  readonly error?: string
}

/** A message that comes twice does what it did when it came once: the first time tells how. */
const withoutDetail = (said: Said): Said => {
  if (said.outcome === undefined || said.outcome.detail === undefined) return said
  const { detail: _detail, ...outcome } = said.outcome
  return { outcome }
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
  /** Three words a transition: the mover's local, the kind of move, and the message or the number of the action. */
  origins: Int32Array = new Int32Array(3 << 10)
  /** Where every change is written for other threads, if there are any. */
  ledger: Ledger | undefined
  /** Holes are those that another thread made. */
  private readonly moves: (Attempt | undefined)[] = []
  private readonly outcomes: (AnyOutcome | undefined)[] = []
  /** What a throwing step threw, by transition. */
  readonly errors = new Map<number, string>()
  readonly verdicts: Map<string, number>
  private ruleCalls = 0
  private readonly model: AnyModel
  readonly permutations: number
  /** Bits of the step properties that a move concerns. */
  private readonly concerned: (before: unknown, move: AnyMove, outcome: AnyOutcome) => number
  private readonly isSet: boolean
  /** Steps that leave the bounds are kept, to be told of: properties of fair runs ask what was possible. */
  private readonly keepsCut: boolean
  private readonly deliveries = new PairMemo()
  private readonly repeats = new PairMemo()
  private readonly losses = new PairMemo()
  /** By kind of move. */
  readonly memos: readonly PairMemo[] = [this.deliveries, this.repeats, this.losses]
  /** Origin of the transition that is being added. */
  private origin: readonly [l: number, kind: number, arg: number] = [0, 0, 0]
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
    return this.answer(LOSE, l, e, () => this.add(l, this.moveFrom(l, LOSE, e) as AnyMove, { outcome: { local: this.locals.value(l).local } }, e))
  }

  /** The move of this transition, or the asking for actions. */
  moveOf(t: number): Attempt {
    const [l = 0, kind = 0, arg = 0] = this.origins.subarray(3 * t, 3 * t + 3)
    return (this.moves[t] ??= this.moveFrom(l, kind, arg))
  }

  /** What the model said of the move. */
  outcomeOf(t: number): AnyOutcome {
    const { local } = this.locals.value(this.origins[3 * t] as number)
    const isThrow = ((this.records[t * WIDTH + FLAGS] as number) & THROWS) !== 0
    return (this.outcomes[t] ??= isThrow ? { local } : (outcomeOf(this.model, local, this.moveOf(t) as AnyMove) as AnyOutcome))
  }

  private moveFrom(l: number, kind: number, arg: number): Attempt {
    const { slot, local } = this.locals.value(l)
    if (kind === ASK) return { kind: "actions", slot }
    if (kind === ACT) return { kind: "act", slot, action: this.model.actions(slot, local)[arg] as unknown }
    const { from, message } = this.envelopes.value(arg)
    return { kind: (["deliver", "duplicate", "lose"] as const)[kind] as "deliver", slot, from, message }
  }

  /** Remembers what becomes of a message; another thread may have been first. */
  private answer(which: number, l: number, e: number, work: () => number): number {
    const memo = this.memos[which] as PairMemo
    return this.alone(() => {
      const known = memo.get(l, e)
      if (known !== ABSENT) return known
      this.origin = [l, which, e]
      const t = work()
      memo.set(l, e, t)
      this.ledger?.answer(which, l, e, t)
      return t
    })
  }

  private alone<T>(change: () => T): T {
    return this.ledger === undefined ? change() : this.ledger.alone(change)
  }

  /** Makes `own` long enough for every local there is. */
  growOwn(): void {
    this.own = grown(this.own, 2 * this.locals.size)
  }

  /** Works out what `l` may do by itself; see `own`. */
  askOwn(l: number): void {
    const { slot, local } = this.locals.value(l)
    let actions: readonly unknown[] = []
    let error: string | undefined
    try {
      actions = this.model.actions(slot, local)
    } catch (thrown) {
      error = messageOf(thrown)
    }
    const said = actions.map((action) => this.ask(() => this.model.act(slot, local, action)))
    this.alone(() => {
      this.growOwn()
      if (this.own[2 * l] !== 0) return
      const found: number[] = []
      this.origin = [l, ASK, 0]
      if (error !== undefined) found.push(this.addThrow(l, { kind: "actions", slot }, local, [], error))
      said.forEach((one, k) => {
        this.origin = [l, ACT, k]
        const t = this.add(l, { kind: "act", slot, action: actions[k] }, one, -1)
        if (t !== REFUSED) found.push(t)
      })
      this.learnOwn(l, found)
      this.ledger?.own(l)
    })
  }

  private receive(l: number, e: number, kind: "deliver" | "duplicate"): number {
    const { from, message } = this.envelopes.value(e)
    const { slot, local } = this.locals.value(l)
    const asked = this.saidOf.get(l, e)
    const said = asked === ABSENT ? this.ask(() => this.model.receive(slot, local, from, message)) : (this.said[asked] as Said)
    if (asked === ABSENT && this.model.network.duplicate !== undefined) this.saidOf.set(l, e, this.said.push(withoutDetail(said)) - 1)
    return this.answer(kind === "deliver" ? DELIVER : REPEAT, l, e, () => this.add(l, { kind, slot, from, message }, said, kind === "deliver" && !this.isSet ? e : -1))
  }

  /** Takes in the next message as another thread numbered it. */
  learnEnvelope(text: string, hashes: Int32Array): void {
    this.envelopes.learn(text, hashes)
    const id = this.envelopes.size - 1
    this.receivers = grown(this.receivers, id + 1)
    this.receivers[id] = this.envelopes.value(id).to
  }

  /** Takes in the next transition: its origin, its record, the number of its outputs, and these. */
  learn(numbers: Int32Array, error: string | undefined): void {
    const [l = 0, kind = 0, arg = 0] = numbers
    const record = numbers.subarray(3, 3 + WIDTH)
    const outputs = numbers.subarray(4 + WIDTH)
    const sent = outputs.subarray(0, record[SENT])
    const flags = record[FLAGS] as number
    this.origin = [l, kind, arg]
    const t = this.push(undefined, undefined, [record[SLOT] as number, record[NEXT] as number, sent.length, record[CONSUMED] as number, flags], sent, outputs.subarray(sent.length))
    if (error !== undefined) this.errors.set(t, error)
    if ((flags & (CUT | THROWS)) === 0) this.setDelta(t, l, record[NEXT] as number, this.isSet ? [] : sent, record[CONSUMED] as number)
  }

  /** The transitions that `l` may make by itself. */
  learnOwn(l: number, transitions: ArrayLike<number>): void {
    this.ownList = grown(this.ownList, this.ownCount + transitions.length)
    this.ownList.set(transitions, this.ownCount)
    this.growOwn()
    this.own[2 * l] = this.ownCount + 1
    this.own[2 * l + 1] = transitions.length
    this.ownCount += transitions.length
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
    const local = outcome === undefined ? this.locals.value(l).local : outcome.local
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
    const before = this.locals.value(l).local
    const noticed = notice(this.model, slot, outcome.local, signals)
    if (noticed.kind === "refused") return REFUSED
    if (noticed.kind === "threw") return this.addThrow(l, move, outcome.local, signals, noticed.error)
    const leaves = leavesBounds(this.model, slot, before, noticed.local)
    // Losses, and whatever a rule ignores, leave the local as it is: writing it down would only tell that again.
    const next = leaves === true ? -1 : noticed.local === before ? l : this.locals.id({ slot, local: noticed.local })
    if (leaves !== false && next !== l) return this.keepsCut ? this.addCut(l, move, outcome, this.noticesTo(slot, signals)) : REFUSED
    const all = (outcome.sends ?? []).map(({ to, message }) => this.envelope(slot, to, message)).sort((x, y) => x - y)
    const sent = this.isSet ? all.filter((e, i) => e !== all[i - 1]) : all
    const notices = this.noticesTo(slot, signals)
    if (move.kind !== "duplicate") for (const verdict of outcome.verdicts ?? []) this.count(verdict, 1)
    const flags = this.concerned(before, move, outcome) | (notices.length > 0 ? NOTIFIES : 0) | (this.isSet && sent.length > 0 ? MERGES : 0)
    const t = this.push(move, (flags & CONCERNED) === 0 ? undefined : outcome, [slot, next, sent.length, consumed, flags], sent, notices)
    this.setDelta(t, l, next, this.isSet ? [] : sent, consumed)
    this.ledger?.transition(t)
    return t
  }

  private count(verdict: string, times: number): void {
    this.learnVerdict(verdict, times)
    this.ledger?.verdict(verdict, times)
  }

  learnVerdict(verdict: string, times: number): void {
    this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + times)
  }

  private addCut(l: number, move: AnyMove, outcome: AnyOutcome, notices: readonly number[]): number {
    const { slot } = move
    const t = this.push(move, outcome, [slot, l, 0, -1, CUT | (notices.length > 0 ? NOTIFIES : 0)], [], notices)
    this.ledger?.transition(t)
    return t
  }

  /** A step in which something threw: there is a throw to report wherever every slot that the step tells of it agrees. */
  private addThrow(l: number, move: Attempt, after: unknown, signals: readonly AnySignal[], error: string): number {
    const { slot, local } = this.locals.value(l)
    if (notice(this.model, slot, after, signals).kind === "refused") return REFUSED
    let notices: readonly number[] = []
    try {
      notices = this.noticesTo(slot, signals.filter(({ to }) => this.model.slots[to] !== undefined))
    } catch {
      // A signal that is not plain data cannot be asked about: the throw is reported anyway.
    }
    const t = this.push(move, { local }, [slot, l, 0, -1, THROWS | (notices.length > 0 ? NOTIFIES : 0)], [], notices)
    this.errors.set(t, error)
    this.ledger?.transition(t)
    return t
  }

  private noticesTo(mover: Slot, signals: readonly AnySignal[]): readonly number[] {
    const slots = [...new Set(signals.map(({ to }) => to))].filter((slot) => slot !== mover)
    return slots.map((slot) => this.notices.id(slot, signals.filter(({ to }) => to === slot)))
  }

  private push(
    move: Attempt | undefined,
    outcome: AnyOutcome | undefined,
    [slot, next, sentCount, consumed, flags]: readonly [number, number, number, number, number],
    sent: ArrayLike<number>,
    notices: ArrayLike<number>
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
    this.origins = grown(this.origins, this.size * 3)
    this.origins.set(this.origin, t * 3)
    this.moves.push(move)
    this.outcomes.push(outcome)
    return t
  }

  private setDelta(t: number, l: number, next: number, sent: readonly number[] | Int32Array, consumed: number): void {
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
