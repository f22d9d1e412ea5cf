/**
 * The breadth-first search that leaves out states which nothing can come of that does not come of others too. What it leaves
 * out differs in messages only: every combination of locals that the plain search comes to, and every step between them, it
 * comes to as well. `docs/decisions` says why.
 *
 * - A message that is inert (`inert.ts`) is taken out at once, or replaced by its answer.
 * - Where any message may be lost at any time, none is lost before there is need: a state with fewer messages can do nothing
 *   that one with more cannot, so it is *subsumed*. A step that would put too many in flight loses as many before.
 *
 * @module
 */
import { isLess } from "./candidates.ts"
import { Budgets } from "./budgets.ts"
import { Images } from "./images.ts"
import { Inert, LIVE, SILENT } from "./inert.ts"
import { Marks } from "./marks.ts"
import type { AnyModel, AnyMove } from "./model.ts"
import { OUTSIDE, REFUSED, THREW } from "./notices.ts"
import { Decisions, NO_THROW, StateProperties } from "./properties.ts"
import { Rows } from "./rows.ts"
import { Scripts } from "./scripts.ts"
import { StepProperties } from "./steps.ts"
import type { Permutation } from "./symmetry.ts"
import * as T from "./transitions.ts"

/** Bits of a fingerprint: there is a state that has it; there is one with the same locals and more messages. */
const STORED = 1
const SUBSUMED = 2

/** Inert messages one after the other: each answer may be inert in turn. */
const MOST_ANSWERS = 8

/** What outlasts a search that assumed something wrong. */
export class Learnt {
  readonly transitions: T.Transitions
  /** Which messages are inert as long as some may be lost or repeated at a price, and which after that. */
  private readonly before: Inert
  private readonly afterwards: Inert
  private readonly budgets: Budgets

  constructor(model: AnyModel, permutations: readonly Permutation[]) {
    // Only asked which moves concern step properties, for all searches.
    const steps = new StepProperties(model, new Decisions(model))
    const lossy = isLossy(model)
    this.transitions = new T.Transitions(model, permutations, steps.concerned)
    const images = new Images(model, this.transitions, permutations)
    this.before = new Inert(model, this.transitions, images, { lossy, minds: true })
    this.afterwards = new Inert(model, this.transitions, images, { lossy, minds: false })
    this.budgets = new Budgets(model, this.transitions, images)
  }

  /** Something that was assumed turned out wrong: what was found is true, what was not found means nothing. */
  get contradicted(): boolean {
    return this.before.contradicted || this.afterwards.contradicted || this.budgets.contradicted
  }

  restart(): void {
    for (const part of [this.before, this.afterwards, this.budgets]) part.restart()
  }

  /** Which messages to `receiver` are inert while the locals are these. */
  inertAt(locals: Int32Array, receiver: number): Inert {
    return this.budgets.isSpent(locals, receiver) ? this.afterwards : this.before
  }

  /** A slot went from `l` to `next`. */
  follows(l: number, next: number): void {
    for (const part of [this.before, this.afterwards, this.budgets]) part.follows(l, next)
  }

  checkNotices(): void {
    this.before.checkNotices()
    this.afterwards.checkNotices()
  }
}

/** May any message be lost at any time, at no cost? */
export const isLossy = ({ network }: AnyModel): boolean => network.lose?.length === 0

export class ReducedSearch {
  readonly decisions: Decisions
  readonly scripts: Scripts
  readonly rows: Rows
  generated = 1
  unique = 0
  /** States that were stored, and never expanded: one with more messages was found before their turn. */
  overtaken = 0
  private readonly model: AnyModel
  private readonly transitions: T.Transitions
  private readonly learnt: Learnt
  private readonly slots: number
  private readonly permutations: number
  private readonly isLossy: boolean
  private readonly mayLose: boolean
  private readonly mayRepeat: boolean
  private readonly maxInFlight: number
  private readonly marks = new Marks()
  private readonly states: StateProperties
  private readonly steps: StepProperties
  /** The successor that is being made: locals, 1 where they changed, and messages. */
  private readonly row: Int32Array
  private readonly changed: Uint8Array
  private messages: number[] = []
  /** Lanes of it under each permutation, and the least. */
  private readonly lanes: Int32Array
  private a = 0
  private b = 0

