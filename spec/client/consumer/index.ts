/**
 * A consumer of one topic (A4, C4, E14), alone or one member of its group: for models and simulated runs. Real clients bring
 * their own.
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
import { consumeMessage } from "./rules/consume-message.ts"
import { consumerIdsChanged } from "./rules/consumer-ids-changed.ts"
import { consumerListReply } from "./rules/consumer-list-reply.ts"
import { heartbeatTimeout } from "./rules/heartbeat-timeout.ts"
import { lockLapsed } from "./rules/lock-lapsed.ts"
import { lockReply } from "./rules/lock-reply.ts"
import { lockTimeout } from "./rules/lock-timeout.ts"
import { offsetReply } from "./rules/offset-reply.ts"
import { pullReply } from "./rules/pull-reply.ts"
import { queueTimeout } from "./rules/queue-timeout.ts"
import { rebalanceTimeout } from "./rules/rebalance-timeout.ts"
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
    ChannelClosed: channelClosed,
    HeartbeatTimeout: heartbeatTimeout,
    RebalanceTimeout: rebalanceTimeout,
    ConsumerIdsChanged: consumerIdsChanged,
    ConsumerListReply: consumerListReply,
    LockReply: lockReply,
    LockTimeout: lockTimeout,
    LockLapsed: lockLapsed,
    ConsumeMessage: consumeMessage
  }
}
