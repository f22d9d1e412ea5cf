import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import { stopRenewing } from "../locks.ts"
import { pause, progressOf } from "../queues.ts"
import { ignore, type Part, rule } from "../rule.ts"
import type { Progress } from "../state.ts"

/**
 * A lock was not renewed in time. The member stops before its broker gives the lock to another: it relies on it for a shorter
 * time than the broker does. What it had fetched it forgets, and asks where the group stands once it has the lock again:
 * another member may have gone on meanwhile. RocketMQ keeps what was fetched.
 *
 * RocketMQ `ProcessQueue.isLockExpired`, `ConsumeMessageOrderlyService.ConsumeRequest.run`.
 */
export const lockLapsed = rule(
  "LockLapsed",
  (self, { queue }) => (progressOf(self, queue)?.lock === "held" ? "stops" : "not held"),
  (self, { queue }, verdict) => {
    const progress = progressOf(self, queue)
    if (progress === undefined) return ignore(self)
    return match(verdict)
      .with("not held", () => ignore(self))
      .with("stops", () => lapse(progress)(self))
      .exhaustive()
  }
)

/** Stops with the queue until it has the lock again. */
export const lapse =
  (progress: Progress): Part =>
  (self) =>
    chain(self, stopRenewing(progress), pause({ ...progress, lock: "wanted", offset: null, unprocessed: [] }))