  constructor(model: AnyModel, learnt: Learnt, permutations: readonly Permutation[]) {
    this.model = model
    const { transitions } = learnt
    this.transitions = transitions
    this.learnt = learnt
    this.slots = model.slots.length
    this.permutations = permutations.length
    this.isLossy = isLossy(model)
    this.mayLose = model.network.lose !== undefined && !this.isLossy
    this.mayRepeat = model.network.duplicate !== undefined
    this.maxInFlight = model.network.maxInFlight ?? Number.MAX_SAFE_INTEGER
    this.decisions = new Decisions(model)
    this.states = new StateProperties(model, permutations.length, transitions, this.decisions)
    this.steps = new StepProperties(model, this.decisions)
    this.scripts = new Scripts()
    this.rows = new Rows(this.slots)
    this.row = new Int32Array(this.slots)
    this.changed = new Uint8Array(this.slots)
    this.lanes = new Int32Array(2 * permutations.length)
  }

  /** Fingerprints kept: of states, and of what they subsume. */
  get remembered(): number {
    return this.marks.size
  }

  /** Takes the initial state in. */
  begin(): void {
    const { locals, inFlight = [] } = this.model.initial
    locals.forEach((local, slot) => (this.row[slot] = this.transitions.locals.id({ slot, local: local as unknown })))
    this.messages = inFlight.map(({ from, to, message }) => this.transitions.envelope(from, to, message))
    this.changed.fill(1)
    this.scripts.begin()
    this.settle()
    this.store(-1)
  }

  /** Generates the successors of the row at `at` of the current level. */
  expand(at: number): void {
    const { transitions, rows, slots } = this
    const words = rows.current
    if (this.isOvertaken(words, at)) {
      this.overtaken++
      return
    }
    const locals = at + Rows.HEAD
    const first = locals + slots
    const end = first + (words[at] as number)
    let previous = -1
    for (let i = first; i < end; i++) {
      const e = words[i] as number
      if (e === previous) continue
      previous = e
      const l = words[locals + (transitions.receivers[e] as number)] as number
      this.attempt(transitions.deliver(l, e), at)
      if (this.mayRepeat) this.attempt(transitions.repeat(l, e), at, e)
      if (this.mayLose) this.attempt(transitions.lose(l, e), at)
      else if (this.isLossy) this.refuseConcernedLoss(transitions.lose(l, e))
    }
    for (let s = 0; s < slots; s++) {
      const l = words[locals + s] as number
      transitions.growOwn()
      if (transitions.own[2 * l] === 0) transitions.askOwn(l)
      const from = (transitions.own[2 * l] as number) - 1
      const count = transitions.own[2 * l + 1] as number
      for (let k = from; k < from + count; k++) this.attempt(transitions.ownList[k] as number, at)
    }
  }

  /** A state with the same locals and more messages has been found since. */
  private isOvertaken(words: Int32Array, at: number): boolean {
    return this.isLossy && (this.marks.of(words[at + 2] as number, words[at + 3] as number) & SUBSUMED) !== 0
  }

  /** A loss that a property is asked about cannot be left out. */
  private refuseConcernedLoss(t: number): void {
    if (((this.transitions.records[t * T.WIDTH + T.FLAGS] as number) & T.CONCERNED) !== 0) throw new Error(`${this.model.name}: a property of steps is asked about losses, which the reduction leaves out: explore it without`)
  }

