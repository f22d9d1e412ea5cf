/**
 * The tables of a search as a list of entries, in the order in which they came about: threads that share a search each have
 * tables of their own, and read there what the others found; a search that goes on after a stop reads all of it.
 *
 * An entry is written by one thread at a time, so that a number means the same in all of them.
 *
 * @module
 */
import { THREW } from "./notices.ts"
import type { Found } from "./properties.ts"
import type { Gate } from "./gate.ts"
import { FIRST_SENT, NOTICES, SENT, type Transitions, WIDTH } from "./transitions.ts"
import { Words } from "./words.ts"

/** Kinds of entries: the first word of each; its length in words is the second. */
const LOCAL = 1
const ENVELOPE = 2
const NOTICE = 3
const TRANSITION = 4
const ANSWER = 5
const OWN = 6
const NOTICED = 7
const FOUND = 8
const VERDICT = 9

export class Ledger {
  readonly words: Words
  /** Entries of this thread, and those of others that it has read, end here. */
  private read = 0
  private readonly tables: Transitions
  private readonly gate: Gate | undefined
  private readonly onFound: (id: string, found: Found) => void

  /** Without a `gate` it is nobody else's. */
  constructor(words: Words, tables: Transitions, gate: Gate | undefined, onFound: (id: string, found: Found) => void) {
    this.words = words
    this.tables = tables
    this.gate = gate
    this.onFound = onFound
  }

  /** Words written so far. */
  get length(): number {
    return this.read
  }

  /** Makes a change of the tables that no other thread makes meanwhile, knowing all that was changed before. */
  alone<T>(change: () => T): T {
    const { gate } = this
    if (gate === undefined) return change()
    gate.enter()
    try {
      this.learn(gate.written)
      return change()
    } finally {
      gate.written = this.read
      gate.leave()
    }
  }

  /** Reads what others wrote. */
  catchUp(): void {
    this.alone(() => undefined)
  }

  /** From now on, everything new in the tables is written here as well. */
  follow(): void {
    const { locals, envelopes, notices } = this.tables
    locals.onNew = (id, text) => this.local(id, text)
    envelopes.onNew = (id, text) => this.envelope(id, text)
    notices.onNew = (slot, text) => this.notice(slot, text)
    this.tables.ledger = this
    notices.ledger = this
  }

  /** Writes all that the tables hold. */
  writeAll(): void {
    const { locals, envelopes, notices } = this.tables
    let id = 0
    for (const text of locals.texts()) this.local(id++, text)
    id = 0
    for (const text of envelopes.texts()) this.envelope(id++, text)
    id = 0
    for (const text of notices.texts()) this.notice(notices.slots[id++] as number, text)
    for (let t = 0; t < this.tables.size; t++) this.transition(t)
    this.tables.memos.forEach((memo, which) => {
      for (const [l, e, t] of memo.entries()) this.answer(which, l, e, t)
    })
    for (let l = 0; l < locals.size; l++) if ((this.tables.own[2 * l] ?? 0) > 0) this.own(l)
    for (const [verdict, times] of this.tables.verdicts) this.verdict(verdict, times)
    for (const [l, notice, next] of notices.memo.entries()) this.noticed(l, notice, next)
  }

  private local(id: number, text: string): void {
    const { lanes, hashes } = this.tables.locals
    this.entry(LOCAL, [...hashes.subarray(id * lanes, (id + 1) * lanes)], text)
  }

  private envelope(id: number, text: string): void {
    const { lanes, hashes } = this.tables.envelopes
    this.entry(ENVELOPE, [...hashes.subarray(id * lanes, (id + 1) * lanes)], text)
  }

  private notice(slot: number, text: string): void {
    this.entry(NOTICE, [slot], text)
  }

