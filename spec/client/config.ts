/**
 * What an application sets on its clients. Durations are milliseconds; the checker ignores them.
 *
 * RocketMQ `ClientConfig`, `DefaultMQProducer`, `DefaultMQPushConsumer`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Span } from "../broker/config.ts"

const client = {
  /** Addresses; one is asked at a time. */
  nameServers: Schema.Array(Schema.String),
  topic: Schema.String,
  pollNameServerIntervalMs: Span,
  /** Ask for the route as soon as a broker fails, too. RocketMQ waits for the next poll. */
  pollRouteOnFailure: Schema.Boolean
}

export const ProducerConfig = Schema.Struct({
  ...client,
  /** Tries after the first. */
  retryTimesWhenSendFailed: Schema.Int,
  /** A message that is stored but not acked (`FLUSH_SLAVE_TIMEOUT`, …) is sent again. */
  retryAnotherBrokerWhenNotStoreOK: Schema.Boolean,
  /** For each try. Java's client lets all tries share it. */
  sendMsgTimeoutMs: Span
})
export type ProducerConfig = typeof ProducerConfig.Type

export const ConsumerConfig = Schema.Struct({
  ...client,
  consumerGroup: Schema.String,
  /** Names the member within its group; queues are divided in the order of these. */
  clientId: Schema.String,
  /** It is the only member of its group and says so to nobody: all queues are its own. */
  alone: Schema.Boolean,
  /** A queue's messages are processed one after the other, under a lock that its broker gives (`MessageListenerOrderly`). */
  consumeOrderly: Schema.Boolean,
  /** What a pull brings is processed at once; otherwise when the application comes to it (`ConsumeMessage`). */
  consumesAtOnce: Schema.Boolean,
  /** Read from a slave while there is no master (C5: the seed's consumers do not). */
  consumerFailoverToSlave: Schema.Boolean,
  /** Messages asked for at once. */
  pullBatchSize: Schema.Int,
  /** How long a broker may hold a pull; with 0 an empty queue is asked again after the delay below. */
  suspendTimeoutMillis: Schema.Int,
  /** An answer is waited for this long. */
  consumerTimeoutMillisWhenSuspend: Span,
  pullTimeDelayMillsWhenException: Span,
  heartbeatBrokerIntervalMs: Span,
  /** How often the queues are divided anew, whether anybody has said that the group has changed or not (`rebalanceService`). */
  rebalanceIntervalMs: Span,
  /** How often a lock is renewed (`ProcessQueue.REBALANCE_LOCK_INTERVAL`). */
  rebalanceLockIntervalMs: Span,
  /** How long a lock that is not renewed is relied on: less than its broker's own patience (`ProcessQueue.REBALANCE_LOCK_MAX_LIVE_TIME`). */
  rebalanceLockMaxLiveTimeMs: Span,
  /** Keep what was consumed in the state: for models, where it is bounded. */
  remembersConsumed: Schema.Boolean
})
export type ConsumerConfig = typeof ConsumerConfig.Type

const clientDefaults = { topic: "t", pollNameServerIntervalMs: [30_000, 30_000], pollRouteOnFailure: true } as const

export const producerDefaults = {
  ...clientDefaults,
  retryTimesWhenSendFailed: 2,
  retryAnotherBrokerWhenNotStoreOK: false,
  sendMsgTimeoutMs: [3_000, 3_000]
} as const satisfies Partial<ProducerConfig>

export const consumerDefaults = {
  ...clientDefaults,
  consumerGroup: "g",
  clientId: "c",
  alone: true,
  consumeOrderly: false,
  consumesAtOnce: true,
  consumerFailoverToSlave: false,
  pullBatchSize: 32,
  suspendTimeoutMillis: 15_000,
  consumerTimeoutMillisWhenSuspend: [30_000, 30_000],
  pullTimeDelayMillsWhenException: [3_000, 3_000],
  heartbeatBrokerIntervalMs: [30_000, 30_000],
  rebalanceIntervalMs: [20_000, 20_000],
  rebalanceLockIntervalMs: [20_000, 20_000],
  rebalanceLockMaxLiveTimeMs: [30_000, 30_000],
  remembersConsumed: true
} as const satisfies Partial<ConsumerConfig>
