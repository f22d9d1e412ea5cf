/**
 * Which verdicts of the spec's rules were taken, and what kept the others from being taken.
 *
 * @module
 */
import type { Result } from "../../models/engine/result.ts"
import { keyOf, type Place, places } from "../../properties/coverage/verdicts.ts"

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
  const ran = new Set([...verdicts.keys()].map((key) => key.slice(0, key.indexOf(" "))))
  return places.filter(({ machine, verdict }) => ran.has(machine) && verdict !== "not in this mode").map((place) => {
    const times = verdicts.get(keyOf(place)) ?? 0
    return { ...place, times, because: times > 0 ? "" : reasonOf(place, verdicts) }
  })
}

/** Its event never came, or other checks of the rule were met first. */
const reasonOf = ({ machine, rule }: Place, verdicts: ReadonlyMap<string, number>): string => {
  const first = places.filter((other) => other.machine === machine && other.rule === rule).flatMap((other) => {
    const times = verdicts.get(keyOf(other)) ?? 0
    return times > 0 ? [{ verdict: other.verdict, times }] : []
  })
  if (first.length > 0) return `its event came, and was always another case: ${first.map(({ verdict, times }) => `${verdict} ${times}`).join(", ")}`
  return rule.endsWith("Timeout") || rule.endsWith("Expired") || rule.endsWith("Lapsed") ? "its timer never fired" : "its event never came: nobody sent it"
}

/** As lines for a person: what was not reached, rule by rule. */
export const coverageLines = (verdicts: ReadonlyMap<string, number>): readonly string[] => {
  const all = coverageOf(verdicts)
  const missing = all.filter(({ times }) => times === 0)
  const byRule = new Map<string, string[]>()
  for (const { machine, rule, because, verdict } of missing) {
    const key = `${machine} ${rule} (${because})`
    byRule.set(key, [...(byRule.get(key) ?? []), verdict])
  }
  return [
    `coverage: ${all.length - missing.length} of ${all.length} verdicts of the rules of ${new Set(all.map(({ machine }) => machine)).size} machines were taken`,
    ...[...byRule].map(([rule, of]) => `    never     ${rule}: ${of.join(", ")}`)
  ]
}
