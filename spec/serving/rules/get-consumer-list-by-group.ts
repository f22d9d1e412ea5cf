import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { groupOf } from "../groups.ts"

/**
 * Who is in a group: what its members divide the queues by.
 *
 * RocketMQ `ConsumerManageProcessor.getConsumerListByGroup`.
 */
export const getConsumerListByGroup = rule(
  "GetConsumerListByGroup",
  (self, { group }) => (groupOf(self, group) === undefined ? "nobody" : "members"),
  (self, { request, group }, verdict) =>
    match(verdict)
      .with("nobody", () => emit({ _tag: "Reply", request, code: "SYSTEM_ERROR", remark: `no consumer for this group, ${group}` })(self))
      .with("members", () =>
        emit({ _tag: "ReplyConsumerList", request, clientIds: (groupOf(self, group)?.members ?? []).map(({ clientId }) => clientId) })(self)
      )
      .exhaustive()
)