  /** Makes the step, if it is one from here. A message that it repeats must stay in flight. */
  private attempt(t: number, at: number, repeated = -1): void {
    if (t === REFUSED) return
    const { transitions, rows } = this
    const { records, outputs } = transitions
    const words = rows.current
    const r = t * T.WIDTH
    const sent = records[r + T.SENT] as number
    const consumed = records[r + T.CONSUMED] as number
    const excess = (words[at] as number) + sent - (consumed >= 0 ? 1 : 0) - this.maxInFlight
    if (excess > 0 && !this.isLossy) return
    const kept: number[] = []
    let gone = repeated >= 0 ? repeated : consumed
    for (let i = at + Rows.HEAD + this.slots, end = i + (words[at] as number); i < end; i++) {
      if (words[i] === gone) gone = -1
      else kept.push(words[i] as number)
    }
    if (excess > kept.length) return
    if (!this.apply(t, at, kept.slice(0, Math.max(0, excess)))) return
    const first = records[r + T.FIRST_SENT] as number
    const news = Array.from(outputs.subarray(first, first + sent))
    if (repeated >= 0) news.push(repeated)
    if (excess <= 0) this.arrive(at, [], t, [...kept, ...news])
    else for (const lost of choices(kept, excess)) this.arrive(at, lost, t, [...without(kept, lost), ...news])
  }

  /** Puts the locals after transition `t` in `row`; false if there is no such step. Judges it; `lost` made room for it. */
  private apply(t: number, at: number, lost: readonly number[]): boolean {
    const { transitions, row, changed, slots } = this
    const { records, outputs, notices } = transitions
    const words = this.rows.current
    const r = t * T.WIDTH
    const flags = records[r + T.FLAGS] as number
    for (let s = 0; s < slots; s++) {
      row[s] = words[at + Rows.HEAD + s] as number
      changed[s] = 0
    }
    const slot = records[r + T.SLOT] as number
    const next = records[r + T.NEXT] as number
    if (row[slot] !== next) changed[slot] = 1
    row[slot] = next
    let error: string | undefined
    let isOutside = false
    const first = records[r + T.FIRST_NOTICE] as number
    for (let k = first; k < first + (records[r + T.NOTICES] as number); k++) {
      const notice = outputs[k] as number
      const to = notices.slots[notice] as number
      const was = row[to] as number
      const is = notices.taken(was, notice)
      if (is === REFUSED) return false
      if (is === THREW) error = notices.errors.get(`${was} ${notice}`)
      else if (is === OUTSIDE) isOutside = true
      else if (is !== was) {
        changed[to] = 1
        row[to] = is
      }
    }
    if ((flags & T.THROWS) !== 0) error = transitions.errors.get(t)
    if (error !== undefined) {
      this.decisions.note(NO_THROW, { state: words[at + 1] as number, via: t, error })
      return false
    }
    if (isOutside) return false
    for (let s = 0; s < slots; s++) if (changed[s] === 1) this.learnt.follows(words[at + Rows.HEAD + s] as number, row[s] as number)
    if ((flags & T.CONCERNED & this.steps.pending) !== 0) this.judge(t, at, flags, lost)
    return true
  }

  private judge(t: number, at: number, flags: number, lost: readonly number[]): void {
    const { transitions, slots, rows } = this
    const { locals } = transitions
    const { hashes } = locals
    const words = rows.current
    let a = 0
    let b = 0
    for (let s = 0; s < slots; s++) {
      const h = (words[at + Rows.HEAD + s] as number) * 2 * this.permutations
      a = (a + (hashes[h] as number)) | 0
      b = (b + (hashes[h + 1] as number)) | 0
    }
    if (!this.steps.isNew(a, b, t)) return
    const localsOf = (from: Int32Array, offset: number): readonly unknown[] => Array.from({ length: slots }, (_, s) => locals.value(from[offset + s] as number).local)
    const script = this.scripts.id([...this.losses(at, lost), t])
    this.steps.judge(flags & T.CONCERNED, words[at + 1] as number, script, localsOf(words, at + Rows.HEAD), transitions.moveOf(t) as AnyMove, transitions.outcomeOf(t), localsOf(this.row, 0))
  }

