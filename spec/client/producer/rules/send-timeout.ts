import { match } from "ts-pattern"
import type { EventOf } from "../events.ts"
import { ignore, rule } from "../rule.ts"
import { giveUp, sendOf, tryAgain } from "../sends.ts"
import type { Producer } from "../state.ts"

/**
 * A try has had no answer. The message may be stored all the same; it is sent again, and may then be stored twice.
 *
 * RocketMQ `RemotingTimeoutException` in `DefaultMQProducerImpl.sendDefaultImpl`.
 */
export const sendTimeout = rule("SendTimeout", (self, event) => verdict(self, event), (self, { message }, verdict) => {
  const send = sendOf(self, message)
  if (send === undefined) return ignore(self)
  return match(verdict)
    .with("finished", () => ignore(self))
    .with("no route yet", () => giveUp(send)(self))
    .with("unanswered", () => tryAgain({ ...send, uncertain: true })(self))
    .exhaustive()
})

const verdict = (self: Producer, { message }: EventOf<"SendTimeout">) => {
  const send = sendOf(self, message)
  if (send === undefined) return "finished"
  return send.to === null ? "no route yet" : "unanswered"
}
