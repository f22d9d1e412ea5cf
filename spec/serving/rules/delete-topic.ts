import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { invalid, isSystemTopic, setTopics } from "../topics.ts"

/**
 * An operator removes a topic: it leaves the routes. Its messages stay in the log.
 *
 * RocketMQ `AdminBrokerProcessor.deleteTopic`.
 */
export const deleteTopic = (replication: Replication) =>
  rule(
    "DeleteTopic",
    (self, { topic }) => {
      if (!replication.keepsMetadata(self)) return "not here"
      return isSystemTopic(self.config, topic) ? "system topic" : "removed"
    },
    (self, { request, topic }, verdict) => {
      const answer = (code: "SUCCESS" | "SYSTEM_ERROR" | "SYSTEM_BUSY" | "INVALID_PARAMETER", remark: string) => emit({ _tag: "Reply", request, code, remark })
      return match(verdict)
        // 5.x's tools ask slaves, too. Its slave deletes what its master's table then brings back, or leaves out.
        .with("not here", () => (self.config.brokerRole === "SLAVE" && self.config.compatibility !== "4.9" ? answer("SUCCESS", "") : answer("SYSTEM_BUSY", "topics are kept by the master: send this to it"))(self))
        .with("system topic", () => answer(invalid(self), `The topic[${topic}] is conflict with system topic.`)(self))
        .with("removed", () =>
          chain(self, setTopics(HashMap.remove(self.topics, topic), replication.brokerId(self)), answer("SUCCESS", ""))
        )
        .exhaustive()
    }
  )
