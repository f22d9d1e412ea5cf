/**
 * The models of POP: which brokers, what consumers may ask, and what may go wrong.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import type { TimerEvent } from "../../spec/broker/events.ts"
import { type Mode, modes } from "../../spec/modes/index.ts"
import { MASTER, SLAVE } from "../masters/models.ts"
import type { Strike } from "../world/budget.ts"
import type { Member } from "../world/member.ts"
import type { BrokerMachine } from "../world/node.ts"
import type { PopOptions } from "../world/pop-bounds.ts"

/** A world without its properties: those are chosen in `properties/`. */
export interface PopBounds extends Omit<PopOptions, "name" | "machine" | "timers" | "properties"> {
  readonly mode: Mode
  readonly topic: string
  readonly about: string
  readonly deep?: boolean
}

const one = (fault: Strike["fault"], at: Strike["at"]): Strike => ({ fault, at, times: 1 })

const GROUP: readonly Member[] = ["n0", "n1", "n2"].map((name, i): Member => ({ name, brokerName: "broker-a", role: i === 0 ? "master" : "slave" }))

const SYNC_FLUSH: Partial<Config> = { flushDiskType: "SYNC_FLUSH" }

const single = { mode: "multi-master", members: [MASTER], inFlight: 1, connections: 0, stored: 1, messages: 1, maxMsgNums: 2 } as const

const failover = { topic: "failover", messages: 1, stored: 1, pops: 2, acks: 1, changes: 0, retryMaxTimes: 3, maxMsgNums: 2 } as const

const syncFailover = { ...failover, mode: "sync-double-write", members: [MASTER, SLAVE], connections: 1, strikes: [one("kill", "master"), one("promote", "slave")], config: { brokerRole: "SYNC_MASTER", compatibility: "5" } } as const

const groupFailover = { ...failover, mode: "dledger", members: GROUP, connections: 0, strikes: [one("kill", "master")], terms: 3, standing: ["n1"] } as const

export const popBounds: readonly PopBounds[] = [
  {
    ...single,
    topic: "redelivery",
    about: "a message that is popped and acked or not, and a power loss: it comes again, and is dead after the last time",
    pops: 3,
    acks: 1,
    changes: 0,
    retryMaxTimes: 1,
    strikes: [one("powerLoss", "master")],
    config: SYNC_FLUSH
  },
  {
    ...single,
    topic: "more-time",
    about: "a consumer that asks for more time, and acks with the old handle or the new one, and a power loss",
    pops: 2,
    acks: 1,
    changes: 1,
    retryMaxTimes: 3,
    strikes: [one("powerLoss", "master")],
    config: SYNC_FLUSH
  },
  {
    ...single,
    topic: "many",
    about: "two messages and three pops of one each: no two consumers have one message",
    messages: 2,
    stored: 0,
    maxMsgNums: 1,
    pops: 3,
    acks: 1,
    changes: 0,
    retryMaxTimes: 3,
    strikes: [],
    config: SYNC_FLUSH
  },
  {
    ...single,
    topic: "in-order",
    about: "two messages that are popped in the order of their queue, and acked or not: the first comes before the second, whatever happens",
    order: true,
    messages: 2,
    stored: 2,
    maxMsgNums: 1,
    pops: 4,
    acks: 2,
    changes: 0,
    retryMaxTimes: 3,
    strikes: [],
    config: SYNC_FLUSH
  },
  {
    ...single,
    topic: "in-order-restart",
    about: "the same, and a power loss: the lock of the queue is kept",
    order: true,
    messages: 2,
    stored: 2,
    pops: 2,
    acks: 1,
    changes: 0,
    retryMaxTimes: 3,
    strikes: [one("powerLoss", "master")],
    config: SYNC_FLUSH
  },
  {
    ...single,
    topic: "in-order-more-time",
    about: "the same where a consumer asks for more time, or less",
    order: true,
    messages: 2,
    stored: 2,
    pops: 2,
    acks: 1,
    changes: 1,
    retryMaxTimes: 3,
    strikes: [],
    config: SYNC_FLUSH
  },
  {
    ...single,
    topic: "async-flush",
    about: "a message is popped and acked, and the power fails before the check point or the ack is on disk: what this mode does not promise",
    pops: 2,
    acks: 1,
    changes: 0,
    retryMaxTimes: 3,
    strikes: [one("powerLoss", "master")]
  },
  {
    ...syncFailover,
    about: "a message is popped and acked; the master dies, and an operator makes the slave the master: it knows what was handed out",
    inFlight: 2
  },
  {
    ...syncFailover,
    topic: "in-order-failover",
    order: true,
    messages: 2,
    stored: 2,
    about: "two messages are popped in order; the master dies, and an operator makes the slave the master: it knows that the queue is locked, and from where it goes on",
    inFlight: 1
  },
  {
    ...groupFailover,
    about: "a message is popped and acked; the leader crashes, and the next one knows what was handed out",
    inFlight: 2
  },
  {
    ...groupFailover,
    about: "the same with more messages between the members at once",
    deep: true,
    inFlight: 3
  }
]

/** `pop/redelivery-1m-3pops-1ack-1retries-powerLoss@master`. */
export const popNameOf = ({ mode, topic, messages, pops, acks, changes, retryMaxTimes, maxMsgNums, inFlight, strikes, terms, members }: PopBounds): string =>
  [
    `pop/${mode === "multi-master" ? "" : `${mode}-`}${topic}`,
    ...(members.length > 1 ? [`${members.length}brokers`] : []),
    ...(terms === undefined ? [] : [`${terms}t`]),
    `${messages}m`,
    `${pops}pops`,
    ...(maxMsgNums === 1 ? ["1each"] : []),
    ...(acks > 0 ? [`${acks}acks`] : []),
    ...(changes > 0 ? [`${changes}changes`] : []),
    `${retryMaxTimes}retries`,
    ...(members.length > 1 ? [`${inFlight}net`] : []),
    ...strikes.map(({ fault, at, times }) => `${times}${fault}${fault === "promote" ? "" : `@${at}`}`)
  ].join("-")

const timersOf = ({ mode, strikes, config }: PopBounds): readonly TimerEvent["_tag"][] => [
  "ReviveTimeout",
  ...(strikes.some(({ fault }) => fault === "powerLoss") ? ["MetadataTimeout" as const, ...(config?.flushDiskType === "SYNC_FLUSH" ? [] : ["FlushTimeout" as const])] : []),
  ...(mode === "dledger" ? ["ElectionTimeout" as const, "HeartbeatTimeout" as const] : [])
]

export const popOptionsOf = (bounds: PopBounds, machine: BrokerMachine = modes[bounds.mode]): Omit<PopOptions, "properties"> => ({ ...bounds, name: popNameOf(bounds), machine, timers: timersOf(bounds) })
