import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import type { EventOf } from "../events.ts"
import { advance, askAfterFailure, askedAs, awaitMore, consume, pause } from "../queues.ts"
import { ignore, rule } from "../rule.ts"
import type { Consumer, Progress } from "../state.ts"

/**
 * A broker answers a pull: what it found is consumed, now or when the application comes to it, and the next is asked for, with
 * the progress made (C4). When the offset is not one of the queue's, the broker's word counts: that may repeat messages, after a failover to a broker that
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
    .with("found", () => chain(self, consume(progress, event.found), advance(next)))
    .with("found, processed later", () => advance({ ...next, unprocessed: [...progress.unprocessed, ...event.found] })(self))
    .with("nothing yet", () => awaitMore(next)(self))
    .with("moved", () => pause({ ...next, unprocessed: [] })(self))
    .with("refused", () => chain(self, pause(progress), askAfterFailure))
    .exhaustive()
})

const verdict = (self: Consumer, { request, code, found }: EventOf<"PullReply">) => {
  if (typeof askedAs(self, request)?.offset !== "number") return "late"
  if (code === "SUCCESS" && found.length > 0) return self.config.consumesAtOnce ? "found" : "found, processed later"
  if (code === "SUCCESS") return "nothing yet"
  if (code === "PULL_NOT_FOUND" || code === "PULL_RETRY_IMMEDIATELY") return "nothing yet"
  return code === "PULL_OFFSET_MOVED" ? "moved" : "refused"
}
