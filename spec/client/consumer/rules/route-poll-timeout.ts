import { match } from "ts-pattern"
import { pollRoute } from "../../routing.ts"
import { rule } from "../rule.ts"

/**
 * It is time to ask for the route again: so a consumer follows a new leader without being told (A4). A NameServer that owes
 * an answer since the last time is left for the next one (A2).
 *
 * RocketMQ `pollNameServerInterval`.
 */
export const routePollTimeout = rule(
  "RoutePollTimeout",
  (self) => (self.routing.asking === null ? "asks" : "asks another"),
  (self, _event, verdict) =>
    match(verdict)
      .with("asks", "asks another", () => pollRoute(self))
      .exhaustive()
)
