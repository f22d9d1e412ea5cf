import { match } from "ts-pattern"
import { emit, rule } from "../rule.ts"
import { sorted } from "../../sorted.ts"

/**
 * All topics that have a route.
 *
 * RocketMQ `RouteInfoManager.getAllTopicList`.
 */
export const getAllTopicList = rule(
  "GetAllTopicList",
  () => "told" as const,
  (self, { request }, verdict) =>
    match(verdict)
      .with("told", () => emit({ _tag: "ReplyTopicList", request, topics: sorted(self.topicQueueTable).map(([topic]) => topic) })(self))
      .exhaustive()
)
