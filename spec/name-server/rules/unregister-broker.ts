import { match } from "ts-pattern"
import { chain } from "../../machine.ts"
import type { EventOf } from "../events.ts"
import { answer, rule } from "../rule.ts"
import type { NameServer } from "../state.ts"
import { addrOf, drop, liveAt } from "../tables.ts"

/**
 * A broker that stops says so (A2). Only its own registration goes: not one that another address has made under that
 * brokerId since, and not one of its own next life, which came over another connection (S27).
 *
 * RocketMQ `RouteInfoManager.unregisterBroker`, which looks at neither: #5374, #11043.
 */
export const unregisterBroker = rule("UnregisterBroker", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("not under that id", "registered over another channel", () => answer(event, "SUCCESS")(self))
    .with("leaves", () => chain(self, drop(event.brokerAddr), answer(event, "SUCCESS")))
    .exhaustive()
)

const verdict = (self: NameServer, { brokerName, brokerId, brokerAddr, channel }: EventOf<"UnregisterBroker">) => {
  if (addrOf(self, brokerName, brokerId) !== brokerAddr) return "not under that id"
  return liveAt(self, brokerAddr)?.channel === channel ? "leaves" : "registered over another channel"
}
