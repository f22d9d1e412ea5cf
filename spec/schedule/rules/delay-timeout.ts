import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { ceaseDelay } from "../delays.ts"
import { deliveredOf } from "../levels.ts"

/** RocketMQ `DELAY_FOR_A_WHILE`. */
export const RETRY_MS = 100

/**
 * The next message of a level is due: it is read, to be delivered.
 *
 * RocketMQ `ScheduleMessageService.DeliverDelayedMessageTimerTask.executeOnTimeup`.
 */
export const delayTimeout = (replication: Replication) => {
  const verdict = (self: Broker, level: number) => {
    if (!self.delaying.includes(level) || !replication.keepsMetadata(self)) return "not here"
    return replication.refusesWrites(self) !== undefined || self.pending.length >= self.config.maxPendingRequestsNum ? "not now" : "due"
  }
  return rule("DelayTimeout", (self, { level }) => verdict(self, level), (self, event, verdict) =>
    match(verdict)
      .with("not here", () => [ceaseDelay(self, event.level), []] as const)
      .with("not now", () => emit({ _tag: "ArmTimer", event, ms: [RETRY_MS, RETRY_MS] })(self))
      .with("due", () => emit({ _tag: "ReadDelayed", level: event.level, offset: deliveredOf(self, event.level) })(self))
      .exhaustive()
  )
}
