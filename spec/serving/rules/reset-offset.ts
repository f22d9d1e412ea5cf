import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { queueKey } from "../../vocabulary.ts"
import { endOf } from "../hold.ts"
import { offsetOf } from "../offsets.ts"
import { topicOf } from "../topics.ts"

/**
 * An operator sends a group to where a topic was at a time: the store is asked where that is in every queue. RocketMQ does
 * not know a group that lacks the offset of a single queue, as each does at first; here it needs one at least.
 *
 * RocketMQ `Broker2Client.resetOffset`.
 */
export const resetOffset = (replication: Replication) => {
  const queuesOf = (self: Broker, topic: string): readonly number[] => Array.from({ length: topicOf(self, topic)?.writeQueueNums ?? 0 }, (_, queueId) => queueId)
  const verdict = (self: Broker, { topic, group }: EventOf<"ResetOffset">) => {
    if (!replication.keepsMetadata(self)) return "not here"
    if (topicOf(self, topic) === undefined) return "no such topic"
    return queuesOf(self, topic).every((queueId) => offsetOf(self, group, topic, queueId) === undefined) ? "no such group" : "searches"
  }
  return rule("ResetOffset", verdict, (self, { request, group, topic, timestamp, isForce }, verdict) => {
    const refuse = (code: "SYSTEM_ERROR" | "SYSTEM_BUSY", remark: string) => emit({ _tag: "Reply", request, code, remark })(self)
    return match(verdict)
      .with("not here", () => refuse("SYSTEM_BUSY", `${self.config.brokerName} does not keep consumer offsets here: it is not the master`))
      .with("no such topic", () => refuse("SYSTEM_ERROR", `[reset-offset] reset offset failed, no topic in this broker. topic=${topic}`))
      .with("no such group", () => refuse("SYSTEM_ERROR", `THe consumer group <${group}> not exist`))
      .with("searches", () => {
        const queues = queuesOf(self, topic).map((queueId) => ({ queueId, end: endOf(self, queueKey(topic, queueId)) }))
        return emit({ _tag: "FindOffsets", request, group, topic, timestamp, isForce, queues })(self)
      })
      .exhaustive()
  })
}
