import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker, TopicConfig } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { PERM_WRITE, queueKey, type ResponseCode } from "../../vocabulary.ts"
import { autoCreated, isLegalTopic, setTopics, topicOf } from "../topics.ts"

/** Bytes; RocketMQ `MessageDecoder`, `CommitLog`: the length of the properties is a short. */
export const MAX_PROPERTIES_SIZE = 32_767

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
    if (send.propertiesSize > MAX_PROPERTIES_SIZE) return "properties too large"
    if (!isLegalTopic(send.topic)) return "illegal topic"
    const known = topicOf(self, send.topic)
    if (known === undefined && !self.config.autoCreateTopicEnable) return "no such topic"
    const topic = known ?? autoCreated(self, send.defaultTopicQueueNums)
    if ((topic.perm & PERM_WRITE) === 0) return "not writable"
    if (topic.writeQueueNums < 1 || send.queueId >= Math.max(topic.writeQueueNums, topic.readQueueNums)) return "no such queue"
    return known === undefined ? "accepted, topic created" : "accepted"
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
      .with("illegal topic", () => refuse("SYSTEM_ERROR", `topic: the specified topic[${send.topic}] contains illegal characters or is longer than 127, allowing only ^[%|a-zA-Z0-9_-]+$`))
      .with("no such topic", () => refuse("TOPIC_NOT_EXIST", `topic[${send.topic}] not exist, apply first please!`))
      .with("not writable", () => refuse("NO_PERMISSION", `the broker[${self.config.brokerName}] sending message is forbidden`))
      .with("no such queue", () => refuse("SYSTEM_ERROR", `request queueId[${send.queueId}] is illegal, topic ${send.topic} has fewer queues`))
      .with("accepted, topic created", () => {
        const topic = autoCreated(self, send.defaultTopicQueueNums)
        return chain(self, setTopics(HashMap.set(self.topics, send.topic, topic), replication.brokerId(self)), (me) => accept(me, send, topic))
      })
      .with("accepted", () => accept(self, send, topicOf(self, send.topic) as TopicConfig))
      .exhaustive()
  })

  function accept(self: Broker, send: EventOf<"SendMessage">, topic: TopicConfig): Next {
    const { self: appended, first, last, term } = replication.append(self, send.count)
    // A producer that leaves the choice to the broker (queueId < 0) gets the queues in turn.
    const queueId = send.queueId >= 0 ? send.queueId : last % Math.max(1, topic.writeQueueNums)
    const key = queueKey(send.topic, queueId)
    const queue = Option.getOrElse(HashMap.get(self.queues, key), () => ({ end: 0, next: 0 }))
    return chain(
      {
        ...appended,
        queues: HashMap.set(self.queues, key, { ...queue, next: queue.next + send.count }),
        pending: [...self.pending, { request: send.request, index: last, queueId, queueOffset: queue.next }]
      },
      emit({ _tag: "WriteMessages", request: send.request, index: first, term, count: send.count, topic: send.topic, queueId, queueOffset: queue.next }),
      replication.replicate
    )
  }
}
