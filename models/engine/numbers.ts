/**
 * Numbers of states, in the order in which they are found. Threads that share a search take them in blocks.
 *
 * @module
 */
import * as C from "./team-control.ts"

export class StateNumbers {
  /** The number of the next state. */
  next = 0
  private end = Number.POSITIVE_INFINITY
  private control: Int32Array | undefined

  /** The next number. */
  take(): number {
    if (this.next === this.end) this.takeBlock()
    return this.next++
  }

  /** From now on, blocks of other threads come between. */
  share(control: Int32Array): void {
    this.control = control
    this.skipTo(this.next)
  }

  /** Are there other threads, and so numbers that no state has? */
  get isShared(): boolean {
    return this.control !== undefined
  }

  /** Numbers that were given, by any thread. */
  get given(): number {
    return this.control === undefined ? this.next : Atomics.load(this.control, C.BLOCKS) * C.BLOCK
  }

  /** Gives none below this number any more; with other threads, the next is one of a new block. */
  skipTo(number: number): void {
    this.next = number
    if (this.control !== undefined) this.end = number
  }

  /** Gives none of the block any more. */
  dropBlock(): void {
    this.next = this.end
  }

  private takeBlock(): void {
    this.next = Atomics.add(this.control as Int32Array, C.BLOCKS, 1) * C.BLOCK
    this.end = this.next + C.BLOCK
  }
}
