/**
 * How long an exploration will take yet, going by the sizes of its levels.
 *
 * Levels of a bounded model swell, and then shrink, faster and faster. While they swell nobody knows how far; once they
 * shrink, the ratio of each to the one before is taken to go on falling as it did last.
 *
 * @module
 */
import type { Progress } from "../../models/engine/result.ts"

/** Levels to look ahead, at most. */
const MOST_LEVELS = 10_000

type Figures = Pick<Progress, "depth" | "uniqueStates" | "frontier" | "seconds">

export class TimeLeft {
  /** States known when a level began, by depth. */
  private readonly began: { readonly depth: number; readonly known: number }[] = []
  private last: Figures | undefined

  note(figures: Figures): void {
    const { depth, uniqueStates } = figures
    if (this.began[this.began.length - 1]?.depth !== depth) this.began.push({ depth, known: uniqueStates })
    this.last = figures
  }

  /** States that are still to be expanded or found; `undefined`: it cannot be told yet. */
  statesLeft(): number | undefined {
    const { began, last } = this
    const [a, b, c, d] = began.slice(-4)
    if (a === undefined || b === undefined || c === undefined || d === undefined || last === undefined) return undefined
    // Reports come once a second: levels may have been passed over between two of them.
    const sizes = [a, b, c].map(({ depth, known }, i) => (([b, c, d][i] as typeof a).known - known) / (([b, c, d][i] as typeof a).depth - depth)) as [number, number, number]
    const before = (sizes[1] / sizes[0]) ** (2 / (c.depth - a.depth))
    let ratio = (sizes[2] / sizes[1]) ** (2 / (d.depth - b.depth))
    if (!(ratio < 1)) return undefined
    const decline = Math.min(1, ratio / before)
    let toCome = 0
    for (let size = sizes[2], levels = 0; size >= 1 && levels < MOST_LEVELS; levels++) {
      ratio *= decline
      size *= ratio
      toCome += size
    }
    return last.frontier + Math.max(0, toCome - (last.uniqueStates - d.known))
  }

  seconds(): number | undefined {
    const left = this.statesLeft()
    if (left === undefined || this.last === undefined) return undefined
    const expanded = this.last.uniqueStates - this.last.frontier
    return expanded <= 0 ? undefined : (left * this.last.seconds) / expanded
  }
}

/** `—`, `40 s`, `12 min`, `3 h`. */
export const secondsText = (seconds: number | undefined): string => {
  if (seconds === undefined) return "—"
  if (seconds < 100) return `${Math.ceil(seconds)} s`
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
