/**
 * What a consumer knows: the only member of its group, so that all queues of the topic are its own.
 *
 * RocketMQ `DefaultMQPushConsumerImpl`, `ProcessQueue`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import { ConsumerConfig } from "../config.ts"
import { initialRouting, Routing } from "../routing.ts"

/** One queue of one broker. */
const queue = { brokerName: Schema.String, queueId: Schema.Int }

/** How far the consumer has come in a queue. */
export const Progress = Schema.Struct({
  ...queue,
  /** Everything before it has been consumed. `null`: the group's offset is not known yet. */
  offset: Schema.NullOr(Schema.Int),
  /** Who owes an answer; `null`: nobody, it is asked again after a while. */
  asked: Schema.NullOr(Schema.String)
})
export type Progress = typeof Progress.Type

export const Message = Schema.Struct({ offset: Schema.Int, message: Schema.String })
export type Message = typeof Message.Type

export const Consumer = Schema.Struct({
  config: ConsumerConfig,
  routing: Routing,
  /** By name: {@link nameOf}. */
  queues: Schema.HashMap(Schema.String, Progress),
  /** What was consumed, in order; empty unless the configuration says `remembersConsumed`. */
  consumed: Schema.Array(Schema.Struct({ ...queue, ...Message.fields }))
})
export type Consumer = typeof Consumer.Type

export const initialConsumer = (config: ConsumerConfig): Consumer => ({
  config,
  routing: initialRouting,
  queues: HashMap.empty(),
  consumed: []
})

/** Name of a queue: `broker-a@0`. */
export const nameOf = ({ brokerName, queueId }: { readonly brokerName: string; readonly queueId: number }): string => `${brokerName}@${queueId}`
