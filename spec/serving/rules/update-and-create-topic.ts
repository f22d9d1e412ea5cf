import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker, TopicConfig } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { altered } from "../attributes.ts"
import { invalid, isLegalTopic, isSystemTopic, setTopics, topicOf } from "../topics.ts"

/** A topic has these from its beginning. RocketMQ `TopicAttributes`, `changeable`. */
const FIXED: readonly string[] = ["queue.type", "cleanup.policy"]

/**
 * An operator creates or changes a topic on this broker.
 *
 * RocketMQ `AdminBrokerProcessor.updateAndCreateTopic`, `TopicValidator.validateTopic`, `isSystemTopic`; 5.x
 * `AttributeUtil.alterCurrentAttributes`.
 */
export const updateAndCreateTopic = (replication: Replication) => {
  const verdict = (self: Broker, { topic, config, attributes = [] }: EventOf<"UpdateAndCreateTopic">) => {
    if (!replication.keepsMetadata(self)) return "not here"
    if (!isLegalTopic(topic)) return "illegal name"
    if (isSystemTopic(self.config, topic)) return "system topic"
    if (config.readQueueNums < 1 || config.writeQueueNums < 1) return "no queues"
    const before = topicOf(self, topic)
    if (before !== undefined && attributes.some(([key]) => FIXED.includes(key))) return "attribute is fixed"
    return attributes.some(([key, value]) => value === null && before?.attributes?.[key] === undefined) ? "no such attribute" : "kept"
  }
  return rule("UpdateAndCreateTopic", verdict, (self, event, verdict) => {
    const { request, topic, attributes = [] } = event
    const answer = (code: "SUCCESS" | "SYSTEM_ERROR" | "SYSTEM_BUSY" | "INVALID_PARAMETER", remark: string) => emit({ _tag: "Reply", request, code, remark })
    return match(verdict)
      .with("not here", () => answer("SYSTEM_BUSY", "topics are kept by the master: send this to it")(self))
      .with("illegal name", () =>
        answer(invalid(self), `topic: the specified topic[${topic}] contains illegal characters or is longer than 127, allowing only ^[%|a-zA-Z0-9_-]+$`)(self)
      )
      .with("system topic", () => answer(invalid(self), `The topic[${topic}] is conflict with system topic.`)(self))
      .with("no queues", () => answer("SYSTEM_ERROR", "readQueueNums, writeQueueNums: must be 1 or more")(self))
      .with("attribute is fixed", () => answer("SYSTEM_ERROR", `attempt to update an unchangeable attribute. key: ${attributes.find(([key]) => FIXED.includes(key))?.[0]}`)(self))
      .with("no such attribute", () => answer("SYSTEM_ERROR", `attempt to delete a nonexistent key: ${attributes.find(([key, value]) => value === null && topicOf(self, topic)?.attributes?.[key] === undefined)?.[0]}`)(self))
      .with("kept", () =>
        chain(self, setTopics(HashMap.set(self.topics, topic, configOf(self, event)), replication.brokerId(self)), answer("SUCCESS", ""))
      )
      .exhaustive()
  })
}

/** With the attributes that it had, changed. */
const configOf = (self: Broker, { topic, config, attributes = [] }: EventOf<"UpdateAndCreateTopic">): TopicConfig => ({ ...config, ...altered(topicOf(self, topic)?.attributes, attributes) })
