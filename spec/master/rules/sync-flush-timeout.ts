import { match } from "ts-pattern"
import { ignore, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { type AckCondition, giveUpOn, settle, waitsFor } from "../acks.ts"
import { onDisk } from "../on-disk.ts"

/**
 * The disk has not answered in time: the message stays in the log, and its producer is told FLUSH_DISK_TIMEOUT, which is no
 * ack (B5).
 *
 * RocketMQ `CommitLog.GroupCommitService`, `syncFlushTimeout`.
 */
export const syncFlushTimeout = (acks: readonly AckCondition[]) =>
  rule(
    "SyncFlushTimeout",
    (self, { request }) => (waitsFor(self, onDisk, request) ? "too late" : "answered before"),
    (self, { request }, verdict) =>
      match(verdict)
        .with("answered before", () => ignore(self))
        .with("too late", () => chain(self, giveUpOn(onDisk, request), settle(acks)))
        .exhaustive()
  )
