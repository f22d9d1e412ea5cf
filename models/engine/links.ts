/**
 * Where each state was first reached from: what traces are made of. 8 bytes a state.
 *
 * @module
 */
import type { Spill } from "./spill.ts"
import { Words } from "./words.ts"

export class Links {
  private readonly words: Words
  /** States with a lower number are on disk. */
  base = 0
  private spill: Spill | undefined

  /** `shared`: those of another thread. */
  constructor(shared?: SharedArrayBuffer) {
    this.words = new Words(shared ?? 1 << 12)
  }

  /** The links in memory that other threads can see. */
  share(): SharedArrayBuffer {
    return this.words.share()
  }

  /** State `state` was first reached from `parent` by transition `via`; both −1 for the initial one. */
  set(state: number, parent: number, via: number): void {
    const at = 2 * (state - this.base)
    if (at + 2 > this.words.view.length) this.words.reserve(at + 2)
    const { view } = this.words
    view[at] = parent
    view[at + 1] = via
  }

  /** Those of the first `states` numbers, to be written to disk, or read. */
  image(states: number): Int32Array {
    this.words.refresh()
    this.words.reserve(2 * (states - this.base))
    return this.words.view.subarray(0, 2 * (states - this.base))
  }

  /** Moves those of the first `states` numbers to disk. */
  moveTo(spill: Spill, states: number): void {
    spill.writeLinks(this.image(states), this.base)
    this.restore(spill, states)
  }

  /** Those of the first `states` numbers are on disk. */
  restore(spill: Spill, states: number): void {
    this.spill = spill
    this.base = states
  }

  /** Another thread has moved those below this number to disk. */
  moved(states: number): void {
    this.base = states
  }

  /** Transitions from the initial state to this one. */
  pathTo(state: number): readonly number[] {
    this.words.refresh()
    const { view } = this.words
    const path: number[] = []
    for (let at = state; ; ) {
      const [parent, via] = at < this.base ? (this.spill as Spill).readLink(at) : [view[2 * (at - this.base)] as number, view[2 * (at - this.base) + 1] as number]
      if (parent < 0) return path.reverse()
      path.push(via)
      at = parent
    }
  }
}
