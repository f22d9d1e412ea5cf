import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"

/**
 * Behind the acks, on a timer, what is written goes to disk (A6: ASYNC_FLUSH).
 *
 * RocketMQ `CommitLog.FlushRealTimeService` · DLedger `DLedgerMmapFileStore.FlushDataService`.
 */
export const flushTimeout = rule(
  "FlushTimeout",
  ({ log }) => (log.durableIndex < log.lastIndex ? "flushes" : "nothing to flush"),
  (self, event, verdict) => {
    const again = emit({ _tag: "ArmTimer", event, ms: self.config.timing.flushIntervalMs })
    return match(verdict)
      .with("flushes", () => chain(self, emit({ _tag: "Flush" }), again))
      .with("nothing to flush", () => again(self))
      .exhaustive()
  }
)
