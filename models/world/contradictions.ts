/**
 * Bounds that cannot mean what they say: refused by name, since a budget that no run can spend verifies nothing.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import type { ConsumerConfig } from "../../spec/client/config.ts"
import type { Strike } from "./budget.ts"
import type { Fault } from "./faults.ts"
import type { Member } from "./member.ts"

/** What is looked at of a world of brokers with fixed roles. */
interface BrokersBounds {
  readonly name: string
  readonly members: readonly Member[]
  readonly strikes: readonly Strike[]
  readonly fine?: boolean
  readonly config?: Partial<Config>
  readonly messages: number
  readonly inFlight: number
  readonly connections: number
}

/** What is looked at of a world of a group. */
interface GroupBounds {
  readonly name: string
  readonly faults: { readonly [fault in Fault]?: number }
  readonly fine?: readonly ("log" | "vote" | "queues")[]
  readonly nodes: number
  readonly terms: number
  readonly standing?: readonly number[]
}

const refuse = (name: string, field: string, what: string): never => {
  throw new Error(`model ${name}: ${field}: ${what}`)
}

export const refuseContradictions = ({ name, members, strikes, fine, config, messages, inFlight, connections }: BrokersBounds): void => {
  const slaves = members.filter(({ role }) => role === "slave")
  for (const { fault, at } of strikes) {
    if (at === "consumer") refuse(name, "strikes", `${fault} at a consumer can never happen: there is none in this world`)
    if (at === "slave" && slaves.length === 0) refuse(name, "strikes", `${fault} at a slave can never happen: there is no slave`)
    if ((fault === "cut" || fault === "promote") && slaves.length === 0) refuse(name, "strikes", `${fault} can never happen: there is no slave`)
    if ((fault === "powerLoss" || fault === "powerLossOfAll" || fault === "diskError") && !fine) refuse(name, "strikes", `${fault} takes nothing unless writing and fsync are told apart: set fine`)
  }
  for (const { name: slave, master } of slaves)
    if (!members.some((member) => member.name === master && member.role === "master")) refuse(name, "members", `the master of ${slave}, ${master ?? "not named"}, is no member`)
  if (slaves.length > 0 && connections < 1) refuse(name, "connections", "a slave without a connection copies nothing: allow 1 at least")
  if (messages < 1 || inFlight < 1) refuse(name, messages < 1 ? "messages" : "inFlight", "must be 1 at least")
  const largest = Math.max(...members.map(({ brokerName }) => members.filter((other) => other.brokerName === brokerName).length))
  if (config?.brokerRole === "SYNC_MASTER" && (config.requiredAcks ?? 2) > largest)
    refuse(name, "requiredAcks", `${config.requiredAcks ?? 2} copies are more than a group of ${largest} can have: nothing would ever be acked`)
}

export const refuseGroupContradictions = ({ name, faults, fine = [], nodes, terms, standing }: GroupBounds): void => {
  for (const fault of ["powerLoss", "powerLossOfAll", "diskError"] as const)
    if ((faults[fault] ?? 0) > 0 && fine.length === 0) refuse(name, `faults.${fault}`, "takes nothing unless writing and fsync are told apart: set fine to log, vote or both")
  if (nodes < 1) refuse(name, "nodes", "must be 1 at least")
  // A released DLedger holds its first election in term 0.
  if (terms < 0) refuse(name, "terms", "must be 0 at least")
  const stranger = standing?.find((node) => node >= nodes)
  if (stranger !== undefined) refuse(name, "standing", `there is no node n${stranger}`)
}

/** What is looked at of a world with consumers. */
interface ConsumersBounds {
  readonly name: string
  readonly members: readonly Member[]
  readonly clients: readonly string[]
  readonly strikes: readonly Strike[]
  readonly terms?: number
  readonly standing?: readonly string[]
  readonly stored: { readonly [broker: string]: number }
  readonly messages: number
  readonly inFlight: number
  readonly consumer?: Partial<ConsumerConfig>
}

export const refuseConsumersContradictions = ({ name, members, clients, strikes, terms, standing, stored, messages, inFlight, consumer }: ConsumersBounds): void => {
  const names = members.map((member) => member.name)
  if (clients.length === 0) refuse(name, "clients", "a group without members consumes nothing: allow 1 at least")
  if (clients.length > 1 && consumer?.alone !== false) refuse(name, "consumer.alone", `${clients.length} members would each take all queues: set it to false`)
  if (inFlight < 1) refuse(name, "inFlight", "must be 1 at least")
  for (const { fault, at } of strikes) {
    if ((at === "slave" || fault === "promote") && !members.some(({ role }) => role === "slave")) refuse(name, "strikes", `${fault} at a slave can never happen: there is no slave`)
    if (!["crash", "kill", "powerLoss", "promote"].includes(fault)) refuse(name, "strikes", `${fault} can never happen: this world does not have it`)
    if (at === "consumer" && fault !== "crash") refuse(name, "strikes", `${fault} at a consumer can never happen: it has no disk, and does not come back`)
  }
  for (const [broker, count] of Object.entries(stored)) {
    if (!names.includes(broker)) refuse(name, "stored", `there is no broker ${broker}`)
    if (count > messages) refuse(name, "stored", `${broker} holds ${count} messages, of ${messages} in all`)
  }
  const stranger = standing?.find((broker) => !names.includes(broker))
  if (stranger !== undefined) refuse(name, "standing", `there is no broker ${stranger}`)
  if (terms !== undefined && terms < 1) refuse(name, "terms", "must be 1 at least")
}
