/**
 * What avoids a loss, as far as the tables say: the cells beside it in its row of the promise table, who is served while
 * the same is down, and of a bug the rule as it is.
 *
 * @module
 */
import { availability, type Availability } from "../../../../properties/availability.ts"
import { pins } from "../../../../properties/pins.ts"
import { count } from "../../progress.ts"
import type { Entry } from "./entries.ts"
import { mastersBounds, type Place, placesIn, rowOf } from "./rows.ts"

export interface Avoided {
  /** For a table. */
  readonly short: string
  /** Lines of Markdown. */
  readonly lines: readonly string[]
}

const NOTHING: Avoided = { short: "–", lines: ["No table of this project names a setting that avoids it: the promise table is about acked messages that nobody has any more, and this is something else."] }

export const avoided = (entry: Entry): Avoided => {
  if (entry.mutant !== undefined) return byTheRule(entry)
  if (entry.property.endsWith("acked message lost")) return byTheTable(entry)
  return byWhoServes(entry) ?? NOTHING
}

const byTheRule = ({ suite, property }: Entry): Avoided => {
  const pin = pins[suite.name]
  return { short: "the rule as it is", lines: [`The rule as it is: without the bug ${property} holds in the same model${pin === undefined ? "" : `, in all of its ${count(pin.uniqueStates)} states`}.`] }
}

const placeText = ({ mode, setting, outcome }: Place): string => `**${mode}, ${setting}**: ${outcome}`

const byTheTable = ({ suite }: Entry): Avoided => {
  const row = rowOf(suite)
  if (row === undefined) return NOTHING
  const kept = placesIn(row).filter(({ outcome }) => outcome !== "LOSS")
  const bounds = mastersBounds(suite)
  // A model of a cell differs from the table's by the settings that it names.
  const config = Object.entries(bounds?.config ?? {}).map(([key, value]) => `\`${key}=${String(value)}\``)
  const [same, other] = [kept.filter(({ mode }) => mode === suite.mode), kept.filter(({ mode }) => mode !== suite.mode)]
  const link = `[${row.faults}](../promises.md#${row.faults.replace(/[^\w -]/g, "").replaceAll(" ", "-")})`
  if (kept.length === 0) return { short: "nothing", lines: [`Nothing: in every mode and with every setting this loses acked messages (${link}).`] }
  const without = config.length === 0 ? [] : [`The mode as it is, without ${config.join(" and ")}.`]
  const shorts = [...(config.length === 0 ? [] : [`without ${config.join(", ")}`]), ...(config.length === 0 ? same : []).map(({ setting }) => setting), ...modesOf(other)]
  return { short: shorts.join("; "), lines: [`When ${link}, no acked message is lost with:`, "", ...without.map((text) => `- ${text}`), ...[...same, ...other].map((place) => `- ${placeText(place)}`)] }
}

/** A mode once where all of its settings keep it. */
const modesOf = (places: readonly Place[]): readonly string[] => {
  const modes = [...new Set(places.map(({ mode }) => mode))]
  return modes.map((mode) => {
    const settings = places.filter((place) => place.mode === mode).map(({ setting }) => setting)
    return settings.length > 1 ? mode : `${mode} with ${settings[0]}`
  })
}

/** The claims of the table that somebody is served. */
const serves = ({ property }: Availability): boolean => /\bserved\b/.test(property)

const HOW_MANY: { readonly [word: string]: number } = { a: 1, one: 1, two: 2, three: 3 }

/** `a master` is down as `one of three nodes` is; a slave is not. */
const alike = (one: string, other: string): boolean => {
  const [a = "", b = ""] = [one.split(" ")[0], other.split(" ")[0]]
  return HOW_MANY[a] === HOW_MANY[b] && (one === other || [one, other].some((down) => down.endsWith("nodes")))
}

/** `dledger`; `async-replication with consumerFailoverToSlave`; of the mode itself `five nodes`. */
const shortly = ({ mode, claim, down }: Availability, own: string): string => {
  const nodes = /of (\w+ nodes)$/.exec(down)?.[1]
  return mode === own && nodes !== undefined ? nodes : [mode, ...(/^with \w+/.exec(claim) ?? [])].join(" ")
}

const byWhoServes = ({ id, suite }: Entry): Avoided | undefined => {
  const here = availability.find(({ mode, property }) => mode === suite.mode && property.startsWith(`${id} `))
  if (here === undefined) return undefined
  const served = availability.filter((claim) => serves(claim) && alike(here.down, claim.down))
  if (served.length === 0) return undefined
  return {
    short: served.map((claim) => shortly(claim, suite.mode)).join("; "),
    lines: [`With ${here.down} down ([who is served](../promises.md#who-is-served-while-something-is-down)):`, "", ...served.map(({ mode, down, claim }) => `- **${mode}**, ${down} down: ${claim}`)]
  }
}
