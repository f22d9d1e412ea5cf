import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import type { EventOf } from "../events.ts"
import { advance, askAfterFailure, progressOf } from "../queues.ts"
import { ignore, rule } from "../rule.ts"
import type { Consumer } from "../state.ts"

/**
 * It is time to go on with a queue: after a failure, or because nobody has answered.
 *
 * RocketMQ `DefaultMQPushConsumerImpl.executePullRequestLater`, `PullCallback.onException`.
 */
export const queueTimeout = rule("QueueTimeout", (self, event) => verdict(self, event), (self, { queue }, verdict) => {
  const progress = progressOf(self, queue)
  if (progress === undefined) return ignore(self)
  return match(verdict)
    .with("left", () => ignore(self))
    .with("goes on", () => advance(progress)(self))
    .with("unanswered", () => chain(self, advance(progress), askAfterFailure))
    .exhaustive()
})

const verdict = (self: Consumer, { queue }: EventOf<"QueueTimeout">) => {
  const progress = progressOf(self, queue)
  if (progress === undefined) return "left"
  return progress.asked === null ? "goes on" : "unanswered"
}
