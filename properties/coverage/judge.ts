/**
 * Is every verdict of every rule come to, or listed with its reason?
 *
 * @module
 */
import { exceptions } from "./exceptions/index.ts"
import { rules, type SharedRule } from "./verdicts.ts"

/** A verdict of a rule, whichever machines have it. */
export interface Point {
  readonly rule: SharedRule
  readonly verdict: string
}

/** `brokers PullMessage: waits` */
export const nameOf = ({ rule, verdict }: Point): string => `${rule.name}: ${verdict}`

export const points: readonly Point[] = rules.flatMap((rule) => rule.verdicts.map((verdict): Point => ({ rule, verdict })))

/** As steps are counted, for each machine that has the rule. */
export const keysOf = ({ rule, verdict }: Point): readonly string[] => rule.machines.map((machine) => `${machine} ${rule.event}: ${verdict}`)

export interface Exempt {
  readonly because: string
  readonly deep: boolean
  /** The test that comes to it. */
  readonly test?: { readonly file: string; readonly title: string }
}

/** By name of the point. */
export const exempt: ReadonlyMap<string, Exempt> = new Map(
  exceptions.flatMap(({ because, deep = false, of }) =>
    of.flatMap(({ rule, test, verdicts }) =>
      Object.entries(verdicts).map(([verdict, title]) => [`${rule}: ${verdict}`, { because, deep, ...(test === undefined || title === null ? {} : { test: { file: test, title } }) }] as const)
    )
  )
)

export interface Judged {
  /** Come to by no model, and not listed; or listed as come to by models that are deep, and not even by these. */
  readonly missing: readonly Point[]
  /** Listed as come to by no model, or by deep ones only, and come to all the same. */
  readonly stale: readonly Point[]
}

/** `taken`: how often each verdict was taken, in all models; with those that are deep, if `deep`. */
export const judge = (taken: ReadonlyMap<string, number>, deep: boolean): Judged => {
  const isTaken = (point: Point): boolean => keysOf(point).some((key) => (taken.get(key) ?? 0) > 0)
  const isExempt = (point: Point): boolean => {
    const listed = exempt.get(nameOf(point))
    return listed !== undefined && !(deep && listed.deep)
  }
  return {
    missing: points.filter((point) => !isTaken(point) && !isExempt(point)),
    stale: points.filter((point) => isTaken(point) && isExempt(point))
  }
}
