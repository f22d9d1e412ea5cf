import { match } from "ts-pattern"
import { ignore, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { type AckCondition, giveUpOn, settle, waitsFor } from "../../master/acks.ts"
import { onSlaves } from "../on-slaves.ts"

/**
 * The slaves have not reported in time: the message stays in the master's log, and its producer is told FLUSH_SLAVE_TIMEOUT,
 * which is no ack (D3).
 *
 * RocketMQ `HAService.GroupTransferService`, `slaveTimeout`.
 */
export const slaveTimeout = (acks: readonly AckCondition[]) =>
  rule(
    "SlaveTimeout",
    (self, { request }) => (waitsFor(self, onSlaves, request) ? "too late" : "answered before"),
    (self, { request }, verdict) =>
      match(verdict)
        .with("answered before", () => ignore(self))
        .with("too late", () => chain(self, giveUpOn(onSlaves, request), settle(acks)))
        .exhaustive()
  )
