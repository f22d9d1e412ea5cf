/**
 * What may happen to a consumer alone.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { consumerDefaults, type ConsumerConfig } from "../../spec/client/config.ts"
import type { ConsumerEvent } from "../../spec/client/consumer/events.ts"
import { type Consumer, initialConsumer, type Progress } from "../../spec/client/consumer/state.ts"
import type { RouteData } from "../../spec/name-server/state.ts"
import type { Alphabet } from "./alone.ts"

const queues = (brokerName: string, readQueueNums: number, perm = 6) => ({ brokerName, readQueueNums, writeQueueNums: 4, perm, topicSysFlag: 0 })
const broker = (brokerName: string, ids: { readonly [id: string]: string }) => ({ cluster: "c", brokerName, brokerAddrs: ids })
const master = broker("x", { 0: "x0", 1: "x1" })

const config = (fields: Partial<ConsumerConfig>): ConsumerConfig => ({ ...consumerDefaults, nameServers: ["s1", "s2"], topic: "t", clientId: "c2", remembersConsumed: false, ...fields })

const always: readonly ConsumerEvent[] = [{ _tag: "Started" }, { _tag: "RoutePollTimeout" }, { _tag: "HeartbeatTimeout" }, { _tag: "RebalanceTimeout" }, { _tag: "ConsumerIdsChanged" }]
const routed = (...routes: readonly (RouteData | null)[]): readonly ConsumerEvent[] => routes.map((route) => ({ _tag: "RouteReply", route }))
const closed = (...addresses: readonly string[]): readonly ConsumerEvent[] => addresses.map((address) => ({ _tag: "ChannelClosed", address }))
const listed = (...lists: readonly (readonly string[])[]): readonly ConsumerEvent[] => lists.map((clientIds) => ({ _tag: "ConsumerListReply", code: clientIds.length === 0 ? "SYSTEM_ERROR" : "SUCCESS", clientIds }))

const nameOf = ({ brokerName, queueId }: Progress): string => `${brokerName}@${queueId}`

/** What brokers may say of a queue, asked or not. */
const answers = (progress: Progress): readonly ConsumerEvent[] => {
  const queue = nameOf(progress)
  const pull = (offset: number | null) => `pull ${queue} ${offset ?? 0}`
  const at = progress.offset ?? 0
  return [
    { _tag: "OffsetReply", request: `offset ${queue}`, code: "SUCCESS", offset: 1 },
    { _tag: "OffsetReply", request: `offset ${queue}`, code: "QUERY_NOT_FOUND", offset: -1 },
    { _tag: "OffsetReply", request: `offset ${queue}`, code: "SYSTEM_ERROR", offset: -1 },
    { _tag: "PullReply", request: pull(at), code: "SUCCESS", found: [{ offset: at, message: "m" }, { offset: at + 1, message: "n" }], nextBeginOffset: at + 2 },
    { _tag: "PullReply", request: pull(at), code: "SUCCESS", found: [], nextBeginOffset: at + 1 },
    { _tag: "PullReply", request: pull(at), code: "PULL_NOT_FOUND", found: [], nextBeginOffset: at },
    { _tag: "PullReply", request: pull(at), code: "PULL_RETRY_IMMEDIATELY", found: [], nextBeginOffset: at + 1 },
    { _tag: "PullReply", request: pull(at), code: "PULL_OFFSET_MOVED", found: [], nextBeginOffset: 0 },
    { _tag: "PullReply", request: pull(at), code: "SYSTEM_BUSY", found: [], nextBeginOffset: -1 },
    { _tag: "PullReply", request: pull(at + 1), code: "SUCCESS", found: [{ offset: at + 1, message: "n" }], nextBeginOffset: at + 2 },
    { _tag: "QueueTimeout", queue }
  ]
}

const processed = (progress: Progress): readonly ConsumerEvent[] => [0, 1, 2, 3].map((offset) => ({ _tag: "ConsumeMessage", queue: nameOf(progress), offset }))

const locks = (progress: Progress): readonly ConsumerEvent[] => {
  const queue = nameOf(progress)
  return [
    ...[`lock ${queue}`, `renew ${queue}`].flatMap((request) => [true, false].map((locked): ConsumerEvent => ({ _tag: "LockReply", request, locked }))),
    { _tag: "LockTimeout", queue },
    { _tag: "LockLapsed", queue }
  ]
}

const alphabet = (fields: Partial<ConsumerConfig>, events: readonly ConsumerEvent[], ofQueue: (progress: Progress) => readonly ConsumerEvent[], maxOffset: number): Alphabet<Consumer, ConsumerEvent> => ({
  initial: initialConsumer(config(fields)),
  // Words about a queue that it has not are heard too.
  events: (self) => [...always, ...events, ...[...HashMap.values(self.queues)].flatMap(ofQueue), { _tag: "QueueTimeout", queue: "z@0" }, { _tag: "LockLapsed", queue: "z@0" }, { _tag: "LockTimeout", queue: "z@0" }],
  within: ({ queues: known }) => [...HashMap.values(known)].every(({ offset, unprocessed }) => (offset ?? 0) <= maxOffset && unprocessed.length <= 3)
})

const withSlave: RouteData = { brokerDatas: [master], queueDatas: [queues("x", 1)] }
const slaveAlone: RouteData = { brokerDatas: [broker("x", { 2: "x2", 1: "x1" })], queueDatas: [queues("x", 1)] }
const twoBrokers: RouteData = { brokerDatas: [master, broker("y", { 0: "y0" })], queueDatas: [queues("x", 2), queues("y", 1)] }
const unreadable: RouteData = { brokerDatas: [broker("y", { 0: "y0" }), master], queueDatas: [queues("x", 1, 2), queues("y", 1)] }

export const consumerAlphabets = {
  /** It has all queues, and reads from slaves. */
  alone: alphabet({ consumerFailoverToSlave: true, suspendTimeoutMillis: 0 }, [...routed(withSlave, slaveAlone, unreadable, null), ...closed("x0", "x1", "s1", "s2"), ...listed(["c2"])], answers, 3),
  /** It processes later what it was given, and its broker holds pulls. */
  later: alphabet({ consumesAtOnce: false, pollRouteOnFailure: false }, [...routed(withSlave, slaveAlone), ...closed("x0", "s1")], (progress) => [...answers(progress), ...processed(progress)], 3),
  /** One of many, in order. */
  orderly: alphabet(
    { alone: false, consumeOrderly: true, consumesAtOnce: false, consumerFailoverToSlave: true },
    [...routed(withSlave, slaveAlone), ...closed("x0", "x1", "s1"), ...listed(["c2"], ["c1"], [])],
    (progress) => [...answers(progress), ...processed(progress), ...locks(progress)],
    2
  ),
  /** All queues are its own, and it consumes them in order all the same. */
  "orderly-alone": alphabet({ consumeOrderly: true }, [...routed(withSlave), ...closed("x0")], locks, 1),
  /** Three queues of two brokers, divided among up to three members. */
  shares: alphabet(
    { alone: false },
    [...routed(twoBrokers, unreadable), ...closed("x0"), ...listed(["c2"], ["c2", "c1"], ["c4", "c2", "c3"], ["c1"])],
    (progress) => [
      { _tag: "OffsetReply", request: `offset ${nameOf(progress)}`, code: "SUCCESS", offset: 1 },
      { _tag: "OffsetReply", request: `offset ${nameOf(progress)}`, code: "SYSTEM_BUSY", offset: -1 }
    ],
    1
  )
} as const
