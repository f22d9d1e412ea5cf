import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { minOf, endOf } from "../../serving/hold.ts"
import { topicOf } from "../../serving/topics.ts"
import { queueKey, type ResponseCode } from "../../vocabulary.ts"
import { checkPointOf, closing, openCheckPoint, openIn, unusedTime } from "../check-points.ts"
import { checkPointKey } from "../records.ts"
import type { InOrder } from "../state.ts"

/**
 * A consumer wants a message to be invisible for another while from now on: it gets a check point of its own, which takes the
 * place of the one that it was in, in one record. The old handle stands for nothing then.
 *
 * RocketMQ `ChangeInvisibleTimeProcessor.appendCheckPointThenAckOrigin`, which writes a new check point whatever has become of
 * the old one, and an ack of that besides: a message that was acked, or came again, comes once more. In order it is
 * `processChangeInvisibleTimeForOrder`, and the handle stays.
 */
export const changeMessageInvisibleTime = (replication: Replication) => {
  const verdict = (self: Broker, change: EventOf<"ChangeMessageInvisibleTime">) => {
    if (self.diskFailed) return "disk failed"
    if (replication.refusesWrites(self) !== undefined) return "not here"
    const topic = topicOf(self, change.topic)
    if (topic === undefined) return "no such topic"
    if (change.queueId < 0 || change.queueId >= topic.readQueueNums) return "no such queue"
    const queue = queueKey(change.topic, change.queueId)
    if (change.offset < minOf(self, queue) || change.offset >= endOf(self, queue)) return "no such message"
    if (self.pending.length >= self.config.maxPendingRequestsNum) return "too many pending"
    return openIn(self, change, [change.offset]).length > 0 ? "changes" : "not in flight"
  }

  return rule("ChangeMessageInvisibleTime", verdict, (self, event, verdict) => {
    const { request, group, topic, queueId, offset, invisibleTime } = event
    const refuse = (code: ResponseCode, remark: string): Next => emit({ _tag: "Reply", request, code, remark })(self)
    return match(verdict)
      .with("disk failed", () => refuse("SERVICE_NOT_AVAILABLE", "the disk failed: this broker stores nothing until it is restarted"))
      .with("not here", () => refuse(replication.refusesWrites(self)?.code ?? "SERVICE_NOT_AVAILABLE", replication.refusesWrites(self)?.remark ?? ""))
      .with("no such topic", () => refuse("TOPIC_NOT_EXIST", `topic[${topic}] not exist, apply first please!`))
      .with("no such queue", () => refuse("MESSAGE_ILLEGAL", `queueId[${queueId}] is illegal, topic:[${topic}] topicConfig.readQueueNums:[${topicOf(self, topic)?.readQueueNums}]`))
      .with("no such message", () => refuse("NO_MESSAGE", ""))
      .with("too many pending", () => refuse("SYSTEM_BUSY", `${self.pending.length} requests wait for a quorum already (maxPendingRequestsNum)`))
      .with("not in flight", () => refuse("NO_MESSAGE", "the message was acked, is on its way again, or has another handle by now"))
      .with("changes", () => {
        const handle = { group, topic, queueId, startOffset: offset, popTime: event.now }
        const popTime = unusedTime(self, [handle], event.now)
        const order = inOrder(checkPointOf(self, checkPointKey(event))?.order, offset)
        return openCheckPoint(
          replication,
          { ...handle, popTime, invisibleTime, offsets: [offset], origin: { startOffset: event.startOffset, popTime: event.popTime }, ...order },
          request,
          { _tag: "InvisibleTimeChanged", popTime, invisibleTime, ...("order" in order ? { order: true } : {}) }
        )(closing(self, event, [offset]))
      })
      .exhaustive()
  })
}

/** What was handed out in order stays so. */
const inOrder = (order: InOrder | undefined, offset: number): { readonly order?: InOrder } => (order === undefined ? {} : { order: { ...order, times: order.times.filter(([other]) => other === offset) } })
