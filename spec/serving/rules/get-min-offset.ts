import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { queueKey } from "../../vocabulary.ts"
import { minOf } from "../hold.ts"

/**
 * The first offset that a queue still keeps.
 *
 * RocketMQ `AdminBrokerProcessor.getMinOffset`.
 */
export const getMinOffset = rule(
  "GetMinOffset",
  () => "answers" as const,
  (self, { request, topic, queueId }, verdict) =>
    match(verdict)
      .with("answers", () => emit({ _tag: "ReplyOffset", request, offset: minOf(self, queueKey(topic, queueId)) })(self))
      .exhaustive()
)
