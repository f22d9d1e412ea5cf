/**
 * What comes of a run of the script, as it is written to a file.
 *
 * @module
 */

/** The median of each figure over the runs that were made. */
export interface Stats {
  readonly runs: number
  readonly generated: number | null
  readonly unique: number | null
  readonly seconds: number
  /** Least and most. */
  readonly between: readonly [number, number]
  readonly cpuSeconds: number | null
  readonly peakBytes: number | null
}

export interface RivalFigures {
  readonly name: string
  readonly goal: number
  /** Why there are no figures. */
  readonly missing?: string
  readonly stats?: Stats
  /** Its time by ours: CPU seconds, and seconds on the clock. */
  readonly ratio?: number | null
  readonly ratioOnTheClock?: number
  readonly sameCounts?: boolean
}

export interface RowFigures {
  readonly title: string
  readonly ours: Stats
  readonly rivals: readonly RivalFigures[]
}

export interface AloneFigures {
  readonly title: string
  readonly unit: string
  readonly goal: number
  readonly better: "less" | "more"
  readonly missing?: string
  readonly value?: number
  readonly stats?: Stats
}

/** A search that takes so long that it is measured by itself. */
export interface LargeFigures extends AloneFigures {
  readonly date: string
  readonly machine: string
  readonly load: number
  /** As one types it. */
  readonly command: string
}

/** Where another tool's counts are wrong: one question, and what each answers. */
export interface Evidence {
  readonly question: string
  readonly answers: readonly { readonly who: string; readonly says: string }[]
}

export interface ProfileLine {
  readonly share: number
  readonly name: string
  readonly file: string
}

export interface Figures {
  readonly date: string
  readonly machine: string
  readonly load: number
  readonly versions: readonly string[]
  readonly rows: readonly RowFigures[]
  readonly alone: readonly AloneFigures[]
  /** Measured once, apart from the rest. */
  readonly large?: LargeFigures
  readonly evidence: readonly Evidence[]
  readonly profiles: readonly { readonly row: string; readonly lines: readonly ProfileLine[] }[]
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Goals met, of those that were measured. */
export const isMet = (value: number, goal: number, better: "less" | "more"): boolean => (better === "less" ? value <= goal : value >= goal)
