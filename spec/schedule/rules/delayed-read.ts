import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { isLegalTopic, isReserved } from "../../serving/topics.ts"
import { put } from "../../store/put.ts"
import { delivered } from "../delays.ts"
import { deliveredOf } from "../levels.ts"

/**
 * A delayed message that is due goes into its real queue, through the log as any other. Its level goes on once it is stored: a
 * master that fails in between delivers it twice, and never not at all.
 *
 * RocketMQ `ScheduleMessageService.messageTimeup`, `syncDeliver`.
 */
export const delayedRead = (replication: Replication) =>
  rule("DelayedRead", (self, event) => verdict(replication, self, event), (self, { level, offset, index, target }, verdict) =>
    match(verdict)
      .with("of an earlier wait", () => ignore(self))
      .with("goes nowhere", () => delivered(level, offset)(self))
      .with("delivers", () =>
        put(replication, {
          request: `delay/${level}/${offset}`,
          place: { topic: target?.topic ?? "", queueId: target?.queueId ?? 0, rewrite: { set: [], remove: [] } },
          task: { _tag: "Delayed", level, offset },
          source: index
        })(self)
      )
      .exhaustive()
  )

const verdict = (replication: Replication, self: Broker, { level, offset, target }: EventOf<"DelayedRead">) => {
  if (!self.delaying.includes(level) || offset !== deliveredOf(self, level) || replication.refusesWrites(self) !== undefined) return "of an earlier wait"
  return target === null || !isLegalTopic(target.topic) || isReserved(target.topic) || target.queueId < 0 ? "goes nowhere" : "delivers"
}
