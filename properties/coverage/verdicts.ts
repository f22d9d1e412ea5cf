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

/** The machines that models run, by the names that their steps are counted under. */
export const machines: { readonly [name: string]: { readonly [event: string]: Listing } } = Object.fromEntries(
  [...Object.values(modes), dledgerReleased, nameServer, producer, consumer].map(({ name, rules }) => [name, rules as unknown as { readonly [event: string]: Listing }])
)

/** As steps are counted: `dledger AppendEntries: gap`. */
export const keyOf = ({ machine, rule, verdict }: Place): string => `${machine} ${rule}: ${verdict}`

/** All of them, machine by machine, in the order in which each rule lists them. */
export const places: readonly Place[] = Object.entries(machines).flatMap(([machine, rules]) =>
  Object.values(rules).flatMap(({ event, verdicts }) => verdicts.map((verdict): Place => ({ machine, rule: event, verdict })))
)
