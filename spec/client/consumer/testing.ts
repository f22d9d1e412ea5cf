/**
 * For tests: a consumer, and what it asks.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { consumerDefaults, type ConsumerConfig } from "../config.ts"
import { learn, NAME_SERVERS, routeTo, START, takerOf } from "../testing.ts"
import type { EventOf } from "./events.ts"
import { consumer } from "./index.ts"
import { type Consumer, initialConsumer, type Progress } from "./state.ts"

export const take = takerOf(consumer)

export const fresh = (config: Partial<ConsumerConfig> = {}): Consumer =>
  initialConsumer({ ...consumerDefaults, nameServers: NAME_SERVERS, pollRouteOnFailure: false, ...config })

const oneQueue = (addrs: { readonly [brokerId: string]: string }) => {
  const route = routeTo({ "broker-a": addrs })
  return { ...route, queueDatas: route.queueDatas.map((queue) => ({ ...queue, readQueueNums: 1 })) }
}

/** Routes to one queue: with master and slave, and with the slave alone. */
export const ONE = oneQueue({ "0": "a:1", "1": "a:9" })
export const SLAVE = oneQueue({ "1": "a:9" })

/** It asks for its offset. */
export const asking = (config: Partial<ConsumerConfig> = {}, route = ONE): Consumer => take(fresh(config), START, learn(route)).next

/** It pulls from this offset. */
export const pulling = (offset = 3, config: Partial<ConsumerConfig> = {}): Consumer => take(asking(config), offsetIs("SUCCESS", offset)).next

export const offsetIs = (code: EventOf<"OffsetReply">["code"], offset = -1): EventOf<"OffsetReply"> => ({
  _tag: "OffsetReply",
  request: "offset broker-a@0",
  code,
  offset
})

/** The answer to the pull from `at`. */
export const pulled = (
  at: number,
  code: EventOf<"PullReply">["code"],
  nextBeginOffset = at,
  found: EventOf<"PullReply">["found"] = []
): EventOf<"PullReply"> => ({ _tag: "PullReply", request: `pull broker-a@0 ${at}`, code, found, nextBeginOffset })

export const timeout = { _tag: "QueueTimeout", queue: "broker-a@0" } as const
export const armed = (ms: number) => ({ _tag: "ArmTimer", event: timeout, ms: [ms, ms] })

export const queryAt = (to: string) => [
  { _tag: "QueryConsumerOffset", to, request: "offset broker-a@0", group: "g", topic: "t", queueId: 0 },
  armed(30_000)
]

export const pullAt = (to: string, offset: number, fields: object = {}) => [
  {
    _tag: "PullMessage",
    to,
    request: `pull broker-a@0 ${offset}`,
    group: "g",
    topic: "t",
    queueId: 0,
    offset,
    maxMsgNums: 32,
    suspendTimeoutMillis: 15_000,
    commitOffset: offset === 0 ? null : offset,
    readFromFollower: false,
    ...fields
  },
  armed(30_000)
]

/** One of many, with the route: it makes itself known, and asks who else is there. */
export const member = (config: Partial<ConsumerConfig> = {}, route = ONE): Consumer => take(fresh({ clientId: "c1", alone: false, consumesAtOnce: false, ...config }), START, learn(route)).next

/** A member that has the queue, and waits for its lock. */
export const locking = (config: Partial<ConsumerConfig> = {}): Consumer => take(member({ consumeOrderly: true, ...config }), members("c1")).next

/** A member that holds the lock of the queue, and pulls from this offset. */
export const holding = (offset = 3, config: Partial<ConsumerConfig> = {}): Consumer => take(locking(config), lockIs(true), offsetIs("SUCCESS", offset)).next

export const members = (...clientIds: readonly string[]): EventOf<"ConsumerListReply"> => ({ _tag: "ConsumerListReply", code: "SUCCESS", clientIds })

export const lockIs = (locked: boolean, request = "lock broker-a@0"): EventOf<"LockReply"> => ({ _tag: "LockReply", request, locked })

export const consumeAt = (offset: number): EventOf<"ConsumeMessage"> => ({ _tag: "ConsumeMessage", queue: "broker-a@0", offset })

export const renewal = { _tag: "LockTimeout", queue: "broker-a@0" } as const
export const lapsed = { _tag: "LockLapsed", queue: "broker-a@0" } as const

export const askedList = (at = "a:1") => [
  { _tag: "GetConsumerListByGroup", to: at, group: "g" },
  { _tag: "ArmTimer", event: { _tag: "RebalanceTimeout" }, ms: [20_000, 20_000] }
]

export const saidSo = (...addresses: readonly string[]) => [
  ...addresses.map((to) => ({ _tag: "Heartbeat", to, group: "g", clientId: "c1", topic: "t" })),
  { _tag: "ArmTimer", event: { _tag: "HeartbeatTimeout" }, ms: [30_000, 30_000] }
]

export const askedLock = (request = "lock broker-a@0") => ({ _tag: "LockBatchMQ", to: "a:1", request, group: "g", topic: "t", queueId: 0, clientId: "c1" })

export const unlocked = { _tag: "UnlockBatchMQ", to: "a:1", group: "g", clientId: "c1", topic: "t", queueId: 0 }

export const committed = (offset: number) => ({ _tag: "UpdateConsumerOffset", to: "a:1", group: "g", topic: "t", queueId: 0, offset })

export const armedRenewal = { _tag: "ArmTimer", event: renewal, ms: [20_000, 20_000] }
export const armedLapse = { _tag: "ArmTimer", event: lapsed, ms: [30_000, 30_000] }
export const canceled = (...events: readonly object[]) => events.map((event) => ({ _tag: "CancelTimer", event }))

export const progressIn = (self: Consumer): Progress | undefined => [...HashMap.values(self.queues)][0]

export const queues = (self: Consumer): Record<string, Pick<Progress, "offset" | "asked">> =>
  Object.fromEntries([...HashMap.entries(self.queues)].map(([name, { offset, asked }]) => [name, { offset, asked }]))
