import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../events.ts"
import { answer, rule } from "../rule.ts"
import type { NameServer } from "../state.ts"
import { brokerOf, withoutBrokers } from "../tables.ts"
import { chain } from "../../machine.ts"

/**
 * An operator takes a topic out of the routes, after its brokers have removed it; one that has not publishes it again.
 *
 * RocketMQ `DefaultRequestProcessor.deleteTopicInNamesrv`, `RouteInfoManager.deleteTopic`.
 */
export const deleteTopic = rule("DeleteTopic", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("unknown", () => answer(event, "SUCCESS")(self))
    .with("removed", () => chain({ ...self, topicQueueTable: HashMap.remove(self.topicQueueTable, event.topic) }, answer(event, "SUCCESS")))
    .with("removed from one cluster", () =>
      chain(
        {
          ...self,
          topicQueueTable: withoutBrokers(self.topicQueueTable, (name) => brokerOf(self, name)?.cluster === event.clusterName, [event.topic])
        },
        answer(event, "SUCCESS")
      )
    )
    .exhaustive()
)

const verdict = (self: NameServer, { topic, clusterName }: EventOf<"DeleteTopic">) => {
  if (!HashMap.has(self.topicQueueTable, topic)) return "unknown"
  return clusterName === null || clusterName === "" ? "removed" : "removed from one cluster"
}
