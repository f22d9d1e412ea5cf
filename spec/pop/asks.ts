/**
 * Who may pop what here: what pops, peeks and questions after messages are refused for alike.
 *
 * RocketMQ `PopMessageProcessor`, `PeekMessageProcessor`, `NotificationProcessor`: the same checks in each.
 *
 * @module
 */
import { match } from "ts-pattern"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Replication } from "../broker/replication.ts"
import type { Broker } from "../broker/state.ts"
import { permitted } from "../registration/register.ts"
import { forbiddenTo, isLegalGroup } from "../serving/groups.ts"
import { isLegalTopic, topicOf } from "../serving/topics.ts"
import { PERM_READ, type RequestId, type ResponseCode } from "../vocabulary.ts"
import { popRetryTopic } from "./queues.ts"

interface Ask {
  readonly request: RequestId
  readonly group: string
  readonly topic: string
  readonly queueId: number
}

export type WhyNot = "disk failed" | "not here" | "no such topic" | "not readable" | "no such queue" | "illegal group" | "group not permitted"

/** Why this broker does not answer; `undefined`: it does. */
export const whyNot = (replication: Replication, self: Broker, { group, topic, queueId }: Ask): WhyNot | undefined => {
  if (self.diskFailed) return "disk failed"
  if (replication.refusesWrites(self) !== undefined) return "not here"
  const config = topicOf(self, topic)
  if (config === undefined) return "no such topic"
  if ((config.perm & permitted(self) & PERM_READ) === 0) return "not readable"
  if (queueId >= config.readQueueNums) return "no such queue"
  if (!isLegalGroup(group) || !isLegalTopic(popRetryTopic(group, topic))) return "illegal group"
  return forbiddenTo(self, group) === undefined ? undefined : "group not permitted"
}

/** What its client is told then. */
export const refused = (replication: Replication, self: Broker, { request, group, topic, queueId }: Ask, why: WhyNot): BrokerOutput => {
  const reply = (code: ResponseCode, remark: string): BrokerOutput => ({ _tag: "Reply", request, code, remark })
  return match(why)
    .with("disk failed", () => reply("SERVICE_NOT_AVAILABLE", "the disk failed: this broker hands out nothing until it is restarted"))
    .with("not here", () => reply(replication.refusesWrites(self)?.code ?? "SERVICE_NOT_AVAILABLE", replication.refusesWrites(self)?.remark ?? ""))
    .with("no such topic", () => reply("TOPIC_NOT_EXIST", `topic[${topic}] not exist, apply first please!`))
    .with("not readable", () => reply("NO_PERMISSION", `the ${(permitted(self) & PERM_READ) === 0 ? `broker[${self.config.brokerName}]` : `topic[${topic}]`} peeking message is forbidden`))
    .with("no such queue", () => reply("INVALID_PARAMETER", `queueId[${queueId}] is illegal, topic:[${topic}] topicConfig.readQueueNums:[${topicOf(self, topic)?.readQueueNums}]`))
    .with("illegal group", () => reply("SUBSCRIPTION_GROUP_NOT_EXIST", `subscription group [${group}] does not exist: its name, or with the topic's that of its retry topic, is too long or has illegal characters`))
    .with("group not permitted", () => reply("NO_PERMISSION", forbiddenTo(self, group) ?? ""))
    .exhaustive()
}
