import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { unknown } from "../../serving/answer-sends.ts"

/**
 * A write or an fsync failed. What is in the page cache may never reach the disk, so nothing is acked or voted any more:
 * a failed fsync is not tried again, since the second one may report a success that is none.
 *
 * RocketMQ `RunningFlags.makeDiskFull`, `makeLogicsQueueError` · DLedger swallows the error (`MemberState.persistTerm`).
 */
export const diskFailed = (replication: Replication) =>
  rule(
    "DiskFailed",
    (self) => (self.diskFailed ? "known" : "stops"),
    (self, _event, verdict) =>
      match(verdict)
        .with("known", () => ignore(self))
        .with("stops", () => chain({ ...self, diskFailed: true }, failPending, replication.diskFailed))
        .exhaustive()
  )

const failPending: Part = (self) => [
  { ...self, pending: [] },
  unknown(self.pending, "SYSTEM_ERROR", "the disk failed before the message was committed: its outcome is unknown")
]
