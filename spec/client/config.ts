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
  /** Read from a slave while there is no master (C5: the seed's consumers do not). */
  consumerFailoverToSlave: Schema.Boolean,
  /** Messages asked for at once. */
  pullBatchSize: Schema.Int,
  /** How long a broker may hold a pull; with 0 an empty queue is asked again after the delay below. */
  suspendTimeoutMillis: Schema.Int,
  /** An answer is waited for this long. */
  consumerTimeoutMillisWhenSuspend: Span,
  pullTimeDelayMillsWhenException: Span,
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
  consumerFailoverToSlave: false,
  pullBatchSize: 32,
  suspendTimeoutMillis: 15_000,
  consumerTimeoutMillisWhenSuspend: [30_000, 30_000],
  pullTimeDelayMillsWhenException: [3_000, 3_000],
  remembersConsumed: true
} as const satisfies Partial<ConsumerConfig>
