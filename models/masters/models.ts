/**
 * The models of modes 1–3: which brokers, how many messages, what may go wrong. They are small, so every row of the promise
 * table has a world of its own.
 *
 * @module
 */
import { type Mode, modes } from "../../spec/modes/index.ts"
import type { Config } from "../../spec/broker/config.ts"
import type { TimerEvent } from "../../spec/broker/events.ts"
import type { FlushDiskType } from "../../spec/vocabulary.ts"
import type { Strike } from "../world/budget.ts"
import type { BrokersOptions } from "../world/brokers.ts"
import type { Member } from "../world/member.ts"
import type { BrokerMachine } from "../world/node.ts"

/** Those in which roles are fixed. */
export type MastersMode = Exclude<Mode, "dledger">

/** A world without its properties: those are chosen in `properties/`. */
export interface MastersBounds {
  readonly mode: MastersMode
  readonly topic: string
  readonly about: string
  readonly deep?: boolean
  readonly flushDiskType: FlushDiskType
  readonly members: readonly Member[]
  readonly messages: number
  readonly inFlight: number
  readonly connections: number
  readonly strikes: readonly Strike[]
  readonly config?: Partial<Config>
  /** Note what consumers could see. */
  readonly seen?: boolean
  /** Reads of where the queue ends. */
  readonly reads?: number
  /** A slave or a master may close a connection that is silent. Needed where links are cut. */
  readonly housekeeping?: boolean
  /** A master tells its slaves that it is there. */
  readonly heartbeats?: boolean
}

export const MASTER: Member = { name: "a0", brokerName: "broker-a", role: "master" }
export const SLAVE: Member = { name: "a1", brokerName: "broker-a", role: "slave", master: "a0" }
export const SECOND_SLAVE: Member = { name: "a2", brokerName: "broker-a", role: "slave", master: "a0" }
export const OTHER_MASTER: Member = { name: "b0", brokerName: "broker-b", role: "master" }

/** A group of the mode: a master, and a slave where the mode has them. */
export const groupOf = (mode: MastersMode): readonly Member[] => (mode === "multi-master" ? [MASTER] : [MASTER, SLAVE])

const timersOf = ({ mode, flushDiskType, housekeeping, heartbeats }: MastersBounds): readonly TimerEvent["_tag"][] => [
  flushDiskType === "ASYNC_FLUSH" ? "FlushTimeout" : "SyncFlushTimeout",
  ...(mode === "multi-master" ? [] : ["HaReconnectTimeout" as const]),
  ...(mode === "sync-double-write" ? ["SlaveTimeout" as const] : []),
  ...(housekeeping ? ["HaHousekeepingTimeout" as const] : []),
  ...(heartbeats ? ["HaHeartbeatTimeout" as const] : [])
]

/** `async-replication/power-loss-1m1s-ASYNC_FLUSH-3m-3net-2c-1powerLoss@master`. */
export const mastersNameOf = ({ mode, topic, flushDiskType, members, messages, reads = 0, inFlight, connections, strikes }: MastersBounds): string => {
  const masters = members.filter(({ role }) => role === "master").length
  const slaves = members.length - masters
  return [
    `${mode}/${topic}`,
    `${masters}master${slaves > 0 ? `${slaves}slave` : ""}`,
    flushDiskType,
    `${messages}m`,
    ...(reads > 0 ? [`${reads}r`] : []),
    ...(slaves > 0 ? [`${inFlight}net`, `${connections}connections`] : []),
    ...strikes.map(({ fault, at, times, when }) => `${times}${fault}${fault === "cut" || fault === "promote" || fault === "powerLossOfAll" ? "" : `@${at}`}${when === undefined ? "" : `-${when}`}`)
  ].join("-")
}

/** The world of these bounds, around this machine. */
export const mastersOptionsOf = (bounds: MastersBounds, machine: BrokerMachine = modes[bounds.mode]): Omit<BrokersOptions, "properties" | "name"> => ({
  machine,
  members: bounds.members,
  messages: bounds.messages,
  inFlight: bounds.inFlight,
  connections: bounds.connections,
  strikes: bounds.strikes,
  fine: true,
  config: { ...(bounds.mode === "sync-double-write" ? { brokerRole: "SYNC_MASTER" } : {}), flushDiskType: bounds.flushDiskType, ...bounds.config },
  ...(bounds.seen ? { seen: true } : {}),
  ...(bounds.reads === undefined ? {} : { reads: bounds.reads }),
  timers: timersOf(bounds)
})
