import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { topicOf } from "../topics.ts"
import { queueKey } from "../../vocabulary.ts"
import { endOf } from "../hold.ts"

/**
 * One past the last visible message of a queue. On a leader that was deposed without knowing it this may be stale.
 *
 * RocketMQ `AdminBrokerProcessor.getMaxOffset`.
 */
export const getMaxOffset = rule(
  "GetMaxOffset",
  (self, { topic }) => (topicOf(self, topic) === undefined ? "no such topic" : "known"),
  (self, { request, topic, queueId }, verdict) =>
    match(verdict)
      .with("known", "no such topic", () => emit({ _tag: "ReplyOffset", request, offset: endOf(self, queueKey(topic, queueId)) })(self))
      .exhaustive()
)
