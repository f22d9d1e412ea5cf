import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { close, watch } from "../connection.ts"
import { isSlave } from "../replication.ts"
import { report, withSlave } from "../transfer.ts"

/**
 * A connection stands. The slave says at once where its log ends; the master counts the slave as there and waits for that
 * report. One slave has one connection: a new one takes the place of a half-open old one, so that nobody is counted twice.
 * RocketMQ's slaves do not say who they are: there every connection is a slave of its own.
 *
 * RocketMQ `HAService.AcceptSocketService`, `HAClient.connectMaster`.
 */
export const haConnected = rule("HaConnected", (self, event) => verdict(self, event), (self, { from, connection, streams }, verdict) => {
  const old = isSlave(self) ? self.ha.connection : self.ha.slaves[from]?.connection
  const accept = (me: Broker) =>
    chain(
      withSlave(me, from, { connection, began: null, acked: -1, awaiting: true, ...(streams === undefined ? {} : { sent: -1 }) }),
      watch(connection),
      emit({ _tag: "ArmTimer", event: { _tag: "HaHeartbeatTimeout", connection }, ms: me.config.timing.haSendHeartbeatIntervalMs })
    )
  return match(verdict)
    .with("not its master", () => emit({ _tag: "CloseHaConnection", connection })(self))
    .with("slave reports", () => chain({ ...self, ha: { ...self.ha, connection } }, emit({ _tag: "CancelTimer", event: { _tag: "HaReconnectTimeout" } }), watch(connection), report))
    .with("slave has one", () => emit({ _tag: "CloseHaConnection", connection })(self))
    .with("slave comes again", () => chain(self, close(old as string), accept))
    .with("slave comes", () => accept(self))
    .exhaustive()
})

const verdict = (self: Broker, { from }: EventOf<"HaConnected">) => {
  if (isSlave(self)) {
    if (self.config.haMaster !== from) return "not its master"
    return self.ha.connection === null ? "slave reports" : "slave has one"
  }
  return self.ha.slaves[from] === undefined ? "slave comes" : "slave comes again"
}
