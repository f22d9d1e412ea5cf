import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { compiled, ParseError } from "../../filter/sql92.ts"
import { chain } from "../../machine.ts"
import { forbiddenTo, isLegalGroup } from "../../serving/groups.ts"
import { isLegalTopic, topicOf } from "../../serving/topics.ts"
import { PERM_READ, type ResponseCode } from "../../vocabulary.ts"
import { heldFor, holdPop, MAX_POLLING, readPop, replyNone, startPolling } from "../held.ts"
import { popRetryTopic, restOf } from "../queues.ts"
import type { HeldPop } from "../state.ts"

/** Messages in one answer. */
const MAX_MSG_NUMS = 32

/**
 * A consumer asks for messages that nobody of its group has, whichever they are: it gets some, or waits. Only the master hands out:
 * it alone knows what others were handed.
 *
 * RocketMQ `PopMessageProcessor.processRequest`.
 */
export const popMessage = (replication: Replication) => {
  const verdict = (self: Broker, pop: EventOf<"PopMessage">) => {
    if (self.diskFailed) return "disk failed"
    if (replication.refusesWrites(self) !== undefined) return "not here"
    if (pop.tooLate) return "too late"
    if (pop.maxMsgNums > MAX_MSG_NUMS) return "too many wanted"
    const topic = topicOf(self, pop.topic)
    if (topic === undefined) return "no such topic"
    if ((topic.perm & PERM_READ) === 0) return "not readable"
    if (pop.queueId >= topic.readQueueNums) return "no such queue"
    if (!isLegalGroup(pop.group) || !isLegalTopic(popRetryTopic(pop.group, pop.topic))) return "illegal group"
    if (forbiddenTo(self, pop.group) !== undefined) return "group not permitted"
    if (pop.expression !== undefined && !self.config.enablePropertyFilter) return "no filter by expressions"
    if (pop.expression !== undefined && compiled(pop.expression) instanceof ParseError) return "no expression"
    if (restOf(self, pop) > 0) return "reads"
    if (pop.suspendTimeoutMillis <= 0) return "nothing yet"
    return heldFor(self, pop.topic).length >= MAX_POLLING ? "too many wait" : "waits"
  }

  return rule("PopMessage", verdict, (self, event, verdict) => {
    const { _tag: _, tooLate: __, ...pop } = event
    const refuse = (code: ResponseCode, remark: string): Next => emit({ _tag: "Reply", request: event.request, code, remark })(self)
    return match(verdict)
      .with("disk failed", () => refuse("SERVICE_NOT_AVAILABLE", "the disk failed: this broker hands out nothing until it is restarted"))
      .with("not here", () => refuse(replication.refusesWrites(self)?.code ?? "SERVICE_NOT_AVAILABLE", replication.refusesWrites(self)?.remark ?? ""))
      // Messages that nobody takes would be invisible for nothing.
      .with("too late", "nothing yet", () => emit(replyNone(self, pop, "POLLING_TIMEOUT"))(self))
      .with("too many wanted", () => refuse("INVALID_PARAMETER", `the broker[${self.config.brokerName}] pop message's num is greater than ${MAX_MSG_NUMS}`))
      .with("no such topic", () => refuse("TOPIC_NOT_EXIST", `topic[${event.topic}] not exist, apply first please!`))
      .with("not readable", () => refuse("NO_PERMISSION", `the topic[${event.topic}] peeking message is forbidden`))
      .with("no such queue", () =>
        refuse("INVALID_PARAMETER", `queueId[${event.queueId}] is illegal, topic:[${event.topic}] topicConfig.readQueueNums:[${topicOf(self, event.topic)?.readQueueNums}]`)
      )
      .with("illegal group", () => refuse("SUBSCRIPTION_GROUP_NOT_EXIST", `subscription group [${event.group}] does not exist: its name, or with the topic's that of its retry topic, is too long or has illegal characters`))
      .with("group not permitted", () => refuse("NO_PERMISSION", forbiddenTo(self, event.group) ?? ""))
      .with("no filter by expressions", () => refuse("SYSTEM_ERROR", "The broker does not support consumer to filter message by SQL92"))
      .with("no expression", () => refuse("SUBSCRIPTION_PARSE_FAILED", "parse the consumer's subscription failed"))
      .with("reads", () => chain(self, emit(...startPolling(pop)), readPop(pop)))
      .with("too many wait", () => emit(replyNone(self, pop, "POLLING_FULL"))(self))
      .with("waits", () => chain(self, emit(...startPolling(pop)), holdPop(pop satisfies HeldPop)))
      .exhaustive()
  })
}
