/**
 * A producer of one topic (A4, A5, E14): for models and simulated runs. Real clients bring their own.
 *
 * RocketMQ `DefaultMQProducerImpl`.
 *
 * @module
 */
import type { Machine } from "../../machine.ts"
import type { ProducerConfig } from "../config.ts"
import { ProducerEvent } from "./events.ts"
import { ProducerOutput } from "./outputs.ts"
import { channelClosed } from "./rules/channel-closed.ts"
import { routePollTimeout } from "./rules/route-poll-timeout.ts"
import { routeReply } from "./rules/route-reply.ts"
import { send } from "./rules/send.ts"
import { sendReply } from "./rules/send-reply.ts"
import { sendTimeout } from "./rules/send-timeout.ts"
import { started } from "./rules/started.ts"
import { initialProducer, Producer } from "./state.ts"

export const producer: Machine<Producer, ProducerEvent, ProducerOutput, ProducerConfig> = {
  name: "producer",
  State: Producer,
  Event: ProducerEvent,
  Output: ProducerOutput,
  init: initialProducer,
  rules: {
    Started: started,
    RoutePollTimeout: routePollTimeout,
    RouteReply: routeReply,
    Send: send,
    SendReply: sendReply,
    SendTimeout: sendTimeout,
    ChannelClosed: channelClosed
  }
}
