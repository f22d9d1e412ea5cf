/**
 * States that are to be expanded, as rows of words one after the other: the current level and the next.
 *
 * A row: messages in flight, fingerprint (two lanes), number of the state; then the local of each slot, then the messages
 * in flight, ascending (a message that is twice in flight stands there twice).
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { CONSUMED, FIRST_SENT, SENT, type Transitions, WIDTH } from "./transitions.ts"

/** Words before the locals. */
export const HEAD = 4
export const STATE = 3

const NO_MESSAGE = 0x7fffffff

export class Frontier {
  readonly slots: number
  /** Rows of the level that is being expanded, and how many words they fill. */
  current: Int32Array = new Int32Array(1 << 12)
  currentLength = 0
  /** Rows of the level after it. */
  next: Int32Array = new Int32Array(1 << 12)
  nextLength = 0

  private readonly transitions: Transitions
  private readonly isSet: boolean

  /** `isSet`: a message is in flight at most once. */
  constructor(slots: number, transitions: Transitions, isSet: boolean) {
    this.slots = slots
    this.transitions = transitions
    this.isSet = isSet
  }

  /** The next level becomes the current one. */
  advance(): void {
    const spare = this.current
    this.current = this.next
    this.currentLength = this.nextLength
    this.next = spare
    this.nextLength = 0
  }

  /** Adds the first row. */
  begin(locals: readonly number[], messages: readonly number[], a: number, b: number): void {
    const words = [messages.length, a, b, 0, ...locals, ...messages]
    this.next = grown(this.next, words.length)
    this.next.set(words)
    this.nextLength = words.length
  }

  /**
   * Adds the row of what transition `t` makes of the row at `at`; its locals are in `locals`. Returns where the new row
   * begins in `next`.
   */
  add(at: number, t: number, locals: Int32Array, a: number, b: number, state: number): number {
    const { slots, current, isSet } = this
    const { records, outputs } = this.transitions
    const record = t * WIDTH
    const inFlight = current[at] as number
    const sent = records[record + SENT] as number
    const row = this.nextLength
    this.next = grown(this.next, row + HEAD + slots + inFlight + sent)
    const { next } = this
    next[row + 1] = a
    next[row + 2] = b
    next[row + STATE] = state
    const start = row + HEAD + slots
    for (let s = 0; s < slots; s++) next[row + HEAD + s] = locals[s] as number
    // Merges two ascending lists, leaving out one copy of what was consumed and, in a set, what is there already.
    let gone = records[record + CONSUMED] as number
    let write = start
    let read = at + HEAD + slots
    const end = read + inFlight
    const first = records[record + FIRST_SENT] as number
    for (let k = 0; k <= sent; k++) {
      const e = k < sent ? (outputs[first + k] as number) : NO_MESSAGE
      while (read < end && (current[read] as number) < e) {
        const kept = current[read++] as number
        if (kept === gone) gone = -1
        else next[write++] = kept
      }
      if (k === sent || (isSet && read < end && current[read] === e)) continue
      next[write++] = e
    }
    next[row] = write - start
    this.nextLength = write
    return row
  }
}
