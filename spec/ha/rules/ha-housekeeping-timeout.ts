import { match } from "ts-pattern"
import { ignore, rule } from "../../broker/rule.ts"
import { close, slaveOn } from "../connection.ts"

/**
 * Nothing has come on a connection for too long: it is closed, at either end.
 *
 * RocketMQ `HAConnection.ReadSocketService`, `HAClient.run`, `haHousekeepingInterval`.
 */
export const haHousekeepingTimeout = rule(
  "HaHousekeepingTimeout",
  (self, { connection }) => (self.ha.connection === connection || slaveOn(self, connection) !== undefined ? "silent" : "closed before"),
  (self, { connection }, verdict) =>
    match(verdict)
      .with("closed before", () => ignore(self))
      .with("silent", () => close(connection)(self))
      .exhaustive()
)
