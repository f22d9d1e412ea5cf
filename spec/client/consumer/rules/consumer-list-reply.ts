import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import type { EventOf } from "../events.ts"
import { rebalance, takeShare } from "../group.ts"
import { ignore, type Part, rule } from "../rule.ts"
import type { Consumer } from "../state.ts"

/**
 * A broker says who is in the group. Every member divides the queues in the same way, so that each queue has one of them,
 * once all have heard the same (L8). Where a broker knows of nobody, everything stays until the next time.
 *
 * RocketMQ `RebalanceImpl.rebalanceByTopic`, `updateProcessQueueTableInRebalance`.
 */
export const consumerListReply = rule("ConsumerListReply", (self, event) => verdict(self, event), (self, { clientIds }, verdict) =>
  match(verdict)
    .with("not asked", () => ignore(self))
    .with("nobody", () => answered(self))
    .with("members", () => chain(self, answered, takeShare(clientIds)))
    .with("outdated", () => rebalance(self))
    .exhaustive()
)

const verdict = ({ listAsked }: Consumer, { code }: EventOf<"ConsumerListReply">) => {
  if (listAsked === null) return "not asked"
  if (listAsked.again) return "outdated"
  return code === "SUCCESS" ? "members" : "nobody"
}

const answered: Part = (self) => [{ ...self, listAsked: null }, []]
