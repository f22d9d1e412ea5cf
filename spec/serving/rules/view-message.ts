import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"

/**
 * One message by its offset id, if it is readable here.
 *
 * RocketMQ `QueryMessageProcessor.viewMessageById`.
 */
export const viewMessage = (replication: Replication) =>
  rule(
    "ViewMessage",
    (self, { index }) => (index < 0 || index > replication.readableBound(self) ? "not found" : "readable"),
    (self, { request, index }, verdict) =>
      match(verdict)
        .with("not found", () => emit({ _tag: "Reply", request, code: "SYSTEM_ERROR", remark: "can not find message by the offset" })(self))
        .with("readable", () => emit({ _tag: "ReplyMessage", request, index })(self))
        .exhaustive()
  )
