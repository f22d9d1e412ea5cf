/**
 * A consumer of one topic (A4, C4, E14): for models and simulated runs. Real clients bring their own.
 *
 * RocketMQ `DefaultMQPushConsumerImpl`.
 *
 * @module
 */
import type { Machine } from "../../machine.ts"
import type { ConsumerConfig } from "../config.ts"
import { ConsumerEvent } from "./events.ts"
import { ConsumerOutput } from "./outputs.ts"
import { channelClosed } from "./rules/channel-closed.ts"
import { offsetReply } from "./rules/offset-reply.ts"
import { pullReply } from "./rules/pull-reply.ts"
import { queueTimeout } from "./rules/queue-timeout.ts"
import { routePollTimeout } from "./rules/route-poll-timeout.ts"
import { routeReply } from "./rules/route-reply.ts"
import { started } from "./rules/started.ts"
import { Consumer, initialConsumer } from "./state.ts"

export const consumer: Machine<Consumer, ConsumerEvent, ConsumerOutput, ConsumerConfig> = {
  name: "consumer",
  State: Consumer,
  Event: ConsumerEvent,
  Output: ConsumerOutput,
  init: initialConsumer,
  rules: {
    Started: started,
    RoutePollTimeout: routePollTimeout,
    RouteReply: routeReply,
    OffsetReply: offsetReply,
    PullReply: pullReply,
    QueueTimeout: queueTimeout,
    ChannelClosed: channelClosed
  }
}
