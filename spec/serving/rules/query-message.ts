import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"

/** Messages that one query returns. RocketMQ `maxMsgsNumBatch`. */
export const MAX_QUERIED = 64

/**
 * Messages of a topic by one of their keys, or by the id that their producer gave them, that were stored in a time.
 *
 * RocketMQ `QueryMessageProcessor.queryMessage`, `DefaultMessageStore.queryMessage`.
 */
export const queryMessage = rule(
  "QueryMessage",
  (_self, { key, begin, end }) => (key === "" || begin > end ? "asks for nothing" : "searches"),
  (self, { request, topic, key, maxNum, begin, end }, verdict) =>
    match(verdict)
      .with("asks for nothing", () => emit({ _tag: "Reply", request, code: "QUERY_NOT_FOUND", remark: NOT_FOUND })(self))
      .with("searches", () => emit({ _tag: "ReadByKey", request, topic, key, begin, end, maxNum: Math.max(1, Math.min(maxNum, MAX_QUERIED)), upTo: self.dispatchedIndex })(self))
      .exhaustive()
)

export const NOT_FOUND = "can not find message, maybe time range not correct"
