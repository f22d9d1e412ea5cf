/**
 * Where each state was first reached from: what traces are made of. 8 bytes a state.
 *
 * @module
 */
import { Words } from "./words.ts"

export class Links {
  private readonly words: Words

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
    if (2 * state + 2 > this.words.view.length) this.words.reserve(2 * state + 2)
    const { view } = this.words
    view[2 * state] = parent
    view[2 * state + 1] = via
  }

  /** Those of the first `states` numbers, to be written to disk, or read. */
  image(states: number): Int32Array {
    this.words.refresh()
    this.words.reserve(2 * states)
    return this.words.view.subarray(0, 2 * states)
  }

  /** Transitions from the initial state to this one. */
  pathTo(state: number): readonly number[] {
    this.words.refresh()
    const { view } = this.words
    const path: number[] = []
    for (let at = state; (view[2 * at] as number) >= 0; at = view[2 * at] as number) path.push(view[2 * at + 1] as number)
    return path.reverse()
  }
}