  transition(t: number): void {
    const { records, origins, outputs, errors } = this.tables
    const r = t * WIDTH
    const first = records[r + FIRST_SENT] as number
    const count = (records[r + SENT] as number) + (records[r + NOTICES] as number)
    this.entry(TRANSITION, [...origins.subarray(3 * t, 3 * t + 3), ...records.subarray(r, r + WIDTH), count, ...outputs.subarray(first, first + count)], errors.get(t))
  }

  answer(which: number, l: number, e: number, t: number): void {
    this.entry(ANSWER, [which, l, e, t])
  }

  own(l: number): void {
    const { own, ownList } = this.tables
    const first = (own[2 * l] as number) - 1
    this.entry(OWN, [l, ...ownList.subarray(first, first + (own[2 * l + 1] as number))])
  }

  noticed(l: number, notice: number, next: number): void {
    this.entry(NOTICED, [l, notice, next], next === THREW ? this.tables.notices.errors.get(`${l} ${notice}`) : undefined)
  }

  verdict(verdict: string, times: number): void {
    this.entry(VERDICT, [times], verdict)
  }

  found(id: string, { state, via, error }: Found): void {
    this.entry(FOUND, [state, via, error === undefined ? 0 : 1], `${id}\n${error ?? ""}`)
  }

  private entry(kind: number, numbers: readonly number[], text?: string): void {
    const chars = text?.length ?? 0
    const length = 4 + numbers.length + ((chars + 1) >> 1)
    this.words.reserve(this.read + length)
    const { view } = this.words
    view[this.read] = kind
    view[this.read + 1] = length
    view[this.read + 2] = numbers.length
    view[this.read + 3] = text === undefined ? -1 : chars
    view.set(numbers, this.read + 4)
    // Two characters a word, as they are: half of a surrogate pair too.
    let at = this.read + 4 + numbers.length
    for (let i = 0; i < chars; i += 2) view[at++] = (text as string).charCodeAt(i) | (i + 1 < chars ? (text as string).charCodeAt(i + 1) << 16 : 0)
    this.read += length
  }

  /** Takes the entries up to `end` into the tables. */
  learn(end: number): void {
    if (this.read === end) return
    this.words.refresh()
    const { view } = this.words
    while (this.read < end) {
      const at = this.read
      const count = view[at + 2] as number
      const chars = view[at + 3] as number
      const from = at + 4 + count
      this.take(view[at] as number, view.subarray(at + 4, from), chars < 0 ? undefined : textOf(view, from, chars))
      this.read += view[at + 1] as number
    }
  }

  private take(kind: number, numbers: Int32Array, text: string | undefined): void {
    const { tables } = this
    const [first = 0, second = 0, third = 0] = numbers
    switch (kind) {
      case LOCAL:
        return tables.locals.learn(text as string, numbers)
      case ENVELOPE:
        return tables.learnEnvelope(text as string, numbers)
      case NOTICE:
        return tables.notices.learn(first, text as string)
      case TRANSITION:
        return tables.learn(numbers, text)
      case ANSWER:
        return (tables.memos[first] as (typeof tables.memos)[number]).set(second, third, numbers[3] as number)
      case OWN:
        return tables.learnOwn(first, numbers.subarray(1))
      case NOTICED:
        return tables.notices.learnTaken(first, second, third, text)
      case VERDICT:
        return tables.learnVerdict(text as string, first)
      case FOUND: {
        const [id = "", ...error] = (text as string).split("\n")
        return this.onFound(id, { state: first, via: second, ...(third === 0 ? {} : { error: error.join("\n") }) })
      }
      default:
        throw new RangeError(`an entry of kind ${kind} in the tables of a search: not written by this version`)
    }
  }
}

const textOf = (view: Int32Array, from: number, chars: number): string => {
  const codes = new Uint16Array(((chars + 1) >> 1) * 2)
  new Int32Array(codes.buffer).set(view.subarray(from, from + codes.length / 2))
  let text = ""
  for (let i = 0; i < chars; i += 4096) text += String.fromCharCode(...codes.subarray(i, Math.min(chars, i + 4096)))
  return text
}

