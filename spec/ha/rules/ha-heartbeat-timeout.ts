import { match } from "ts-pattern"
import { emit, ignore, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import type { SlaveConnection } from "../state.ts"
import { slaveOn } from "../connection.ts"
import { heartbeatTo } from "../transfer.ts"

/**
 * A master tells a slave on a timer that it is there. Nothing is said to one that has not reported where it stands.
 *
 * RocketMQ `HAConnection.WriteSocketService`, `haSendHeartbeatInterval`.
 */
export const haHeartbeatTimeout = rule(
  "HaHeartbeatTimeout",
  (self, { connection }) => {
    const slave = slaveOn(self, connection)
    if (slave === undefined) return "closed before"
    return self.ha.slaves[slave]?.awaiting ? "its report is due" : "says so"
  },
  (self, event, verdict) => {
    const slave = slaveOn(self, event.connection) ?? ""
    const again = emit({ _tag: "ArmTimer", event, ms: self.config.timing.haSendHeartbeatIntervalMs })
    return match(verdict)
      .with("closed before", () => ignore(self))
      .with("its report is due", () => again(self))
      .with("says so", () => chain(self, heartbeatTo(slave, self.ha.slaves[slave] as SlaveConnection), again))
      .exhaustive()
  }
)
