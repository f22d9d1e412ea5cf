import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Part, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { copyToAll } from "../../metadata/copy.ts"

/**
 * An operator takes back what was said of a consumer group, and its progress if asked to. Members that are connected stay:
 * the group is then as one of which nothing was said.
 *
 * RocketMQ `AdminBrokerProcessor.deleteSubscriptionGroup`, `ConsumerOffsetManager.removeOffset`.
 */
export const deleteSubscriptionGroup = (replication: Replication) =>
  rule(
    "DeleteSubscriptionGroup",
    (self, { removeOffset }) => {
      if (!replication.keepsMetadata(self)) return "not here"
      return removeOffset ? "removed with its offsets" : "removed"
    },
    (self, { request, group }, verdict) => {
      const answer = (code: "SUCCESS" | "SYSTEM_ERROR", remark: string) => emit({ _tag: "Reply", request, code, remark })
      const remove: Part = (me) => [{ ...me, subscriptionGroups: HashMap.remove(me.subscriptionGroups, group) }, [{ _tag: "SaveSubscriptionGroups" }]]
      const removeOffsets: Part = (me) => [{ ...me, offsets: HashMap.filter(me.offsets, (_, key) => !key.startsWith(`${group}@`)) }, [{ _tag: "SaveOffsets" }]]
      return match(verdict)
        .with("not here", () => answer("SYSTEM_ERROR", "Can't modify topic or subscription group from slave broker, please execute it from master broker.")(self))
        .with("removed", () => chain(self, remove, copyToAll, answer("SUCCESS", "")))
        .with("removed with its offsets", () => chain(self, remove, removeOffsets, copyToAll, answer("SUCCESS", "")))
        .exhaustive()
    }
  )
