import { match } from "ts-pattern"
import { renewLock } from "../locks.ts"
import { progressOf } from "../queues.ts"
import { ignore, rule } from "../rule.ts"

/**
 * It is time to renew a lock.
 *
 * RocketMQ `ConsumeMessageOrderlyService.lockMQPeriodically`.
 */
export const lockTimeout = rule(
  "LockTimeout",
  (self, { queue }) => (progressOf(self, queue)?.lock === "held" ? "renews" : "not held"),
  (self, { queue }, verdict) => {
    const progress = progressOf(self, queue)
    if (progress === undefined) return ignore(self)
    return match(verdict)
      .with("not held", () => ignore(self))
      .with("renews", () => renewLock(progress)(self))
      .exhaustive()
  }
)
