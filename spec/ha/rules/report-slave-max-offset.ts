import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { type AckCondition, settle } from "../../master/acks.ts"
import { close, watch } from "../connection.ts"
import type { SlaveConnection } from "../state.ts"
import { transferTo, withSlave } from "../transfer.ts"

/**
 * A slave says where its log ends. The first report of a connection is where the copy begins; from then on up to the end it
 * reports it has what was copied to it, and what waits for that is answered (D1). A slave that is ahead of its master holds
 * what the master never had or has lost: it is sent away at every try, and counts for nothing (C7). A slave without a log begins
 * where its master's log does, behind what has expired.
 *
 * RocketMQ `HAConnection.ReadSocketService`, `HAService.notifyTransferSome`. There the first report counts as an ack too, and
 * 4.9.8 does not compare it with the master's end, 5.x no report at all: messages are then acked that were never copied.
 */
export const reportSlaveMaxOffset = (acks: readonly AckCondition[]) =>
  rule("ReportSlaveMaxOffset", (self, event) => verdict(self, event), (self, { from, connection, maxOffset }, verdict) =>
    match(verdict)
      .with("of an earlier connection", () => ignore(self))
      .with("ahead of its master", () => close(connection)(self))
      .with("begins", () => {
        const known = self.ha.slaves[from] as SlaveConnection
        const end = maxOffset < 0 ? self.log.baseIndex : maxOffset
        const streamed = known.sent === undefined ? {} : { sent: end }
        return chain(withSlave(self, from, { ...known, began: end, acked: end, awaiting: false, ...streamed }), watch(connection), transferTo(from))
      })
      .with("acks", () => {
        const known = self.ha.slaves[from] as SlaveConnection
        // No more than was sent to it: RocketMQ's slaves may end within a message.
        const copied = Math.min(maxOffset, known.sent ?? maxOffset)
        return chain(withSlave(self, from, { ...known, acked: Math.max(copied, known.acked), awaiting: false }), watch(connection), settle(acks), transferTo(from))
      })
      .exhaustive()
  )

const verdict = ({ ha, log }: Broker, { from, connection, maxOffset }: EventOf<"ReportSlaveMaxOffset">) => {
  if (ha.slaves[from]?.connection !== connection) return "of an earlier connection"
  if (maxOffset > log.lastIndex) return "ahead of its master"
  return ha.slaves[from]?.began === null ? "begins" : "acks"
}
