import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { isLegalTopic, setTopics, systemTopics } from "../topics.ts"

/**
 * An operator creates or changes a topic on this broker.
 *
 * RocketMQ `AdminBrokerProcessor.updateAndCreateTopic`, `TopicValidator.validateTopic`, `isSystemTopic`.
 */
export const updateAndCreateTopic = (replication: Replication) => {
  const verdict = (self: Broker, { topic, config }: EventOf<"UpdateAndCreateTopic">) => {
    if (!replication.keepsMetadata(self)) return "not here"
    if (!isLegalTopic(topic)) return "illegal name"
    if (systemTopics(self.config).some(([name]) => name === topic)) return "system topic"
    return config.readQueueNums < 1 || config.writeQueueNums < 1 ? "no queues" : "kept"
  }
  return rule("UpdateAndCreateTopic", verdict, (self, { request, topic, config }, verdict) => {
    const answer = (code: "SUCCESS" | "SYSTEM_ERROR" | "SYSTEM_BUSY", remark: string) => emit({ _tag: "Reply", request, code, remark })
    return match(verdict)
      .with("not here", () => answer("SYSTEM_BUSY", "topics are kept by the master: send this to it")(self))
      .with("illegal name", () =>
        answer("SYSTEM_ERROR", `topic: the specified topic[${topic}] contains illegal characters or is longer than 127, allowing only ^[%|a-zA-Z0-9_-]+$`)(self)
      )
      .with("system topic", () => answer("SYSTEM_ERROR", `The topic[${topic}] is conflict with system topic.`)(self))
      .with("no queues", () => answer("SYSTEM_ERROR", "readQueueNums, writeQueueNums: must be 1 or more")(self))
      .with("kept", () =>
        chain(self, setTopics(HashMap.set(self.topics, topic, config), replication.brokerId(self)), answer("SUCCESS", ""))
      )
      .exhaustive()
  })
}
