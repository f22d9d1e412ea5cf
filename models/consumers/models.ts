/**
 * The models of consumer groups: which brokers, which members, what is stored when they begin, and what may go wrong.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import type { TimerEvent } from "../../spec/broker/events.ts"
import type { ConsumerConfig } from "../../spec/client/config.ts"
import { type Mode, modes } from "../../spec/modes/index.ts"
import type { Strike } from "../world/budget.ts"
import type { ConsumerMachine } from "../world/client.ts"
import type { ConsumersOptions } from "../world/consumers-bounds.ts"
import type { Member } from "../world/member.ts"
import type { BrokerMachine } from "../world/node.ts"

/** A world without its properties: those are chosen in `properties/`. */
export interface ConsumersBounds {
  readonly mode: Mode
  readonly topic: string
  readonly about: string
  readonly deep?: boolean
  readonly members: readonly Member[]
  readonly clients: readonly string[]
  readonly messages: number
  readonly stored: { readonly [broker: string]: number }
  readonly inFlight: number
  readonly connections: number
  readonly strikes: readonly Strike[]
  readonly terms?: number
  readonly standing?: readonly string[]
  readonly config?: Partial<Config>
  readonly consumer?: Partial<ConsumerConfig>
  readonly actingMaster?: boolean
}

/** Tables are saved and copied on a timer, which matters to brokers that end; locks expire, which matters to others; what else has to fire is the mode's. */
const timersOf = ({ mode, strikes, consumer, clients }: ConsumersBounds): readonly TimerEvent["_tag"][] => [
  ...(strikes.some(({ at }) => at !== "consumer") ? ["MetadataTimeout" as const] : []),
  ...(consumer?.consumeOrderly && clients.length > 1 && mode !== "dledger" ? ["LockExpired" as const] : []),
  ...(strikes.some(({ fault }) => fault === "powerLoss") ? ["FlushTimeout" as const] : []),
  ...(mode === "dledger" ? ["ElectionTimeout" as const] : mode === "multi-master" ? [] : ["HaReconnectTimeout" as const]),
  ...(mode === "sync-double-write" ? ["SlaveTimeout" as const] : [])
]

/** `async-replication/failover-to-slave-2brokers-1consumer-2m-3net-1crash@master`. */
export const consumersNameOf = ({ mode, topic, members, clients, messages, inFlight, strikes, terms }: ConsumersBounds): string =>
  [
    `${mode}/${topic}`,
    `${members.length}broker${members.length > 1 ? "s" : ""}`,
    `${clients.length}consumer${clients.length > 1 ? "s" : ""}`,
    ...(terms === undefined ? [] : [`${terms}t`]),
    `${messages}m`,
    `${inFlight}net`,
    ...strikes.map(({ fault, at, times }) => `${times}${fault}${fault === "promote" ? "" : `@${at}`}`)
  ].join("-")

/** The world of these bounds, around these machines. */
export const consumersOptionsOf = (bounds: ConsumersBounds, machine: BrokerMachine = modes[bounds.mode], consumerMachine?: ConsumerMachine): Omit<ConsumersOptions, "properties" | "name"> => {
  const { mode: _mode, topic: _topic, about: _about, deep: _deep, ...rest } = bounds
  return { ...rest, machine, ...(consumerMachine === undefined ? {} : { consumerMachine }), timers: timersOf(bounds) }
}
