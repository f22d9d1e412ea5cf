import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { registerAs } from "../register.ts"

/**
 * On a timer a broker registers again: so a NameServer that was restarted learns the routes, and a live broker does not
 * expire (A2, A3).
 *
 * RocketMQ `BrokerController.start` (`registerNameServerPeriod`).
 */
export const registerTimeout = (replication: Replication) =>
  rule(
    "RegisterTimeout",
    (self) => (replication.brokerId(self) === undefined ? "role not known" : "registers"),
    (self, event, verdict) => {
      const again = emit({ _tag: "ArmTimer", event, ms: self.config.timing.registerNameServerPeriodMs })
      return match(verdict)
        .with("role not known", () => again(self))
        .with("registers", () => chain(self, (me) => registerAs(me, replication.brokerId(me)), again))
        .exhaustive()
    }
  )
