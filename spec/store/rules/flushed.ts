import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"

/**
 * The log is on disk up to an entry: acks that waited for it may leave (E7, E8, A6).
 *
 * RocketMQ `CommitLog.GroupCommitService` · DLedger `DLedgerMmapFileStore.FlushDataService`.
 */
export const flushed = (replication: Replication) =>
  rule("Flushed", (self, event) => verdict(self, event), (self, event, verdict) =>
    match(verdict)
      .with("an entry since removed", "nothing new", () => ignore(self))
      .with("more is durable", () => replication.flushed({ ...self, log: Log.flushed(self.log, event.index) }))
      .exhaustive()
  )

const verdict = ({ log }: Broker, { index, term }: EventOf<"Flushed">) => {
  // A flush that began before a truncation says nothing about what was written there since.
  if (!Log.matches(log, index, term)) return "an entry since removed"
  return index > log.durableIndex ? "more is durable" : "nothing new"
}
