import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { NOT_FOUND } from "./query-message.ts"

/**
 * What a query has found.
 *
 * RocketMQ `QueryMessageProcessor.queryMessage`.
 */
export const keyRead = rule(
  "KeyRead",
  (_self, { found }) => (found.length === 0 ? "nothing" : "messages"),
  (self, { request, found }, verdict) =>
    match(verdict)
      .with("nothing", () => emit({ _tag: "Reply", request, code: "QUERY_NOT_FOUND", remark: NOT_FOUND })(self))
      .with("messages", () => emit({ _tag: "ReplyMessages", request, indexes: found })(self))
      .exhaustive()
)
