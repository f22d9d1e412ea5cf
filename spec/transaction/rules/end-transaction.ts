import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { isTooLong, tooLongRemark } from "../../schedule/timers.ts"
import { isLegalTopic, isReserved } from "../../serving/topics.ts"
import { confirm, later, put } from "../../store/put.ts"
import type { ResponseCode } from "../../vocabulary.ts"
import { end } from "../end.ts"
import { halfAt } from "../halves.ts"

/**
 * A producer ends its transaction: the half message becomes a message of its topic, or nothing. A producer that says it twice,
 * or after another of its group has said it, ends nothing again.
 *
 * RocketMQ `EndTransactionProcessor.processRequest`, `checkPrepareMessage`; there a second commit delivers a second time.
 */
export const endTransaction = (replication: Replication) => {
  const verdict = (self: Broker, { decision, group, offset, half }: EventOf<"EndTransaction">) => {
    if (self.diskFailed) return "disk failed"
    if (replication.refusesWrites(self) !== undefined) return "not here"
    if (decision === "UNKNOWN") return "undecided"
    if (half === null || half.index > replication.readableBound(self) || !isLegalTopic(half.topic) || isReserved(half.topic) || half.queueId < 0) return "no such half message"
    if (half.group !== group) return "of another group"
    if (half.offset !== offset) return "another half message"
    const open = halfAt(self, offset)
    if (self.pending.length >= self.config.maxPendingRequestsNum) return "too many pending"
    if (open === undefined || open.ending) return "ended before"
    if (decision === "ROLLBACK") return "rolls back"
    return half.timer !== undefined && half.delayLevel <= 0 && (!self.config.timerWheelEnable || isTooLong(self.config, half.timer)) ? "waits too long" : "commits"
  }

  return rule("EndTransaction", verdict, (self, { request, offset, half }, verdict) => {
    const answer = (code: ResponseCode, remark = ""): Next => emit({ _tag: "Reply", request, code, remark })(self)
    return match(verdict)
      .with("disk failed", () => answer("SERVICE_NOT_AVAILABLE", "the disk failed: this broker stores nothing until it is restarted"))
      .with("not here", () => answer(replication.refusesWrites(self)?.code ?? "SERVICE_NOT_AVAILABLE", replication.refusesWrites(self)?.remark ?? ""))
      .with("undecided", () => answer("SUCCESS"))
      // What ended it may not be on disk, or not be committed.
      .with("ended before", () => confirm(replication, request, { _tag: "EndTransaction" })(self))
      .with("no such half message", () => answer("SYSTEM_ERROR", "Find prepared transaction message failed"))
      .with("of another group", () => answer("SYSTEM_ERROR", "The producer group wrong"))
      .with("another half message", () => answer("SYSTEM_ERROR", "The transaction state table offset wrong"))
      .with("too many pending", () => answer("SYSTEM_BUSY", `${self.pending.length} sends wait for a quorum already (maxPendingRequestsNum)`))
      .with("waits too long", () => answer("MESSAGE_ILLEGAL", tooLongRemark(self.config)))
      .with("commits", () => {
        const { index, topic, queueId, ...when } = half as NonNullable<typeof half>
        const place = later(self, when, { topic, queueId, rewrite: { set: [], remove: [], transaction: "COMMIT" } })
        return chain(self, put(replication, { request, place, source: index, task: { _tag: "EndTransaction" } }), end(replication, offset, `op/${offset}`, { _tag: "Own" }))
      })
      .with("rolls back", () => end(replication, offset, request, { _tag: "EndTransaction" })(self))
      .exhaustive()
  })
}
