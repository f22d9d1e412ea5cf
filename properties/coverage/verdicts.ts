/**
 * Every verdict that the rules of the spec can give, read off the machines' tables of rules.
 *
 * @module
 */
import { consumer } from "../../spec/client/consumer/index.ts"
import { producer } from "../../spec/client/producer/index.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { modes } from "../../spec/modes/index.ts"
import { nameServer } from "../../spec/name-server/index.ts"

/** A verdict of one machine's rule for one event. */
export interface Place {
  readonly machine: string
  /** The event that the rule is for. */
  readonly rule: string
  readonly verdict: string
}

/** What a machine's table says of a rule. */
interface Listing {
  readonly event: string
  readonly verdicts: readonly string[]
}

/** The machines of brokers: they have many rules in common. */
const brokers = [...Object.values(modes), dledgerReleased].map(({ name }) => name as string)

/** The machines that models run, by the names that their steps are counted under. */
export const machines: { readonly [name: string]: { readonly [event: string]: Listing } } = Object.fromEntries(
  [...Object.values(modes), dledgerReleased, nameServer, producer, consumer].map(({ name, rules }) => [name, rules as unknown as { readonly [event: string]: Listing }])
)

/** As steps are counted: `dledger AppendEntries: gap`. */
export const keyOf = ({ machine, rule, verdict }: Place): string => `${machine} ${rule}: ${verdict}`

/** What rules of events say that a mode does not know. */
const ABSENT = "not in this mode"

/** A rule, in all machines that have it. */
export interface SharedRule {
  /** `brokers PullMessage`, `dledger AppendEntries`. */
  readonly name: string
  readonly event: string
  readonly machines: readonly string[]
  readonly verdicts: readonly string[]
}

/** Modes share rules: what one of them shows of a rule need not be shown by all. */
export const rules: readonly SharedRule[] = (() => {
  const found = new Map<string, { readonly event: string; readonly verdicts: readonly string[]; readonly machines: string[] }>()
  for (const [machine, table] of Object.entries(machines))
    for (const { event, verdicts } of Object.values(table)) {
      if (verdicts.includes(ABSENT)) continue
      const key = [brokers.includes(machine) ? "" : machine, event, ...verdicts].join("|")
      const known = found.get(key)
      if (known === undefined) found.set(key, { event, verdicts, machines: [machine] })
      else known.machines.push(machine)
    }
  return [...found.values()].map((rule) => ({ name: `${ownersOf(rule.machines)} ${rule.event}`, ...rule }))
})()

function ownersOf(of: readonly string[]): string {
  if (of.length === 1) return of[0] as string
  return of.length === 2 ? "masters with slaves" : of.includes("dledger") ? "brokers" : "masters"
}

/** All places, machine by machine, in the order in which each rule lists its verdicts. */
export const places: readonly Place[] = Object.entries(machines).flatMap(([machine, table]) =>
  Object.values(table).flatMap(({ event, verdicts }) => verdicts.filter((verdict) => verdict !== ABSENT).map((verdict): Place => ({ machine, rule: event, verdict })))
)
