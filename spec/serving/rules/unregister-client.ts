import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { groupOf, producerKey, removeMembers, removeProducers } from "../groups.ts"

/**
 * A client leaves its groups in an orderly way.
 *
 * RocketMQ `ClientManageProcessor.unregisterClient`.
 */
export const unregisterClient = rule("UnregisterClient", (self, event) => verdict(self, event), (self, event, verdict) => {
  const done = emit({ _tag: "Reply", request: event.request, code: "SUCCESS", remark: "" })
  return match(verdict)
    .with("leaves", () =>
      chain(
        self,
        removeMembers((member, group) => member.clientId === event.clientId && group === event.consumerGroup),
        removeProducers((key) => event.producerGroup !== null && key === producerKey(event.clientId, event.producerGroup)),
        done
      )
    )
    .with("unknown", () =>
      chain(self, removeProducers((key) => event.producerGroup !== null && key === producerKey(event.clientId, event.producerGroup)), done)
    )
    .exhaustive()
})

const verdict = (self: Broker, { clientId, consumerGroup }: EventOf<"UnregisterClient">) =>
  consumerGroup !== null && (groupOf(self, consumerGroup)?.members.some((member) => member.clientId === clientId) ?? false) ? "leaves" : "unknown"
