import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { type AckCondition, settle } from "../../master/acks.ts"
import { close, watch } from "../connection.ts"
import { transferTo, withSlave } from "../transfer.ts"

/**
 * A slave says where its log ends: up to there it has what its master has, and what waits for that is answered (D1). A slave
 * that is ahead of its master holds what the master never had or has lost: it is sent away at every try, and counts for
 * nothing (C7).
 *
 * RocketMQ `HAConnection.ReadSocketService`, `HAService.notifyTransferSome`. 4.9.8 takes the first report of a connection
 * unseen, 5.x every one: both then ack messages that were not copied.
 */
export const reportSlaveMaxOffset = (acks: readonly AckCondition[]) =>
  rule("ReportSlaveMaxOffset", (self, event) => verdict(self, event), (self, { from, connection, maxOffset }, verdict) =>
    match(verdict)
      .with("of an earlier connection", () => ignore(self))
      .with("ahead of its master", () => close(connection)(self))
      .with("counts", () =>
        chain(
          withSlave(self, from, { connection, acked: Math.max(maxOffset, self.ha.slaves[from]?.acked ?? -1), awaiting: false }),
          watch(connection),
          settle(acks),
          transferTo(from)
        )
      )
      .exhaustive()
  )

const verdict = ({ ha, log }: Broker, { from, connection, maxOffset }: EventOf<"ReportSlaveMaxOffset">) => {
  if (ha.slaves[from]?.connection !== connection) return "of an earlier connection"
  return maxOffset > log.lastIndex ? "ahead of its master" : "counts"
}
