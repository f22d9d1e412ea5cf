import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { queueKey, type ResponseCode } from "../../vocabulary.ts"
import { groupOf, subscriptionGroupOf } from "../groups.ts"
import { endOf, minOf } from "../hold.ts"
import { offsetOf } from "../offsets.ts"
import { topicOf } from "../topics.ts"

/**
 * An operator sends a group to where a topic was at a time: the store is asked where that is in every queue, or in one; or one queue
 * to an offset. RocketMQ 4.9 does not know a group that lacks the offset of a single queue, as each does at first; here it needs one
 * at least. 5.x knows every group that an operator has set up, or that has ever been connected.
 *
 * RocketMQ `Broker2Client.resetOffset`, 5.x `AdminBrokerProcessor.resetOffsetInner`.
 */
export const resetOffset = (replication: Replication) => {
  const queuesOf = (self: Broker, topic: string): readonly number[] => Array.from({ length: topicOf(self, topic)?.writeQueueNums ?? 0 }, (_, queueId) => queueId)
  const isKnown = (self: Broker, group: string, topic: string): boolean =>
    queuesOf(self, topic).some((queueId) => offsetOf(self, group, topic, queueId) !== undefined) ||
    (self.config.compatibility !== "4.9" && (subscriptionGroupOf(self, group) !== undefined || groupOf(self, group) !== undefined))
  const verdict = (self: Broker, { topic, group, only }: EventOf<"ResetOffset">) => {
    if (!replication.keepsMetadata(self)) return "not here"
    if (topicOf(self, topic) === undefined) return "no such topic"
    if (!isKnown(self, group, topic)) return "no such group"
    if (only === undefined) return "searches"
    if (!queuesOf(self, topic).includes(only.queueId)) return "no such queue"
    const queue = queueKey(topic, only.queueId)
    return only.offset !== null && (only.offset < minOf(self, queue) || only.offset > endOf(self, queue)) ? "no such offset" : "searches"
  }
  return rule("ResetOffset", verdict, (self, { request, group, topic, timestamp, isForce, only }, verdict) => {
    const refuse = (code: ResponseCode, remark: string) => emit({ _tag: "Reply", request, code, remark })(self)
    const isOld = self.config.compatibility === "4.9"
    return match(verdict)
      .with("not here", () => refuse("SYSTEM_BUSY", `${self.config.brokerName} does not keep consumer offsets here: it is not the master`))
      .with("no such topic", () => (isOld ? refuse("SYSTEM_ERROR", `[reset-offset] reset offset failed, no topic in this broker. topic=${topic}`) : refuse("TOPIC_NOT_EXIST", `Topic ${topic} does not exist`)))
      .with("no such group", () => (isOld ? refuse("SYSTEM_ERROR", `THe consumer group <${group}> not exist`) : refuse("SUBSCRIPTION_GROUP_NOT_EXIST", `Group ${group} does not exist`)))
      .with("no such queue", () => refuse("SYSTEM_ERROR", `queueId: ${topic} has no queue ${only?.queueId}`))
      .with("no such offset", () => {
        const queue = queueKey(topic, only?.queueId ?? 0)
        return refuse("SYSTEM_ERROR", `Target offset ${only?.offset} not in consume queue range [${minOf(self, queue)}-${endOf(self, queue)}]`)
      })
      .with("searches", () => {
        const wanted = only === undefined ? queuesOf(self, topic) : [only.queueId]
        const queues = wanted.map((queueId) => ({ queueId, end: endOf(self, queueKey(topic, queueId)), ...(only === undefined || only.offset === null ? {} : { offset: only.offset }) }))
        return emit({ _tag: "FindOffsets", request, group, topic, timestamp, isForce, queues })(self)
      })
      .exhaustive()
  })
}
