import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { minOf, endOf } from "../../serving/hold.ts"
import { topicOf } from "../../serving/topics.ts"
import { confirm } from "../../store/put.ts"
import { queueKey, type ResponseCode } from "../../vocabulary.ts"
import { checkPointOf, close, openIn } from "../check-points.ts"
import { wakePops } from "../held.ts"
import { checkPointKey } from "../records.ts"

/**
 * A consumer has consumed messages: they do not come again. It is told so once that is stored. An ack of what came again already,
 * has another handle by now, or was acked before changes nothing, and is answered like any other.
 *
 * RocketMQ `AckMessageProcessor.appendAck`, which answers before it is stored, and whatever becomes of it; `ackOrderly`.
 */
export const ackMessage = (replication: Replication) => {
  const verdict = (self: Broker, { acks }: EventOf<"AckMessage">) => {
    if (self.diskFailed) return "disk failed"
    if (replication.refusesWrites(self) !== undefined) return "not here"
    if (acks.length === 0) return "nothing to ack"
    // Of many, those that make no sense are passed over.
    const [first] = acks
    if (acks.length === 1 && first !== undefined) {
      const topic = topicOf(self, first.topic)
      if (topic === undefined) return "no such topic"
      if (first.queueId < 0 || first.queueId >= topic.readQueueNums) return "no such queue"
      const queue = queueKey(first.topic, first.queueId)
      if (first.offsets.some((offset) => offset < minOf(self, queue) || offset > endOf(self, queue))) return "no such message"
    }
    if (self.pending.length >= self.config.maxPendingRequestsNum) return "too many pending"
    return acks.some((ack) => openIn(self, ack, ack.offsets).length > 0) ? "acks" : "not in flight"
  }

  return rule("AckMessage", verdict, (self, event, verdict) => {
    const { request, acks } = event
    const refuse = (code: ResponseCode, remark: string): Next => emit({ _tag: "Reply", request, code, remark })(self)
    const first = acks[0]
    return match(verdict)
      .with("disk failed", () => refuse("SERVICE_NOT_AVAILABLE", "the disk failed: this broker stores nothing until it is restarted"))
      .with("not here", () => refuse(replication.refusesWrites(self)?.code ?? "SERVICE_NOT_AVAILABLE", replication.refusesWrites(self)?.remark ?? ""))
      .with("nothing to ack", () => refuse("NO_MESSAGE", ""))
      .with("no such topic", () => refuse("TOPIC_NOT_EXIST", `topic[${first?.topic}] not exist, apply first please!`))
      .with("no such queue", () => refuse("MESSAGE_ILLEGAL", `queueId[${first?.queueId}] is illegal, topic:[${first?.topic}] topicConfig.readQueueNums:[${topicOf(self, first?.topic ?? "")?.readQueueNums}]`))
      .with("no such message", () => {
        const queue = queueKey(first?.topic ?? "", first?.queueId ?? 0)
        return refuse("NO_MESSAGE", `offset is illegal, key:${queue}, commit:${first?.offsets.join()}, store:${minOf(self, queue)}~${endOf(self, queue)}`)
      })
      .with("too many pending", () => refuse("SYSTEM_BUSY", `${self.pending.length} requests wait for a quorum already (maxPendingRequestsNum)`))
      // What made it so may not be on disk, or not be committed.
      .with("not in flight", () => confirm(replication, request, { _tag: "Acked" })(self))
      .with("acks", () => {
        const open = acks.filter((ack) => openIn(self, ack, ack.offsets).length > 0)
        const inOrder = open.filter((ack) => checkPointOf(self, checkPointKey(ack))?.order !== undefined)
        return chain(
          self,
          ...open.map((ack, i): Part => {
            const isLast = i === open.length - 1
            return (me) => close(replication, ack, openIn(me, ack, ack.offsets), isLast ? request : `ack/${checkPointKey(ack)}`, isLast ? { _tag: "Acked" } : { _tag: "Own" })(me)
          }),
          // Their queues may be locked no more.
          wakePops(inOrder.map(({ topic, queueId }) => queueKey(topic, queueId)))
        )
      })
      .exhaustive()
  })
}
