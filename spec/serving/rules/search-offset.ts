import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { queueKey } from "../../vocabulary.ts"
import { endOf } from "../hold.ts"

/**
 * The offset at a time, among visible messages: the first one stored then or later. 4.9 says the one stored nearest to it.
 *
 * RocketMQ `AdminBrokerProcessor.searchOffsetByTimestamp`, `ConsumeQueue.getOffsetInQueueByTime`.
 */
export const searchOffset = rule(
  "SearchOffset",
  (self, { topic, queueId }) => (endOf(self, queueKey(topic, queueId)) === 0 ? "empty queue" : "searches"),
  (self, { request, topic, queueId, timestamp, boundary }, verdict) => {
    const queue = queueKey(topic, queueId)
    return match(verdict)
      .with("empty queue", () => emit({ _tag: "ReplyOffset", request, offset: 0 })(self))
      .with("searches", () => emit({ _tag: "ReplyOffsetByTime", request, queue, timestamp, boundary: self.config.compatibility === "4.9" ? "NEAREST" : boundary, end: endOf(self, queue) })(self))
      .exhaustive()
  }
)
