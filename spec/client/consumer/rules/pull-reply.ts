import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import type { EventOf } from "../events.ts"
import { advance, askAfterFailure, askedAs, awaitMore, pause } from "../queues.ts"
import { ignore, type Part, rule } from "../rule.ts"
import type { Consumer, Progress } from "../state.ts"

/**
 * A broker answers a pull: what it found is consumed, and then the next is asked for, with the progress made (C4). When the
 * offset is not one of the queue's, the broker's word counts: that may repeat messages, after a failover to a broker that
 * has fewer.
 *
 * RocketMQ `PullCallback.onSuccess`, `ConsumeMessageConcurrentlyService.processConsumeResult`, `OffsetStore.updateOffset`.
 */
export const pullReply = rule("PullReply", (self, event) => verdict(self, event), (self, event, verdict) => {
  const progress = askedAs(self, event.request)
  if (progress === undefined) return ignore(self)
  const next: Progress = { ...progress, offset: event.nextBeginOffset }
  return match(verdict)
    .with("late", () => ignore(self))
    .with("found", () => chain(self, consume(progress, event), advance(next)))
    .with("nothing yet", () => awaitMore(next)(self))
    .with("moved", () => pause(next)(self))
    .with("refused", () => chain(self, pause(progress), askAfterFailure))
    .exhaustive()
})

const verdict = (self: Consumer, { request, code, found }: EventOf<"PullReply">) => {
  if (typeof askedAs(self, request)?.offset !== "number") return "late"
  if (code === "SUCCESS") return found.length > 0 ? "found" : "nothing yet"
  if (code === "PULL_NOT_FOUND" || code === "PULL_RETRY_IMMEDIATELY") return "nothing yet"
  return code === "PULL_OFFSET_MOVED" ? "moved" : "refused"
}

const consume =
  ({ brokerName, queueId }: Progress, { found }: EventOf<"PullReply">): Part =>
  (self) => [
    self.config.remembersConsumed
      ? { ...self, consumed: [...self.consumed, ...found.map(({ offset, message }) => ({ brokerName, queueId, offset, message }))] }
      : self,
    [{ _tag: "Consumed", brokerName, queueId, messages: found }]
  ]
