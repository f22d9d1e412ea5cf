import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { queueKey } from "../../vocabulary.ts"
import { endOf, minOf } from "../hold.ts"

/**
 * When the first message of a queue was stored.
 *
 * RocketMQ `AdminBrokerProcessor.getEarliestMsgStoretime`.
 */
export const getEarliestStoreTime = rule(
  "GetEarliestStoreTime",
  () => "answers" as const,
  (self, { request, topic, queueId }, verdict) => {
    const queue = queueKey(topic, queueId)
    return match(verdict)
      .with("answers", () => emit({ _tag: "ReplyStoreTime", request, queue, offset: minOf(self, queue), end: endOf(self, queue) })(self))
      .exhaustive()
  }
)
