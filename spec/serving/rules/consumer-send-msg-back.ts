import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Rewrite } from "../../broker/outputs.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { permitted } from "../../registration/register.ts"
import { DELAY, delayed, type Place, put } from "../../store/put.ts"
import { PERM_WRITE, type ResponseCode } from "../../vocabulary.ts"
import { MAX_PROPERTIES_SIZE, REWRITE_ROOM } from "./send-message.ts"
import { dlqTopic, ensureTopic, isDead, retryTopic, wantsNoRetries } from "../retry.ts"
import { isLegalTopic, topicOf } from "../topics.ts"

/** The first delay level of a message that comes again without a wish of its consumer. */
const FIRST_LEVEL = 3

/**
 * A consumer could not consume a message and sends it back: it waits, longer each time, and comes again in the group's retry
 * topic. After the last time, or if the consumer says never again, it goes to the group's dead letter queue.
 *
 * RocketMQ `SendMessageProcessor.asyncConsumerSendMsgBack`.
 */
export const consumerSendMsgBack = (replication: Replication) => {
  const verdict = (self: Broker, { group, message, delayLevel, maxReconsumeTimes }: EventOf<"ConsumerSendMsgBack">) => {
    if (self.diskFailed) return "disk failed"
    if (replication.refusesWrites(self) !== undefined) return "not here"
    if (!isLegalTopic(retryTopic(group))) return "illegal group"
    if (wantsNoRetries(self, group)) return "not wanted again"
    if (self.pending.length >= self.config.maxPendingRequestsNum) return "too many pending"
    if (((topicOf(self, retryTopic(group))?.perm ?? PERM_WRITE) & permitted(self) & PERM_WRITE) === 0) return "not writable"
    if (message === null || message.index > replication.readableBound(self)) return "no such message"
    if (message.propertiesSize + REWRITE_ROOM > MAX_PROPERTIES_SIZE) return "properties too large"
    return delayLevel < 0 || isDead(self, group, message.reconsumeTimes, maxReconsumeTimes) ? "dead letter" : "comes again"
  }

  return rule("ConsumerSendMsgBack", verdict, (self, event, verdict) => {
    const { request, group, delayLevel } = event
    const refuse = (code: ResponseCode, remark: string): Next => emit({ _tag: "Reply", request, code, remark })(self)
    return match(verdict)
      .with("disk failed", () => refuse("SERVICE_NOT_AVAILABLE", "the disk failed: this broker stores nothing until it is restarted"))
      .with("not here", () => refuse(replication.refusesWrites(self)?.code ?? "SERVICE_NOT_AVAILABLE", replication.refusesWrites(self)?.remark ?? ""))
      .with("illegal group", () => refuse("SYSTEM_ERROR", `the group[${group}] has no legal retry topic: its name contains illegal characters or is too long`))
      .with("not wanted again", () => refuse("SUCCESS", ""))
      .with("too many pending", () => refuse("SYSTEM_BUSY", `${self.pending.length} sends wait for a quorum already (maxPendingRequestsNum)`))
      .with("not writable", () => refuse("NO_PERMISSION", `the ${(permitted(self) & PERM_WRITE) === 0 ? `broker[${self.config.brokerName}]` : `topic[${retryTopic(group)}]`} sending message is forbidden`))
      .with("no such message", () => refuse("SYSTEM_ERROR", "look message by offset failed"))
      .with("properties too large", () => refuse("SYSTEM_ERROR", "PROPERTIES_SIZE_EXCEEDED"))
      .with("dead letter", () => back(self, event, (rewrite) => ({ topic: dlqTopic(group), queueId: 0, rewrite: { ...rewrite, set: [...rewrite.set, [DELAY, "0"]] } })))
      .with("comes again", () =>
        back(self, event, (rewrite, me) => delayed(me, delayLevel === 0 ? FIRST_LEVEL + (event.message?.reconsumeTimes ?? 0) : delayLevel, { topic: retryTopic(group), queueId: 0, rewrite }))
      )
      .exhaustive()
  })

  function back(self: Broker, { request, group, message }: EventOf<"ConsumerSendMsgBack">, placeOf: (rewrite: Rewrite, me: Broker) => Place): Next {
    if (message === null) return [self, []]
    const rewrite: Rewrite = {
      set: [
        ...(message.retryTopic === null ? [["RETRY_TOPIC", message.topic] as const] : []),
        ["ORIGIN_MESSAGE_ID", message.originMessageId ?? message.messageId]
      ],
      remove: [],
      reconsumeTimes: message.reconsumeTimes + 1
    }
    const place = placeOf(rewrite, self)
    return chain(
      self,
      ensureTopic(retryTopic(group), replication),
      place.topic === dlqTopic(group) ? ensureTopic(place.topic, replication) : emit(),
      put(replication, { request, place, task: { _tag: "SendBack" }, source: message.index })
    )
  }
}
