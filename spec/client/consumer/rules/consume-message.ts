import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import type { EventOf } from "../events.ts"
import { consume, progressOf, withQueue } from "../queues.ts"
import { ignore, type Part, rule } from "../rule.ts"
import type { Consumer, Progress } from "../state.ts"

/**
 * The application processes a message that was given: any of a queue's, or under orderly consumption the next one. There is
 * none unless the lock is held: with it what was fetched is gone. What was processed is committed with the next pull, up to
 * the first that is not (C4). Taking a message and being done with it are one step here; RocketMQ waits for what is under
 * way before it gives a lock back.
 *
 * RocketMQ `ConsumeMessageConcurrentlyService.ConsumeRequest.run`, `ConsumeMessageOrderlyService.ConsumeRequest.run`.
 */
export const consumeMessage = rule("ConsumeMessage", (self, event) => verdict(self, event), (self, { queue, offset }, verdict) => {
  const progress = progressOf(self, queue)
  if (progress === undefined) return ignore(self)
  return match(verdict)
    .with("not here", "not its turn", () => ignore(self))
    .with("processed", () => chain(self, consume(progress, progress.unprocessed.filter((message) => message.offset === offset)), done(progress, offset)))
    .exhaustive()
})

const verdict = (self: Consumer, { queue, offset }: EventOf<"ConsumeMessage">) => {
  const progress = progressOf(self, queue)
  if (progress?.unprocessed.some((message) => message.offset === offset) !== true) return "not here"
  return !self.config.consumeOrderly || progress.unprocessed[0]?.offset === offset ? "processed" : "not its turn"
}

const done =
  (progress: Progress, offset: number): Part =>
  (self) => [withQueue(self, { ...progress, unprocessed: progress.unprocessed.filter((message) => message.offset !== offset) }), []]
