import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker, TopicConfig } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { later, type Place, prepared, put } from "../../store/put.ts"
import { PERM_WRITE, type ResponseCode } from "../../vocabulary.ts"
import { isTooLong, tooLongRemark } from "../../schedule/timers.ts"
import { permitted } from "../../registration/register.ts"
import { channelOf } from "../groups.ts"
import { dlqTopic, ensureTopic, groupOfRetryTopic, isDead } from "../retry.ts"
import { autoCreated, invalid, isLegalTopic, isReserved, isTemplate, setTopics, topicOf } from "../topics.ts"

/** Bytes; RocketMQ `MessageDecoder`, `CommitLog`: the length of the properties is a short. */
export const MAX_PROPERTIES_SIZE = 32_767

/** Bytes that the properties may grow by when a message is rewritten for its place. */
export const REWRITE_ROOM = 1_024

const roomFor = ({ delayLevel = 0, timer, prepared: half = false }: EventOf<"SendMessage">): number => (delayLevel > 0 || timer !== undefined || half ? REWRITE_ROOM : 0)

/** A half message's time counts once it is committed; a delay level counts before a time. */
const waitsOtherwise = ({ delayLevel = 0, prepared: half = false }: EventOf<"SendMessage">): boolean => delayLevel > 0 || half

/**
 * A producer sends a message, or a batch: it gets the next offsets of its queue and goes into the log. What the producer is
 * told comes later, from the rules that learn that it is replicated (D1, E8).
 *
 * RocketMQ `SendMessageProcessor.sendMessage`, `AbstractSendMessageProcessor.msgCheck`, `DLedgerCommitLog.asyncPutMessage`.
 */
export const sendMessage = (replication: Replication) => {
  const verdict = (self: Broker, send: EventOf<"SendMessage">) => {
    if (self.diskFailed) return "disk failed"
    if (replication.refusesWrites(self) !== undefined) return "not here"
    if (self.pending.length >= self.config.maxPendingRequestsNum) return "too many pending"
    if (send.bodySize > self.config.maxMessageSize) return "body too large"
    if (send.propertiesSize + roomFor(send) > MAX_PROPERTIES_SIZE) return "properties too large"
    if (!isLegalTopic(send.topic)) return "illegal topic"
    if (isReserved(send.topic)) return "reserved topic"
    if (send.timer !== undefined && !waitsOtherwise(send)) {
      if (!self.config.timerWheelEnable) return "timers not enabled"
      if (isTooLong(self.config, send.timer)) return "waits too long"
    }
    const known = topicOf(self, send.topic)
    if (known === undefined && !isTemplate(self, send.defaultTopic)) return "no such topic"
    const topic = known ?? autoCreated(self, send.defaultTopicQueueNums, send.defaultTopic)
    // A broker that is taken from writing leaves the routes. Who has not heard of it yet loses nothing, but in a topic with an order.
    if ((topic.perm & PERM_WRITE) === 0 || (topic.order && (permitted(self) & PERM_WRITE) === 0)) return "not writable"
    if (topic.writeQueueNums < 1 || send.queueId >= Math.max(topic.writeQueueNums, topic.readQueueNums)) return "no such queue"
    if (known === undefined) return "accepted, topic created"
    const group = groupOfRetryTopic(send.topic)
    return group !== undefined && isDead(self, group, send.reconsumeTimes ?? 0, send.maxReconsumeTimes) ? "accepted, dead letter" : "accepted"
  }

  return rule("SendMessage", verdict, (self, send, verdict) => {
    const refuse = (code: ResponseCode, remark: string): Next => emit({ _tag: "Reply", request: send.request, code, remark })(self)
    return match(verdict)
      .with("disk failed", () => refuse("SERVICE_NOT_AVAILABLE", "the disk failed: this broker stores nothing until it is restarted"))
      .with("not here", () => {
        const refusal = replication.refusesWrites(self)
        return refuse(refusal?.code ?? "SERVICE_NOT_AVAILABLE", refusal?.remark ?? "")
      })
      .with("too many pending", () => refuse("SYSTEM_BUSY", `${self.pending.length} sends wait for a quorum already (maxPendingRequestsNum)`))
      .with("body too large", () =>
        refuse("MESSAGE_ILLEGAL", `the message is illegal, maybe msg body or properties length not matched. msg body length limit ${self.config.maxMessageSize}B, msg properties length limit 32KB.`)
      )
      .with("properties too large", () =>
        refuse("MESSAGE_ILLEGAL", `the message is illegal, maybe msg body or properties length not matched. msg properties length limit ${MAX_PROPERTIES_SIZE}B, this one has ${send.propertiesSize}B.`)
      )
      .with("illegal topic", () => refuse(invalid(self), `topic: the specified topic[${send.topic}] contains illegal characters or is longer than 127, allowing only ^[%|a-zA-Z0-9_-]+$`))
      .with("reserved topic", () => refuse("NO_PERMISSION", `Sending message to topic[${send.topic}] is forbidden.`))
      .with("timers not enabled", () => refuse("SYSTEM_ERROR", "accurate timer message is not enabled, timerWheelEnable is false"))
      .with("waits too long", () => refuse("MESSAGE_ILLEGAL", tooLongRemark(self.config)))
      .with("no such topic", () => refuse("TOPIC_NOT_EXIST", `topic[${send.topic}] not exist, apply first please!`))
      .with("not writable", () => refuse("NO_PERMISSION", `the broker[${self.config.brokerName}] sending message is forbidden`))
      .with("no such queue", () => refuse("SYSTEM_ERROR", `request queueId[${send.queueId}] is illegal, topic ${send.topic} has fewer queues`))
      .with("accepted, topic created", () => {
        const topic = autoCreated(self, send.defaultTopicQueueNums, send.defaultTopic)
        return chain(self, setTopics(HashMap.set(self.topics, send.topic, topic), replication.brokerId(self)), (me) => accept(me, send, topic))
      })
      .with("accepted, dead letter", () => {
        const topic = dlqTopic(groupOfRetryTopic(send.topic) ?? "")
        return chain(self, ensureTopic(topic, replication), put(replication, { request: send.request, count: send.count, place: { topic, queueId: 0 } }))
      })
      .with("accepted", () => accept(self, send, topicOf(self, send.topic) as TopicConfig))
      .exhaustive()
  })

  function accept(self: Broker, send: EventOf<"SendMessage">, { writeQueueNums }: TopicConfig): Next {
    // A producer that leaves the choice to the broker (queueId < 0) gets the queues in turn.
    const queueId = send.queueId >= 0 ? send.queueId : (self.log.lastIndex + send.count) % Math.max(1, writeQueueNums)
    const { request, topic, count } = send
    const place = { topic, queueId }
    if (send.replyTo !== undefined) return reply(self, send, place)
    return put(replication, { request, count, place: send.prepared ? prepared(place) : later(self, send, place), told: queueId })(self)
  }

  /** An answer is handed to the client that waits for it, and stored besides. RocketMQ `ReplyMessageProcessor`. */
  function reply(self: Broker, { request, replyTo = null }: EventOf<"SendMessage">, place: Place): Next {
    const channel = replyTo === null ? undefined : channelOf(self, replyTo)
    if (channel !== undefined) return chain(self, emit({ _tag: "PushReplyMessage", request, channel }), put(replication, { request, place }))
    const remark = replyTo === null ? "reply message properties[REPLY_TO_CLIENT] is null" : `push reply message fail, channel of <${replyTo}> not found.`
    return emit({ _tag: "Reply", request, code: "SYSTEM_ERROR", remark })(self)
  }
}
