/**
 * What a producer of one topic knows. Everything in it is bounded by the messages that are being sent.
 *
 * RocketMQ `DefaultMQProducerImpl`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { ProducerConfig } from "../config.ts"
import { initialRouting, Routing } from "../routing.ts"

/** Answers to a send that say that it is stored, with or without what its mode promises. RocketMQ `SendStatus`. */
export const SendStatus = Schema.Literals(["SEND_OK", "FLUSH_DISK_TIMEOUT", "FLUSH_SLAVE_TIMEOUT", "SLAVE_NOT_AVAILABLE"])
export type SendStatus = typeof SendStatus.Type

/** A queue to send to, and its master. */
export const Target = Schema.Struct({ brokerName: Schema.String, address: Schema.String, queueId: Schema.Int })
export type Target = typeof Target.Type

/** A message that is being sent. */
export const Sending = Schema.Struct({
  message: Schema.String,
  /** 0 = the first try. */
  attempt: Schema.Int,
  /** `null`: it waits for a route. */
  to: Schema.NullOr(Target),
  /** An earlier try may have stored it. */
  uncertain: Schema.Boolean,
  /** An earlier try has stored it, with this status. */
  status: Schema.NullOr(SendStatus)
})
export type Sending = typeof Sending.Type

export const Producer = Schema.Struct({
  config: ProducerConfig,
  routing: Routing,
  /** Whose turn it is, among the queues that can be written to. */
  nextQueue: Schema.Int,
  /** Ascending in `message`. */
  sends: Schema.Array(Sending)
})
export type Producer = typeof Producer.Type

export const initialProducer = (config: ProducerConfig): Producer => ({ config, routing: initialRouting, nextQueue: 0, sends: [] })
