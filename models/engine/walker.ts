/**
 * A state on a walk, as numbers of the tables, and the steps that can be made in it. What can be tried here is numbered:
 * first the messages in flight, oldest first, each delivered, repeated and lost as far as the network does that; then the
 * slots' own actions. Whether a step exists is found out when it is tried.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { encode } from "./encode.ts"
import { scramble } from "./hash.ts"
import type { AnyModel, Slot } from "./model.ts"
import { ABSENT } from "./memo.ts"
import { KINDS, type Kind, type Notice, REFUSED, THREW, type Transition, type WalkTables } from "./walk-tables.ts"

/** Threads of messages are told apart from those of actions by this. */
const OF_MESSAGE = 0x3c6ef372

export class Walker {
  /** Number of the local of each slot. */
  readonly locals: Int32Array
  /** Slots that the last step changed come first; there are `changes` of them. */
  readonly changed: Int32Array
  changes = 0
  /** What was thrown, by the step that was tried last. */
  error: string | undefined
  failure: string | undefined
  private readonly model: AnyModel
  private readonly tables: WalkTables
  private readonly kinds: readonly Kind[]
  private readonly isSet: boolean
  private readonly most: number
  private inFlight: Int32Array = new Int32Array(64)
  private count = 0
  /** What the step that was tried last makes of the slots that it tells something. */
  private readonly told: Int32Array
  private readonly toldNext: Int32Array
  private tolds = 0
  private tried = -1
  private threadOf: Int32Array = new Int32Array(64)

  constructor(model: AnyModel, tables: WalkTables) {
    this.model = model
    this.tables = tables
    const slots = model.slots.length
    this.locals = new Int32Array(slots)
    this.changed = new Int32Array(slots)
    this.told = new Int32Array(slots)
    this.toldNext = new Int32Array(slots)
    const { duplicate, lose, kind, maxInFlight } = model.network
    this.kinds = KINDS.filter((each) => each === "deliver" || (each === "duplicate" ? duplicate : lose) !== undefined)
    this.isSet = kind === "set"
    this.most = maxInFlight ?? Number.POSITIVE_INFINITY
  }

  /** The first so many tries are those of messages. */
  get messageTries(): number {
    return this.count * this.kinds.length
  }

  /** What was tried last. */
  get lastTry(): number {
    return this.tried
  }

  /** Back to the beginning. */
  begin(): void {
    const { initial } = this.model
    initial.locals.forEach((local, slot) => {
      this.locals[slot] = this.tables.local(slot, local)
      this.changed[slot] = slot
    })
    this.changes = this.locals.length
    this.count = 0
    const seen = new Set<string>()
    for (const envelope of initial.inFlight ?? []) {
      const { from, to, message } = envelope
      const text = this.isSet ? encode(envelope) : String(seen.size)
      if (seen.has(text)) continue
      seen.add(text)
      this.send(this.tables.envelope(from, to, message as unknown))
    }
  }

  /** How much can be tried here. A slot that threw when it was asked for its actions leaves its `failure`. */
  get candidates(): number {
    const { tables } = this
    this.failure = undefined
    let all = this.count * this.kinds.length
    for (let slot = 0; slot < this.locals.length; slot++) {
      const { actions, error } = tables.own(this.locals[slot] as number)
      all += actions.length
      if (error !== undefined) this.failure ??= error
    }
    return all
  }

  /**
   * Who would make each try, as hashes: the same for all tries of one slot and kind of action, or of one channel and what
   * happens to its messages. The array is good until the next call.
   */
  threads(): Int32Array {
    const { tables, kinds } = this
    let n = 0
    this.threadOf = grown(this.threadOf, this.candidates)
    for (let k = 0; k < this.count; k++) {
      const { from, to } = tables.envelopes[this.inFlight[k] as number] as { from: Slot; to: Slot }
      for (let kind = 0; kind < kinds.length; kind++) this.threadOf[n++] = scramble(OF_MESSAGE + (kind * this.locals.length + from) * this.locals.length + to)
    }
    for (const l of this.locals) for (const kind of tables.kinds(l)) this.threadOf[n++] = kind
    return this.threadOf.subarray(0, n)
  }

