import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { connectLater, forget, slaveOn } from "../connection.ts"
import { isSlave } from "../replication.ts"

/**
 * A connection between slave and master is gone. The master does not count the slave any more (D3); the slave tries again,
 * and does nothing else: it takes nobody's place (C5, D4).
 *
 * RocketMQ `HAService.removeConnection`, `HAClient.closeMaster`.
 */
export const haClosed = rule("HaClosed", (self, event) => verdict(self, event), (self, { connection }, verdict) =>
  match(verdict)
    .with("master lost", "slave lost", () => forget(connection)(self))
    .with("could not connect", () => connectLater(self))
    .with("replaced before", () => ignore(self))
    .exhaustive()
)

const verdict = (self: Broker, { connection }: EventOf<"HaClosed">) => {
  if (self.ha.connection === connection) return "master lost"
  if (slaveOn(self, connection) !== undefined) return "slave lost"
  return isSlave(self) && self.ha.connection === null ? "could not connect" : "replaced before"
}
