/**
 * What a consumer knows: the queues that are its own, and how far it has come in each.
 *
 * RocketMQ `DefaultMQPushConsumerImpl`, `RebalanceImpl.processQueueTable`, `ProcessQueue`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import { ConsumerConfig } from "../config.ts"
import { initialRouting, Routing } from "../routing.ts"

/** One queue of one broker. */
const queue = { brokerName: Schema.String, queueId: Schema.Int }

export const Message = Schema.Struct({ offset: Schema.Int, message: Schema.String })
export type Message = typeof Message.Type

/** How far the consumer has come in a queue. */
export const Progress = Schema.Struct({
  ...queue,
  /** Where it pulls next: everything before it has been given. `null`: the group's offset is not known yet. */
  offset: Schema.NullOr(Schema.Int),
  /** Who owes an answer; `null`: nobody, it is asked again after a while. */
  asked: Schema.NullOr(Schema.String),
  /** What was given and is not processed yet, ascending. RocketMQ `ProcessQueue.msgTreeMap`. */
  unprocessed: Schema.Array(Message),
  /** Orderly consumption asks nothing else of a queue before it holds its lock. */
  lock: Schema.Literals(["not needed", "wanted", "held"])
})
export type Progress = typeof Progress.Type

export const Consumer = Schema.Struct({
  config: ConsumerConfig,
  routing: Routing,
  /** By name: {@link nameOf}. */
  queues: Schema.HashMap(Schema.String, Progress),
  /** Who was asked for the members of the group, and whether the group has changed since; `null`: nobody. */
  listAsked: Schema.NullOr(Schema.Struct({ at: Schema.String, again: Schema.Boolean })),
  /** What was consumed, in order; empty unless the configuration says `remembersConsumed`. */
  consumed: Schema.Array(Schema.Struct({ ...queue, ...Message.fields }))
})
export type Consumer = typeof Consumer.Type

export const initialConsumer = (config: ConsumerConfig): Consumer => ({
  config,
  routing: initialRouting,
  queues: HashMap.empty(),
  listAsked: null,
  consumed: []
})

/** Name of a queue: `broker-a@0`. */
export const nameOf = ({ brokerName, queueId }: { readonly brokerName: string; readonly queueId: number }): string => `${brokerName}@${queueId}`
