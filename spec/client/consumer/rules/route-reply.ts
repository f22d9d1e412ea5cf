import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import { learnRoute } from "../../routing.ts"
import type { EventOf } from "../events.ts"
import { heartbeatToAll, rebalance } from "../group.ts"
import { advance, forget, newQueue, progressOf, queuesWhere, readableQueues } from "../queues.ts"
import { ignore, type Part, rule } from "../rule.ts"
import { type Consumer, nameOf } from "../state.ts"

/**
 * A NameServer says where the topic is. Queues that are gone are left. The others go on as they are: their next question
 * goes where the route says then (A4). Queues that are new are begun with by a lone consumer; one of many makes itself known
 * to all brokers and asks who else is there.
 *
 * RocketMQ `MQClientInstance.updateTopicRouteInfoFromNameServer`, `sendHeartbeatToAllBroker`, `RebalanceImpl.rebalanceByTopic`.
 */
export const routeReply = rule("RouteReply", (self, event) => verdict(self, event), (self, { route }, verdict) =>
  match(verdict)
    .with("not asked", () => ignore(self))
    .with("unknown topic", () => [learnRoute(self, null), []] as const)
    .with("learned", () => chain(learnRoute(self, route), leaveMissing, beginNew))
    .with("learned, one of many", () => chain(learnRoute(self, route), leaveMissing, heartbeatToAll, rebalance))
    .exhaustive()
)

const verdict = (self: Consumer, { route }: EventOf<"RouteReply">) => {
  if (self.routing.asking === null) return "not asked"
  if (route === null) return "unknown topic"
  return self.config.alone ? "learned" : "learned, one of many"
}

const leaveMissing: Part = (self) => {
  const names = new Set(readableQueues(self).map(nameOf))
  return chain(self, ...queuesWhere(self, (progress) => !names.has(nameOf(progress))).map(forget))
}

const beginNew: Part = (self) =>
  chain(
    self,
    ...readableQueues(self).flatMap((queue) =>
      progressOf(self, nameOf(queue)) === undefined ? [advance(newQueue(self, queue))] : []
    )
  )
