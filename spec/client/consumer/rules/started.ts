import { match } from "ts-pattern"
import { pollRoute } from "../../routing.ts"
import { rule } from "../rule.ts"

/**
 * A consumer starts by asking where its topic is, and asks again on a timer (A4).
 *
 * RocketMQ `MQClientInstance.startScheduledTask`.
 */
export const started = rule("Started", () => "asks" as const, (self, _event, verdict) =>
  match(verdict)
    .with("asks", () => pollRoute(self))
    .exhaustive()
)
