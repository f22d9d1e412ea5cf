/**
 * States that are to be expanded, of a search that keeps rows of its own: messages in flight, number, fingerprint (two
 * lanes), then the locals, then the messages.
 *
 * @module
 */
import { grown } from "./arrays.ts"

export class Rows {
  /** Words before the locals. */
  static readonly HEAD = 4
  current: Int32Array = new Int32Array(1 << 12)
  currentLength = 0
  next: Int32Array = new Int32Array(1 << 12)
  nextLength = 0
  private readonly slots: number

  constructor(slots: number) {
    this.slots = slots
  }

  /** The next level becomes the current one. */
  advance(): void {
    const spare = this.current
    this.current = this.next
    this.currentLength = this.nextLength
    this.next = spare
    this.nextLength = 0
  }

  /** Adds a row to the next level; returns where it begins. */
  add(state: number, a: number, b: number, locals: Int32Array, messages: readonly number[]): number {
    const at = this.nextLength
    const end = at + Rows.HEAD + this.slots + messages.length
    this.next = grown(this.next, end)
    const { next } = this
    next[at] = messages.length
    next[at + 1] = state
    next[at + 2] = a
    next[at + 3] = b
    next.set(locals, at + Rows.HEAD)
    for (let i = 0; i < messages.length; i++) next[at + Rows.HEAD + this.slots + i] = messages[i] as number
    this.nextLength = end
    return at
  }

  /** Words of the row at `at`. */
  width(at: number): number {
    return Rows.HEAD + this.slots + (this.current[at] as number)
  }
}
