import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import { askRoute } from "../../routing.ts"
import type { EventOf } from "../events.ts"
import { ignore, type Part, rule } from "../rule.ts"
import { sendOf, tryToSend, withSend, writableQueues } from "../sends.ts"
import type { Producer, Sending } from "../state.ts"

/**
 * The application sends a message: to the master of one of the topic's queues, in turn (A5). If it knows of none, the producer
 * asks first.
 *
 * RocketMQ `DefaultMQProducerImpl.send`, `tryToFindTopicPublishInfo`.
 */
export const send = rule("Send", (self, event) => verdict(self, event), (self, { message }, verdict) => {
  const first: Sending = { message, attempt: 0, to: null, uncertain: false, status: null }
  return match(verdict)
    .with("under way", () => ignore(self))
    .with("no route", () => chain(self, wait(first), askRoute))
    .with("sends", () => tryToSend(first)(self))
    .exhaustive()
})

const verdict = (self: Producer, { message }: EventOf<"Send">) => {
  if (sendOf(self, message) !== undefined) return "under way"
  return writableQueues(self).length === 0 ? "no route" : "sends"
}

const wait =
  (send: Sending): Part =>
  (self) => [
    withSend(self, send),
    [{ _tag: "ArmTimer", event: { _tag: "SendTimeout", message: send.message }, ms: self.config.sendMsgTimeoutMs }]
  ]
