import { match } from "ts-pattern"
import { ignore, rule } from "../rule.ts"
import { liveAt, withdraw } from "../tables.ts"

/**
 * A broker has not registered again in time: it is dropped from the routes (A3). It may be cut off, with its connection half
 * open; if it lives, its next registration brings it back.
 *
 * RocketMQ `RouteInfoManager.scanNotActiveBroker`.
 */
export const brokerExpired = rule(
  "BrokerExpired",
  (self, { brokerAddr }) => (liveAt(self, brokerAddr) === undefined ? "unknown" : "silent too long"),
  (self, { brokerAddr }, verdict) =>
    match(verdict)
      .with("unknown", () => ignore(self))
      .with("silent too long", () => [withdraw(self, brokerAddr), []] as const)
      .exhaustive()
)
