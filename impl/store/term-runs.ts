/**
 * The terms of the entries, as the pure log has them: runs of equal terms. Few, however long the log is.
 *
 * @module
 */
import type { Run } from "../../spec/log/log.ts"

export class TermRuns {
  private list: Run[] = []
  /** The entry before the first one kept, and its term; −1 and −1 if there never was one. */
  baseIndex: number
  baseTerm: number

  constructor(baseIndex: number, baseTerm: number) {
    this.baseIndex = baseIndex
    this.baseTerm = baseTerm
  }

  get runs(): readonly Run[] {
    return this.list
  }

  get lastTerm(): number {
    return this.list[this.list.length - 1]?.term ?? this.baseTerm
  }

  /** Of a log that is known already. */
  takeOver(runs: readonly Run[]): void {
    this.list = [...runs]
  }

  append(index: number, term: number): void {
    if (this.list[this.list.length - 1]?.term !== term) this.list = [...this.list, { first: index, term }]
  }

  /** The term of an entry held, or of the base. */
  termOf(index: number): number | undefined {
    if (index === this.baseIndex) return this.baseTerm
    let low = 0
    let high = this.list.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      if ((this.list[middle] as Run).first <= index) low = middle + 1
      else high = middle - 1
    }
    return this.list[high]?.term
  }

  /** Forgets the entries from `index` on. */
  truncate(index: number): void {
    this.list = this.list.filter((run) => run.first < index)
  }

  /** Forgets the entries up to `index`, which is the base from now on. The last entry held is `last`. */
  compact(index: number, last: number): void {
    this.baseTerm = this.termOf(index) ?? this.baseTerm
    this.baseIndex = index
    this.list = this.list
      .filter((_, i) => (this.list[i + 1]?.first ?? last + 1) > index + 1)
      .map((run) => (run.first > index ? run : { ...run, first: index + 1 }))
  }
}
