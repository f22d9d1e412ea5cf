import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../events.ts"
import { emit, rule } from "../rule.ts"
import type { NameServer } from "../state.ts"
import { brokerOf } from "../tables.ts"
import { sorted } from "../../sorted.ts"

/**
 * The topics on brokers of one cluster. Of an unknown cluster: none, as RocketMQ answers too.
 *
 * RocketMQ `RouteInfoManager.getTopicsByCluster`.
 */
export const getTopicsByCluster = rule(
  "GetTopicsByCluster",
  () => "told" as const,
  (self, event, verdict) =>
    match(verdict)
      .with("told", () => emit({ _tag: "ReplyTopicList", request: event.request, topics: topicsOf(self, event) })(self))
      .exhaustive()
)

const topicsOf = (self: NameServer, { cluster }: EventOf<"GetTopicsByCluster">): readonly string[] =>
  sorted(self.topicQueueTable).flatMap(([topic, queues]) =>
    HashMap.some(queues, (_, brokerName) => brokerOf(self, brokerName)?.cluster === cluster) ? [topic] : []
  )
