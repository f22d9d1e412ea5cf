import { match } from "ts-pattern"
import { rebalance } from "../group.ts"
import { rule } from "../rule.ts"

/**
 * It is time to divide the queues anew. Word that the group has changed may be lost; this is not.
 *
 * RocketMQ `RebalanceService`.
 */
export const rebalanceTimeout = rule("RebalanceTimeout", () => "asks" as const, (self, _event, verdict) =>
  match(verdict)
    .with("asks", () => rebalance(self))
    .exhaustive()
)
