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

export const queues = (self: Consumer): Record<string, Pick<Progress, "offset" | "asked">> =>
  Object.fromEntries([...HashMap.entries(self.queues)].map(([name, { offset, asked }]) => [name, { offset, asked }]))
