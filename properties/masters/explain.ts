/**
 * A run of brokers with fixed roles, for a person: one line a step and what changed, the end as a table, and the story of
 * each message that the property speaks of.
 *
 * @module
 */
import type { Trace } from "../../models/engine/result.ts"
import type { BrokersLocal } from "../../models/world/brokers.ts"
import { describeBrokers } from "../../models/world/describe-brokers.ts"
import { allEntries, type Disk, holdsMessage } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import type { Told } from "../../models/world/told.ts"
import { aligned } from "../aligned.ts"
import type { BrokersDeclared } from "./declare.ts"

export const explainBrokers = (property: Pick<BrokersDeclared, "id" | "sentence">, names: readonly string[], trace: Trace): string => {
  const states = [trace.initial, ...trace.steps.map(({ locals }) => locals)] as readonly (readonly BrokersLocal[])[]
  const lines = [`${property.id}: ${property.sentence}`, ""]
  trace.steps.forEach(({ move }, i) => {
    lines.push(`${String(i + 1).padStart(3)}  ${describeBrokers(names, move)}`)
    for (const change of changes(names, states[i] as readonly BrokersLocal[], states[i + 1] as readonly BrokersLocal[])) lines.push(`       ${change}`)
  })
  lines.push("", "At the end:", ...table(names, states[states.length - 1] as readonly BrokersLocal[]).map((row) => `  ${row}`))
  if (trace.error !== undefined) lines.push("", `The last step threw: ${trace.error}`)
  const stories = storiesOf(names, states)
  if (stories.length > 0) lines.push("", "Why:", ...stories.map((story) => `  ${story}`))
  return lines.join("\n")
}

const memberIn = (locals: readonly BrokersLocal[], i: number): MemberNode => locals[i] as MemberNode
const toldIn = (names: readonly string[], locals: readonly BrokersLocal[]): Told => locals[names.length + 1] as Told

/** `m1 m2~`: what is written and not on disk yet has a tilde. */
export const logText = (disk: Disk): string => {
  const all = allEntries(disk)
  return all.length === 0 ? "empty" : all.map(({ payload }, i) => `${payload}${i <= disk.durable ? "" : "~"}`).join(" ")
}

export const roleText = ({ broker, up, connecting }: MemberNode): string => {
  const role = broker.config.brokerRole === "SLAVE" ? `slave of ${broker.config.haMaster}` : "master"
  if (!up) return `${role}, down`
  if (broker.diskFailed) return `${role}, disk failed`
  if (broker.config.brokerRole !== "SLAVE") return role
  return broker.ha.connection === null ? `${role}, ${connecting ? "not connected" : "waiting to connect again"}` : `${role}, connected`
}

const changes = (names: readonly string[], before: readonly BrokersLocal[], after: readonly BrokersLocal[]): readonly string[] => [
  ...names.flatMap((name, i) => {
    const [was, is] = [memberIn(before, i), memberIn(after, i)]
    if (was === is) return []
    return [
      ...(roleText(was) === roleText(is) ? [] : [`${name} is ${roleText(is)}`]),
      ...(logText(was.disk) === logText(is.disk) ? [] : [`${name} log: ${logText(is.disk)}`])
    ]
  }),
  ...toldIn(names, after)
    .told.filter(({ message }) => !toldIn(names, before).told.some((told) => told.message === message))
    .map(({ message, status, by }) => `${by} answers ${status} for ${message}`)
]

const table = (names: readonly string[], locals: readonly BrokersLocal[]): readonly string[] =>
  aligned(names.map((name, i) => [name, roleText(memberIn(locals, i)), `log: ${logText(memberIn(locals, i).disk)}`]))

/** Per message: when it was answered and how, who had it then, who lost it and when, who has it now. */
const storiesOf = (names: readonly string[], states: readonly (readonly BrokersLocal[])[]): readonly string[] => {
  const end = states[states.length - 1] as readonly BrokersLocal[]
  return toldIn(names, end).told.map(({ message, status, by }) => {
    const holders = (step: number) => names.filter((_, i) => holdsMessage(memberIn(states[step] as readonly BrokersLocal[], i).disk, message))
    const told = states.findIndex((locals) => toldIn(names, locals).told.some((other) => other.message === message))
    const losses: string[] = []
    for (let step = 1; step < states.length; step++) for (const name of holders(step - 1)) if (!holders(step).includes(name)) losses.push(`${name} lost it at step ${step}`)
    const left = holders(states.length - 1)
    return `${message} was answered ${status} by ${by} at step ${told}, when ${listed(holders(told))} had it${losses.length > 0 ? `; ${losses.join("; ")}` : ""}. ${left.length === 0 ? "Nobody has it now." : `${listed(left)} ${left.length === 1 ? "has" : "have"} it now.`}`
  })
}

const listed = (names: readonly string[]): string => (names.length === 0 ? "nobody" : names.length === 1 ? `${names[0]} alone` : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`)
