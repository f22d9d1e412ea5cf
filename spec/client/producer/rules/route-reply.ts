import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import { learnRoute } from "../../routing.ts"
import type { EventOf } from "../events.ts"
import { ignore, rule } from "../rule.ts"
import { giveUp, goOn, tryToSend, writableQueues } from "../sends.ts"
import type { Producer } from "../state.ts"

/**
 * A NameServer says where the topic is. It may be behind, or ahead, of another (A2): the last answer counts. Messages that
 * waited for it are sent, or fail if there is nowhere to send them.
 *
 * RocketMQ `MQClientInstance.updateTopicRouteInfoFromNameServer`, without its detour by way of `TBW102` for topics that
 * do not exist yet.
 */
export const routeReply = rule("RouteReply", (self, event) => verdict(self, event), (self, { route }, verdict) =>
  match(verdict)
    .with("not asked", () => ignore(self))
    .with("unknown topic", () => goOn(learnRoute(self, null), giveUp))
    .with("learned", () => chain(inTurn(learnRoute(self, route)), (me) => goOn(me, tryToSend)))
    .exhaustive()
)

const verdict = (self: Producer, { route }: EventOf<"RouteReply">) => {
  if (self.routing.asking === null) return "not asked"
  return route === null ? "unknown topic" : "learned"
}

/** There may be fewer queues than before. */
const inTurn = (self: Producer): Producer => ({ ...self, nextQueue: self.nextQueue % Math.max(1, writableQueues(self).length) })
