import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import { compiled, ParseError } from "../../filter/sql92.ts"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { permitted } from "../../registration/register.ts"
import { PERM_READ, queueKey } from "../../vocabulary.ts"
import { forbiddenTo, groupOf } from "../groups.ts"
import { endOf, hold, minOf, read, replyEmpty, startWaiting } from "../hold.ts"
import { offsetKey } from "../offsets.ts"
import type { HeldPull } from "../state.ts"
import { topicOf } from "../topics.ts"

/**
 * A consumer asks for messages from an offset on: it gets visible ones, waits for some, or is told where the queue begins
 * or ends. On a follower "visible" ends at its own commitIndex (E12): late perhaps, uncommitted never.
 *
 * RocketMQ `PullMessageProcessor.processRequest`, `DefaultMessageStore.getMessage`.
 */
export const pullMessage = (replication: Replication) => {
  const verdict = (self: Broker, pull: EventOf<"PullMessage">) => {
    if (replication.refusesReads(self, pull.readFromFollower) !== undefined) return "not here"
    if (forbiddenTo(self, pull.group) !== undefined) return "group not permitted"
    const topic = topicOf(self, pull.topic)
    if (topic === undefined) return "no such topic"
    if ((topic.perm & permitted(self) & PERM_READ) === 0) return "not readable"
    if (pull.queueId < 0 || pull.queueId >= topic.readQueueNums) return "no such queue"
    const expression = expressionOf(self, pull)
    if (expression !== undefined && !self.config.enablePropertyFilter) return "no filter by expressions"
    if (expression !== undefined && compiled(expression) instanceof ParseError) return "no expression"
    const queue = queueKey(pull.topic, pull.queueId)
    if (pull.offset < minOf(self, queue)) return "before the first"
    // A follower that lags does not know where the queue ends: it must not send anybody back.
    if (pull.offset > endOf(self, queue) && replication.keepsMetadata(self)) return "past the end"
    if (pull.offset < endOf(self, queue)) return "reads"
    return pull.suspendTimeoutMillis > 0 ? "waits" : "nothing yet"
  }

  return rule("PullMessage", verdict, (self, event, verdict) => {
    const pull = held(self, event)
    const refuse = (code: "SUBSCRIPTION_PARSE_FAILED" | "SYSTEM_BUSY" | "TOPIC_NOT_EXIST" | "NO_PERMISSION" | "SYSTEM_ERROR", remark: string) =>
      emit({ _tag: "Reply", request: event.request, code, remark })(self)
    return match(verdict)
      .with("not here", () => refuse("SYSTEM_BUSY", replication.refusesReads(self, event.readFromFollower)?.remark ?? ""))
      .with("group not permitted", () => refuse("NO_PERMISSION", forbiddenTo(self, event.group) ?? ""))
      .with("no such topic", () => refuse("TOPIC_NOT_EXIST", `topic[${event.topic}] not exist, apply first please!`))
      .with("not readable", () => refuse("NO_PERMISSION", `the ${(permitted(self) & PERM_READ) === 0 ? `broker[${self.config.brokerName}]` : `topic[${event.topic}]`} pulling message is forbidden`))
      .with("no such queue", () => refuse("SYSTEM_ERROR", `queueId[${event.queueId}] is illegal, topic:[${event.topic}] topicConfig.readQueueNums:[${topicOf(self, event.topic)?.readQueueNums}]`))
      .with("no filter by expressions", () => refuse("SYSTEM_ERROR", "The broker does not support consumer to filter message by SQL92"))
      .with("no expression", () => refuse("SUBSCRIPTION_PARSE_FAILED", "parse the consumer's subscription failed"))
      .with("before the first", () => chain(self, commitWith(event), emit(replyEmpty(self, pull, "PULL_OFFSET_MOVED", minOf(self, pull.queue)))))
      .with("past the end", () => chain(self, commitWith(event), emit(replyEmpty(self, pull, "PULL_OFFSET_MOVED", endOf(self, pull.queue)))))
      .with("reads", () => chain(self, commitWith(event), emit(...startWaiting(pull)), read(pull)))
      .with("waits", () => chain(self, commitWith(event), hold(pull)))
      .with("nothing yet", () => chain(self, commitWith(event), emit(replyEmpty(self, pull, "PULL_NOT_FOUND", event.offset))))
      .exhaustive()
  })

  /** A pull may carry the group's progress. Only the keeper of offsets takes it: a follower's would be overwritten. */
  function commitWith(event: EventOf<"PullMessage">): Part {
    return (self) =>
      event.commitOffset === null || !replication.keepsMetadata(self)
        ? [self, []]
        : [{ ...self, offsets: HashMap.set(self.offsets, offsetKey(event.group, event.topic, event.queueId), event.commitOffset) }, []]
  }
}

/** A pull's own subscription counts, or else the group's. */
const subscriptionOf = (self: Broker, { group, topic }: EventOf<"PullMessage">) => groupOf(self, group)?.subscriptions.find((subscription) => subscription.topic === topic)

/** The SQL92 expression by which the pull filters, if it does. */
const expressionOf = (self: Broker, event: EventOf<"PullMessage">): string | undefined => {
  if (event.codeSet !== null) return event.expression
  const subscription = subscriptionOf(self, event)
  return subscription?.expressionType === "SQL92" ? subscription.subString : undefined
}

const held = (self: Broker, event: EventOf<"PullMessage">): HeldPull => ({
  request: event.request,
  channel: event.channel,
  queue: queueKey(event.topic, event.queueId),
  offset: event.offset,
  maxMsgNums: event.maxMsgNums,
  codeSet: event.codeSet ?? subscriptionOf(self, event)?.codeSet ?? [],
  ...withExpression(expressionOf(self, event)),
  suspendTimeoutMillis: event.suspendTimeoutMillis
})

const withExpression = (expression: string | undefined) => (expression === undefined ? {} : { expression })
