/**
 * From a transition to a candidate: a successor of a state under expansion that has a fingerprint, and nothing else yet.
 *
 * Its fingerprint is its parent's plus the transition's change, so most successors turn out to be known before anything of
 * them is built; and most of those were found lately, so that they do not even become candidates.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { CHUNK, HEAD, STATE } from "./frontier.ts"
import type { AnyModel, AnyMove } from "./model.ts"
import { OUTSIDE, REFUSED, THREW } from "./notices.ts"
import { type Decisions, NO_THROW } from "./properties.ts"
import { Recent } from "./recent.ts"
import type { StepProperties } from "./steps.ts"
import * as T from "./transitions.ts"

export class Candidates {
  /** Rows under expansion, one after the other, as the frontier gave them. */
  readonly rows: Int32Array
  /** `parents`, `moves`, `laneA` and `laneB` hold that many. */
  count = 0
  /** Successors, known ones too. */
  generated = 0
  /** Where the parent's row begins, transition, and the two lanes of the fingerprint, by candidate. */
  parents: Int32Array = new Int32Array(64)
  moves: Int32Array = new Int32Array(64)
  laneA: Int32Array = new Int32Array(64)
  laneB: Int32Array = new Int32Array(64)
  /** The row of a successor, its locals, and 1 for each slot in which it differs from its parent: see `apply`. */
  readonly fresh: Int32Array = new Int32Array(2 * CHUNK)
  readonly row: Int32Array
  readonly changed: Uint8Array
  /** Fingerprint of the last row that was begun with, per permutation: lane a at 2p, lane b at 2p + 1. */
  readonly base: Int32Array
  private readonly transitions: T.Transitions
  /** `undefined`: every successor is a candidate, known or not. */
  private recent: Recent | undefined = new Recent()
  private readonly decisions: Decisions
  private readonly stepProperties: StepProperties
  /** Steps that are possible and lead nowhere: the bounds cut them off, or they throw. */
  cuts = 0
  /** Told of a step that is possible and that the bounds cut off. */
  private readonly onCut: ((state: number, t: number) => void) | undefined
  private readonly slots: number
  private readonly permutations: number
  private readonly isSet: boolean
  private readonly maxInFlight: number
  /** Where a candidate's noticed locals begin in `noticed`. */
  private told: Int32Array = new Int32Array(64)
  private noticed: Int32Array = new Int32Array(64)
  private noticedLength = 0
  /** Messages that the step adds to a set, from place 1 on; their count is at place 0. */
  private arriving: Int32Array = new Int32Array(16)

  constructor(model: AnyModel, permutations: number, transitions: T.Transitions, rows: Int32Array, decisions: Decisions, stepProperties: StepProperties, onCut?: (state: number, t: number) => void) {
    this.onCut = onCut
    this.transitions = transitions
    this.rows = rows
    this.decisions = decisions
    this.stepProperties = stepProperties
    this.slots = model.slots.length
    this.permutations = permutations
    this.isSet = model.network.kind === "set"
    this.maxInFlight = model.network.maxInFlight ?? 0x7fffffff
    this.base = new Int32Array(2 * permutations)
    this.row = this.fresh.subarray(HEAD, HEAD + this.slots)
    this.changed = new Uint8Array(this.slots)
  }

  /** From now on every successor is a candidate, known or not. */
  keepKnown(): void {
    this.recent = undefined
  }

  /** Forgets the candidates there are. */
  clear(): void {
    this.count = 0
    this.noticedLength = 0
  }

  /** Begins with the row at `at`. */
  begin(at: number, sum: boolean): void {
    this.setBase(this.rows, at, sum)
  }

  /** Of all permutations, the one under which the row that was begun with has its least fingerprint. */
  get least(): number {
    const { base } = this
    let least = 0
    for (let p = 1; p < this.permutations; p++) if (isLess(base[2 * p], base[2 * p + 1], base[2 * least], base[2 * least + 1])) least = p
    return least
  }

  /** Fingerprints of a row per permutation: summed up, or as the row has it. */
  private setBase(words: Int32Array, at: number, sum: boolean): void {
    const { base, permutations } = this
    if (!sum) {
      base[0] = words[at + 1] as number
      base[1] = words[at + 2] as number
      return
    }
    const locals = at + HEAD
    const first = locals + this.slots
    const end = first + (words[at] as number)
    const localHashes = this.transitions.locals.hashes
    const messageHashes = this.transitions.envelopes.hashes
    base.fill(0)
    const lanes = 2 * permutations
    for (let i = locals; i < first; i++) {
      const h = (words[i] as number) * lanes
      for (let p = 0; p < lanes; p++) base[p] = (base[p] as number) + (localHashes[h + p] as number)
    }
    for (let i = first; i < end; i++) {
      const h = (words[i] as number) * lanes
      for (let p = 0; p < lanes; p++) base[p] = (base[p] as number) + (messageHashes[h + p] as number)
    }
  }

  /** Makes candidates of the first `length` transitions of `list` from the row that was begun with, at `at`, as far as they are steps from there. */
  propose(list: Int32Array, length: number, at: number): void {
    const { base, isSet, maxInFlight, permutations, recent, rows } = this
    const { records, deltas } = this.transitions
    const inFlight = rows[at] as number
    const baseA = base[0] as number
    const baseB = base[1] as number
    if (this.count + length > this.moves.length) this.grow(this.count + length)
    const { parents, moves, laneA, laneB } = this
    let generated = 0
    for (let k = 0; k < length; k++) {
      const t = list[k] as number
      const r = t * T.WIDTH
      const flags = records[r + T.FLAGS] as number
      if (!isSet && inFlight + (records[r + T.SENT] as number) - ((records[r + T.CONSUMED] as number) >= 0 ? 1 : 0) > maxInFlight) {
        this.cut(at, t)
        continue
      }
      const c = this.count
      let a = (baseA + (deltas[2 * t] as number)) | 0
      let b = (baseB + (deltas[2 * t + 1] as number)) | 0
      if (flags !== 0 || permutations > 1) {
        if (flags !== 0 && !this.accept(t, at, flags)) continue
        this.fingerprint(t, at, flags)
        a = laneA[c] as number
        b = laneB[c] as number
      }
      generated++
      // A step that changes nothing, or to where another one came just now.
      if (recent !== undefined && ((a === baseA && b === baseB) || recent.meets(a, b))) continue
      parents[c] = at
      moves[c] = t
      laneA[c] = a
      laneB[c] = b
      this.count = c + 1
    }
    this.generated += generated
  }

  private cut(at: number, t: number): void {
    this.cuts++
    this.onCut?.(this.rows[at + STATE] as number, t)
  }

  /** Everything about a step that is more than a change of local and messages; false if it is no step after all. */
  private accept(t: number, at: number, flags: number): boolean {
    if ((flags & T.MERGES) !== 0 && !this.arrive(t, at)) {
      this.cut(at, t)
      return false
    }
    let error: string | undefined
    let isOutside = false
    this.told[this.count] = this.noticedLength
    if ((flags & T.NOTIFIES) !== 0) {
      const { outputs, records, notices } = this.transitions
      const { rows: words } = this
      const first = records[t * T.WIDTH + T.FIRST_NOTICE] as number
      const count = records[t * T.WIDTH + T.NOTICES] as number
      this.noticed = grown(this.noticed, this.noticedLength + count)
      for (let k = 0; k < count; k++) {
        const notice = outputs[first + k] as number
        const l = words[at + HEAD + (notices.slots[notice] as number)] as number
        const next = notices.taken(l, notice)
        if (next === REFUSED) return false
        if (next === THREW) error = notices.errors.get(`${l} ${notice}`)
        if (next === OUTSIDE) isOutside = true
        this.noticed[this.noticedLength + k] = next
      }
      this.noticedLength += count
    }
    if (isOutside && error === undefined && (flags & T.THROWS) === 0) {
      this.cuts++
      return false
    }
    if ((flags & T.CUT) !== 0) {
      this.cut(at, t)
      return false
    }
    if ((flags & T.THROWS) !== 0) error = this.transitions.errors.get(t)
    if (error !== undefined) {
      this.cuts++
      this.decisions.note(NO_THROW, { state: this.rows[at + STATE] as number, via: t, error })
      return false
    }
    if ((flags & T.CONCERNED & this.stepProperties.pending) !== 0) this.judge(t, at, flags)
    return true
  }

  /** Finds what of the messages sent is not in flight yet; false if too many would be. */
  private arrive(t: number, at: number): boolean {
    const { records, outputs } = this.transitions
    const { rows: words } = this
    const first = records[t * T.WIDTH + T.FIRST_SENT] as number
    const sent = records[t * T.WIDTH + T.SENT] as number
    const start = at + HEAD + this.slots
    const end = start + (words[at] as number)
    this.arriving = grown(this.arriving, sent + 1)
    let count = 0
    for (let k = first; k < first + sent; k++) {
      const e = outputs[k] as number
      let i = start
      while (i < end && (words[i] as number) < e) i++
      if (i === end || words[i] !== e) this.arriving[++count] = e
    }
    this.arriving[0] = count
    return (words[at] as number) + count <= this.maxInFlight
  }

  /** The least fingerprint of the successor's orbit. */
  private fingerprint(t: number, at: number, flags: number): void {
    const { base, permutations, count: c } = this
    const { deltas, locals, envelopes, notices, outputs, records } = this.transitions
    const { rows: words } = this
    const first = records[t * T.WIDTH + T.FIRST_NOTICE] as number
    const count = records[t * T.WIDTH + T.NOTICES] as number
    for (let p = 0; p < permutations; p++) {
      let a = ((base[2 * p] as number) + (deltas[2 * (t * permutations + p)] as number)) | 0
      let b = ((base[2 * p + 1] as number) + (deltas[2 * (t * permutations + p) + 1] as number)) | 0
      for (let k = 0; k < count; k++) {
        const l = words[at + HEAD + (notices.slots[outputs[first + k] as number] as number)] as number
        const was = 2 * (l * permutations + p)
        const is = 2 * ((this.noticed[(this.told[c] as number) + k] as number) * permutations + p)
        a = (a + (locals.hashes[is] as number) - (locals.hashes[was] as number)) | 0
        b = (b + (locals.hashes[is + 1] as number) - (locals.hashes[was + 1] as number)) | 0
      }
      if ((flags & T.MERGES) !== 0) {
        for (let k = 1; k <= (this.arriving[0] as number); k++) {
          const h = 2 * ((this.arriving[k] as number) * permutations + p)
          a = (a + (envelopes.hashes[h] as number)) | 0
          b = (b + (envelopes.hashes[h + 1] as number)) | 0
        }
      }
      if (p === 0 || isLess(a, b, this.laneA[c], this.laneB[c])) {
        this.laneA[c] = a
        this.laneB[c] = b
      }
    }
  }

  /** Writes the locals after transition `t` from the row at `at`, candidate `c`, in `row`, and which differ from those before in `changed`. */
  apply(at: number, t: number, c: number): void {
    const { row, changed, slots } = this
    const { records, outputs, notices } = this.transitions
    const { rows: words } = this
    const r = t * T.WIDTH
    for (let s = 0; s < slots; s++) {
      row[s] = words[at + HEAD + s] as number
      changed[s] = 0
    }
    const slot = records[r + T.SLOT] as number
    const next = records[r + T.NEXT] as number
    if (row[slot] !== next) changed[slot] = 1
    row[slot] = next
    const first = records[r + T.FIRST_NOTICE] as number
    const count = records[r + T.NOTICES] as number
    for (let k = 0; k < count; k++) {
      const to = notices.slots[outputs[first + k] as number] as number
      const is = this.noticed[(this.told[c] as number) + k] as number
      if (row[to] !== is) changed[to] = 1
      row[to] = is
    }
  }

  /** Asks the step properties that this step concerns, whether or not its end is known. */
  private judge(t: number, at: number, flags: number): void {
    const { transitions, slots } = this
    const { rows: words } = this
    const { locals } = transitions
    const { hashes } = locals
    let a = 0
    let b = 0
    for (let s = 0; s < slots; s++) {
      const h = (words[at + HEAD + s] as number) * 2 * this.permutations
      a = (a + (hashes[h] as number)) | 0
      b = (b + (hashes[h + 1] as number)) | 0
    }
    if (!this.stepProperties.isNew(a, b, t)) return
    this.apply(at, t, this.count)
    const localsOf = (row: Int32Array, from: number): readonly unknown[] =>
      Array.from({ length: slots }, (_, s) => locals.value(row[from + s] as number).local)
    const move = transitions.moveOf(t) as AnyMove
    const outcome = transitions.outcomeOf(t)
    this.stepProperties.judge(flags & T.CONCERNED, words[at + STATE] as number, t, localsOf(words, at + HEAD), move, outcome, localsOf(this.row, 0))
  }

  private grow(need: number): void {
    this.parents = grown(this.parents, need)
    this.moves = grown(this.moves, need)
    this.laneA = grown(this.laneA, need)
    this.laneB = grown(this.laneB, need)
    this.told = grown(this.told, need)
  }
}

export const isLess = (a: number | undefined, b: number | undefined, x: number | undefined, y: number | undefined): boolean =>
  (a as number) < (x as number) || (a === x && (b as number) < (y as number))
