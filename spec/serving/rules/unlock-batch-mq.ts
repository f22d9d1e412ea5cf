import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { match } from "ts-pattern"
import type { BrokerOutput } from "../../broker/outputs.ts"
import { rule } from "../../broker/rule.ts"
import { offsetKey } from "../offsets.ts"

/**
 * A consumer gives its locks back. Nobody gives back another's.
 *
 * RocketMQ `RebalanceLockManager.unlockBatch`.
 */
export const unlockBatchMQ = rule(
  "UnlockBatchMQ",
  () => "unlocks" as const,
  (self, { request, group, clientId, queues }, verdict) =>
    match(verdict)
      .with("unlocks", () => {
        let locks = self.locks
        const outputs: BrokerOutput[] = []
        for (const { topic, queueId } of queues) {
          const key = offsetKey(group, topic, queueId)
          if (Option.getOrUndefined(HashMap.get(locks, key)) !== clientId) continue
          locks = HashMap.remove(locks, key)
          outputs.push({ _tag: "CancelTimer", event: { _tag: "LockExpired", key } })
        }
        outputs.push({ _tag: "Reply", request, code: "SUCCESS", remark: "" })
        return [{ ...self, locks }, outputs] as const
      })
      .exhaustive()
)