  /** Can the try number `i` be made? Its transition, to be made by `make`; `REFUSED`; or one with an `error`, in itself or in the walker. */
  try(i: number): number {
    const t = this.transition(i)
    this.error = undefined
    if (t === REFUSED) return REFUSED
    const transition = this.tables.transitions[t] as Transition
    this.tolds = 0
    for (const { slot, id } of transition.notices) {
      const l = this.locals[slot] as number
      const next = this.tables.taken(l, id)
      if (next === REFUSED) return REFUSED
      if (next === THREW) this.error ??= this.tables.thrown(l, id)
      else if (next !== l) {
        this.told[this.tolds] = slot
        this.toldNext[this.tolds++] = next
      }
    }
    this.error = transition.error ?? this.error
    this.tried = i
    if (this.error !== undefined) return t
    if (this.count + transition.sends.length - (this.consumes(transition) ? 1 : 0) > this.most && this.after(transition) > this.most) return REFUSED
    return t
  }

  /** Makes the step that was tried last. */
  make(t: number): void {
    const { move, next, sends } = this.tables.transitions[t] as Transition
    if (!this.isSet && (move.kind === "deliver" || move.kind === "lose")) {
      const at = (this.tried / this.kinds.length) | 0
      this.inFlight.copyWithin(at, at + 1, this.count--)
    }
    for (const e of sends) this.send(e)
    this.changes = 0
    if (this.locals[move.slot] !== next) {
      this.locals[move.slot] = next
      this.changed[this.changes++] = move.slot
    }
    for (let k = 0; k < this.tolds; k++) {
      this.locals[this.told[k] as number] = this.toldNext[k] as number
      this.changed[this.changes++] = this.told[k] as number
    }
  }

  private transition(i: number): number {
    const { kinds, locals, tables } = this
    const messages = this.count * kinds.length
    if (i < messages) {
      const e = this.inFlight[(i / kinds.length) | 0] as number
      const { to } = tables.envelopes[e] as { to: Slot }
      const kind = kinds[i % kinds.length] as Kind
      const l = locals[to] as number
      const known = tables.known(kind, l, e)
      if (known !== ABSENT) return known
      return this.mayAsk(tables.demandsOnTheWay(kind, e)) ? tables.message(kind, l, e) : REFUSED
    }
    let at = i - messages
    for (let slot = 0; slot < locals.length; slot++) {
      const l = locals[slot] as number
      const { length } = tables.own(l).actions
      if (at < length) return this.mayAsk(tables.demands(l, at)) ? tables.act(l, at) : REFUSED
      at -= length
    }
    throw new RangeError(`there is no try ${i}`)
  }

  /** Do the slots agree so far? What is refused here need not be worked out. */
  private mayAsk(demands: readonly Notice[]): boolean {
    for (const { slot, id } of demands) if (this.tables.taken(this.locals[slot] as number, id) === REFUSED) return false
    return true
  }

  private consumes({ move }: Transition): boolean {
    return !this.isSet && (move.kind === "deliver" || move.kind === "lose")
  }

  /** Messages in flight after the step. */
  private after(transition: Transition): number {
    if (!this.isSet) return this.count + transition.sends.length - (this.consumes(transition) ? 1 : 0)
    const there = this.inFlight.subarray(0, this.count)
    return this.count + new Set(transition.sends.filter((e) => !there.includes(e))).size
  }

  private send(e: number): void {
    if (this.isSet && this.inFlight.subarray(0, this.count).includes(e)) return
    this.inFlight = grown(this.inFlight, this.count + 1)
    this.inFlight[this.count++] = e
  }
}
