import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import { rule } from "../../broker/rule.ts"

/**
 * A lock was not renewed in time: the queue is free again.
 *
 * RocketMQ `RebalanceLockManager.LockEntry.isExpired`.
 */
export const lockExpired = rule(
  "LockExpired",
  () => "frees" as const,
  (self, { key }, verdict) =>
    match(verdict)
      .with("frees", () => [{ ...self, locks: HashMap.remove(self.locks, key) }, []] as const)
      .exhaustive()
)
