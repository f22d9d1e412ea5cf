import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { topicOf } from "../../serving/topics.ts"
import { confirm, put } from "../../store/put.ts"
import type { ResponseCode } from "../../vocabulary.ts"
import type { Timed } from "../state.ts"
import { RECALL_TAG, TIMER_DEL_UNIQKEY, TIMER_OUT_MS, TIMER_TOPIC, timedAt, withTimed } from "../timers.ts"

/**
 * A producer takes a timer message back before its time: an entry behind it in its queue says so. What is answered with SUCCESS
 * never comes; a message that is on its way is not recalled. A producer that says it twice is told so twice.
 *
 * RocketMQ 5.x `RecallMessageProcessor.processRequest`; there a recall that comes in the last second may be too late, and whether
 * the message is one of the broker's is not asked.
 */
export const recallMessage = (replication: Replication) => {
  const verdict = (self: Broker, { topic, handle, found }: EventOf<"RecallMessage">) => {
    if (self.diskFailed) return "disk failed"
    if (!self.config.recallMessageEnable) return "not enabled"
    if (replication.refusesWrites(self) !== undefined) return "not here"
    if (topicOf(self, topic) === undefined) return "no such topic"
    if (handle === null) return "no handle"
    if (handle.topic !== topic) return "of another topic"
    if (handle.brokerName !== self.config.brokerName) return "of another broker"
    if (self.pending.length >= self.config.maxPendingRequestsNum) return "too many pending"
    const open = found.flatMap((offset) => timedAt(self, offset) ?? [])
    if (open.length === 0 || open.some(({ standing }) => standing === "DELIVERING")) return "too late"
    return open.some(({ standing }) => standing === "WAITING") ? "recalls" : "recalled before"
  }

  return rule("RecallMessage", verdict, (self, event, verdict) => {
    const { request, topic } = event
    const refuse = (code: ResponseCode, remark: string): Next => emit({ _tag: "Reply", request, code, remark: `recall failed, ${remark}` })(self)
    return match(verdict)
      .with("disk failed", () => refuse("SERVICE_NOT_AVAILABLE", "the disk failed: this broker stores nothing until it is restarted"))
      .with("not enabled", () => refuse("NO_PERMISSION", "operation is forbidden (recallMessageEnable)"))
      .with("not here", () => refuse(replication.refusesWrites(self)?.code ?? "SERVICE_NOT_AVAILABLE", replication.refusesWrites(self)?.remark ?? ""))
      .with("no such topic", () => refuse("TOPIC_NOT_EXIST", `the topic[${topic}] not exist`))
      .with("no handle", () => refuse("ILLEGAL_OPERATION", "recall handle is invalid"))
      .with("of another topic", () => refuse("ILLEGAL_OPERATION", "topic not match"))
      .with("of another broker", () => refuse("ILLEGAL_OPERATION", "broker service not available: the handle names another broker"))
      .with("too many pending", () => refuse("SYSTEM_BUSY", `${self.pending.length} sends wait for a quorum already (maxPendingRequestsNum)`))
      .with("too late", () => refuse("ILLEGAL_OPERATION", "timestamp invalid: the message does not wait any more"))
      // What recalled it may not be on disk, or not be committed.
      .with("recalled before", () => confirm(replication, request, { _tag: "Recall" })(self))
      .with("recalls", () => recall(self, event))
      .exhaustive()
  })

  /** A message that its producer has sent twice, for want of an answer, is recalled twice. */
  function recall(self: Broker, { request, group, topic, handle, found }: EventOf<"RecallMessage">): Next {
    const waiting = found.filter((offset) => timedAt(self, offset)?.standing === "WAITING")
    const [first] = waiting.map((offset) => timedAt(self, offset) as Timed)
    const properties = [
      [TIMER_DEL_UNIQKEY, `${topic}+${handle?.messageId}`],
      ["UNIQ_KEY", handle?.messageId ?? ""],
      [TIMER_OUT_MS, String((first?.at ?? 0) - self.config.timerPrecisionMs)],
      ["REAL_TOPIC", topic],
      ...(group === "" ? [] : [["PGROUP", group] as const])
    ] as const
    const marked = waiting.reduce((me, offset) => withTimed(me, offset, { ...(timedAt(me, offset) as Timed), standing: "RECALLING" }), self)
    return put(replication, { request, place: { topic: TIMER_TOPIC, queueId: 0 }, task: { _tag: "Recall" }, text: { tags: RECALL_TAG, body: waiting.join(","), properties } })(marked)
  }
}
