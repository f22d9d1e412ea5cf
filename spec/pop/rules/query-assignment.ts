import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { groupOf } from "../../serving/groups.ts"
import { allocateForPop, type AssignedQueue, strategies } from "../allocate.ts"
import { defaultRequestMode, type RequestMode, requestModeKey } from "../state.ts"

/**
 * A consumer asks which queues it is to use, and whether it is to pull from them or to pop. Any broker may be asked: it knows the
 * members, and its NameServer the queues. A member that is told nothing keeps what it has.
 *
 * RocketMQ `QueryAssignmentProcessor.queryAssignment`, `doLoadBalance`.
 */
export const queryAssignment = rule("QueryAssignment", (self, event) => verdict(self, event), (self, event, verdict) => {
  const { request, topic, clientId, queues, strategyName } = event
  const { mode, popShareQueueNum } = modeOf(self, event)
  const assign = (assigned: readonly AssignedQueue[] | null) => emit({ _tag: "ReplyAssignment", request, topic, mode, queues: assigned })(self)
  const all = [...(queues ?? [])].sort((a, b) => (a.brokerName < b.brokerName ? -1 : a.brokerName > b.brokerName ? 1 : a.queueId - b.queueId))
  const members = membersOf(self, event)
  const strategy = strategies[strategyName] ?? (() => [])
  return match(verdict)
    .with("no route", "no members", "unknown strategy", () => assign(null))
    .with("broadcast", () => assign(all))
    .with("pulls", () => assign(strategy(all, members, clientId)))
    .with("pops", () => assign(allocateForPop(strategy, all, members, clientId, popShareQueueNum)))
    .exhaustive()
})

const verdict = (self: Broker, event: EventOf<"QueryAssignment">) => {
  if (event.queues === null) return "no route"
  if (event.messageModel === "BROADCASTING") return "broadcast"
  if (membersOf(self, event).length === 0) return "no members"
  if (strategies[event.strategyName] === undefined) return "unknown strategy"
  return modeOf(self, event).mode === "POP" ? "pops" : "pulls"
}

const membersOf = (self: Broker, { group }: EventOf<"QueryAssignment">): readonly string[] => (groupOf(self, group)?.members ?? []).map(({ clientId }) => clientId)

const modeOf = (self: Broker, { group, topic }: EventOf<"QueryAssignment">): RequestMode => Option.getOrElse(HashMap.get(self.requestModes, requestModeKey(topic, group)), () => defaultRequestMode)
