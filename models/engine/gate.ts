/**
 * One thread at a time.
 *
 * @module
 */

/** Words of the control block: 1 while a thread is inside; how much of the ledger is written. */
const TAKEN = 0
const WRITTEN = 1

/** Words that it needs. */
export const GATE_WORDS = 2

export class Gate {
  private readonly control: Int32Array

  /** `control`: shared by the threads, 0 at first. */
  constructor(control: Int32Array) {
    this.control = control
  }

  enter(): void {
    while (Atomics.compareExchange(this.control, TAKEN, 0, 1) !== 0) Atomics.wait(this.control, TAKEN, 1, 10)
  }

  leave(): void {
    Atomics.store(this.control, TAKEN, 0)
    Atomics.notify(this.control, TAKEN, 1)
  }

  /** Words of the ledger; to be read and set inside only. */
  get written(): number {
    return Atomics.load(this.control, WRITTEN)
  }

  set written(length: number) {
    Atomics.store(this.control, WRITTEN, length)
  }
}
