/**
 * Which verdicts of the spec's rules were taken, and what kept the others from being taken.
 *
 * @module
 */
import type { Result } from "../../models/engine/result.ts"
import { type Check, checksOf } from "../../properties/coverage/checks.ts"
import { exempt, judge, type Judged, keysOf, nameOf, type Point, points } from "../../properties/coverage/judge.ts"
import { keyOf, type Place, places } from "../../properties/coverage/verdicts.ts"
import { count } from "./progress.ts"

/** A verdict, and how often distinct steps took it. */
export interface Covered extends Place {
  readonly times: number
  /** Why it was not taken; empty if it was. */
  readonly because: string
}

/** Counts of verdicts over several results. */
export const totalOf = (results: readonly Pick<Result, "verdicts">[]): ReadonlyMap<string, number> => {
  const total = new Map<string, number>()
  for (const { verdicts } of results) for (const [key, times] of verdicts) total.set(key, (total.get(key) ?? 0) + times)
  return total
}

/** Every verdict of the machines that were run at all. */
export const coverageOf = (verdicts: ReadonlyMap<string, number>): readonly Covered[] => {
  const ran = machinesIn(verdicts)
  return places.filter(({ machine }) => ran.has(machine)).map((place) => {
    const times = verdicts.get(keyOf(place)) ?? 0
    return { ...place, times, because: times > 0 ? "" : whyNever(place.rule, place.verdict, timesOf([place.machine], place.rule, verdicts)) }
  })
}

const machinesIn = (verdicts: ReadonlyMap<string, number>): ReadonlySet<string> => new Set([...verdicts.keys()].map((key) => key.slice(0, key.indexOf(" "))))

/** How often each verdict of a rule was taken by these machines. */
const timesOf = (machines: readonly string[], event: string, verdicts: ReadonlyMap<string, number>): ReadonlyMap<string, number> => {
  const times = new Map<string, number>()
  for (const { machine, rule, verdict } of places)
    if (rule === event && machines.includes(machine)) times.set(verdict, (times.get(verdict) ?? 0) + (verdicts.get(keyOf({ machine, rule, verdict })) ?? 0))
  return times
}

/** Its event never came; or the rule's own check for it was asked, and never met; or an earlier check was met each time. */
export const whyNever = (event: string, verdict: string, times: ReadonlyMap<string, number>): string => {
  const taken = [...times].filter(([, n]) => n > 0)
  if (taken.length === 0) return /(?:Timeout|Expired|Lapsed)$/.test(event) ? "its timer never fired" : "its event never came: nobody sent it"
  const checks = checksOf({ event, verdicts: [...times.keys()] })
  const own = checks.findIndex((check) => check.verdict === verdict)
  const told = (of: readonly (readonly [string, number])[]): string => of.map(([other, n]) => `${other} ${count(n)} times${conditionOf(checks, other)}`).join(", ")
  // Without its source nothing is known of the order.
  if (own < 0) return `its event came, and was always another case: ${told(taken)}`
  const last = (other: string): number => checks.findLastIndex((check) => check.verdict === other)
  const before = taken.filter(([other]) => last(other) < own)
  const asked = taken.filter(([other]) => last(other) > own).reduce((sum, [, n]) => sum + n, 0)
  const condition = checks[own]?.condition
  if (asked === 0 || condition === undefined) return `never asked: an earlier check was met each time: ${told(before)}`
  return `asked ${count(asked)} times, and never was ${condition}${before.length === 0 ? "" : `; before it came ${told(before)}`}`
}

const conditionOf = (checks: readonly Check[], verdict: string): string => {
  const condition = checks.find((check) => check.verdict === verdict)?.condition
  return condition === undefined ? "" : ` (${condition})`
}

/** The same for all machines that have the rule. */
export const whyNeverOf = ({ rule, verdict }: Point, verdicts: ReadonlyMap<string, number>): string => whyNever(rule.event, verdict, timesOf(rule.machines, rule.event, verdicts))

/** As lines for a person: what was not reached, rule by rule, of the machines that were run. */
export const coverageLines = (verdicts: ReadonlyMap<string, number>): readonly string[] => {
  const ran = machinesIn(verdicts)
  const all = points.filter(({ rule }) => rule.machines.some((machine) => ran.has(machine)))
  const never = all.filter((point) => !keysOf(point).some((key) => verdicts.has(key)))
  return [
    `coverage: ${all.length - never.length} of ${all.length} verdicts of ${new Set(all.map(({ rule }) => rule)).size} rules were taken`,
    ...never.map((point) => `    never     ${nameOf(point)}: ${whyNeverOf(point, verdicts)}`)
  ]
}

/** What `check` of all models says of the verdicts of all rules; the lines, and whether all is well. */
export const judgedLines = (verdicts: ReadonlyMap<string, number>, deep: boolean): { readonly lines: readonly string[]; readonly judged: Judged } => {
  const judged = judge(verdicts, deep)
  const { missing, stale } = judged
  const taken = points.filter((point) => keysOf(point).some((key) => verdicts.has(key))).length
  return {
    judged,
    lines: [
      `coverage: ${taken} of ${points.length} verdicts of the spec's rules are taken, ${exempt.size} are listed with a reason and a test (properties/coverage/exceptions)`,
      ...missing.map((point) => `    missing   ${nameOf(point)}: ${exempt.has(nameOf(point)) ? "listed as taken in a deep model, and is not" : whyNeverOf(point, verdicts)}. Let a model come there, or list it`),
      ...stale.map((point) => `    stale     ${nameOf(point)}: a model comes there; take it off the list`)
    ]
  }
}