  /** Takes the successor in: `lost` went before transition `t`, and `messages` are in flight after it. */
  private arrive(at: number, lost: readonly number[], t: number, messages: number[]): void {
    this.generated++
    this.scripts.begin()
    for (const loss of this.losses(at, lost)) this.scripts.add(loss)
    this.scripts.add(t)
    this.messages = messages
    this.settle()
    this.store(this.rows.current[at + 1] as number)
  }

  /** The transitions by which these messages go. */
  private losses(at: number, lost: readonly number[]): readonly number[] {
    const { current } = this.rows
    return lost.map((e) => this.transitions.lose(current[at + Rows.HEAD + (this.transitions.receivers[e] as number)] as number, e))
  }

  /** Takes inert messages out, or puts their answers in their place. */
  private settle(): void {
    const { transitions, messages, row } = this
    let answers = 0
    for (let i = 0; i < messages.length; ) {
      const e = messages[i] as number
      const receiver = transitions.receivers[e] as number
      const l = row[receiver] as number
      const answer = this.learnt.inertAt(row, receiver).answer(l, e)
      if (answer === LIVE || answers > MOST_ANSWERS) {
        i++
        continue
      }
      this.scripts.add(this.isLossy && answer === SILENT ? transitions.lose(l, e) : transitions.deliver(l, e))
      if (answer === SILENT) messages.splice(i, 1)
      else {
        messages[i] = answer
        answers++
      }
    }
    messages.sort((x, y) => x - y)
  }

  /** Keeps the state that was made, unless it is known or subsumed. */
  private store(parent: number): void {
    this.fingerprint(0)
    const before = this.marks.add(this.a, this.b, STORED)
    if (before !== 0) return
    const state = this.unique++
    this.scripts.keep(state, parent)
    const begin = this.rows.add(state, this.a, this.b, this.row, this.messages)
    if (this.isLossy) for (let leave = 1; leave < 1 << this.messages.length; leave++) {
      this.fingerprint(leave)
      this.marks.add(this.a, this.b, SUBSUMED)
    }
    this.states.look(this.rows.next, begin + Rows.HEAD, this.changed, state, -1)
  }

  /** Sets `a` and `b`: the least fingerprint of the orbit, without the messages whose bit is set in `leave`. */
  private fingerprint(leave: number): void {
    const { lanes, row, messages, slots } = this
    const { hashes } = this.transitions.locals
    const ofMessages = this.transitions.envelopes.hashes
    const width = lanes.length
    lanes.fill(0)
    for (let s = 0; s < slots; s++) {
      const h = (row[s] as number) * width
      for (let p = 0; p < width; p++) lanes[p] = (lanes[p] as number) + (hashes[h + p] as number)
    }
    for (let i = 0; i < messages.length; i++) {
      if ((leave & (1 << i)) !== 0) continue
      const h = (messages[i] as number) * width
      for (let p = 0; p < width; p++) lanes[p] = (lanes[p] as number) + (ofMessages[h + p] as number)
    }
    this.a = lanes[0] as number
    this.b = lanes[1] as number
    for (let p = 2; p < width; p += 2)
      if (isLess(lanes[p], lanes[p + 1], this.a, this.b)) {
        this.a = lanes[p] as number
        this.b = lanes[p + 1] as number
      }
  }
}

/** All ways to take `count` of these, each once; they are ascending. */
const choices = (of: readonly number[], count: number): readonly (readonly number[])[] => {
  if (count === 0) return [[]]
  return of.flatMap((e, i) => (of.length - i < count || (i > 0 && of[i - 1] === e) ? [] : choices(of.slice(i + 1), count - 1).map((rest) => [e, ...rest])))
}

const without = (of: readonly number[], taken: readonly number[]): readonly number[] => {
  const left = [...taken]
  return of.filter((e) => {
    const i = left.indexOf(e)
    if (i >= 0) left.splice(i, 1)
    return i < 0
  })
}
