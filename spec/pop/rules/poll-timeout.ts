import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { heldFor, replyNone, unholdPop } from "../held.ts"

/**
 * A pop has waited as long as its client does: it is told that nothing has come.
 *
 * RocketMQ `PopLongPollingService.run`.
 */
export const pollTimeout = rule("PollTimeout", (self, event) => (heldPop(self, event) ? "held" : "answered before"), (self, event, verdict) => {
  const pop = heldPop(self, event)
  return match(verdict)
    .with("answered before", () => ignore(self))
    .with("held", () => (pop === undefined ? ignore(self) : emit(replyNone(self, pop, "POLLING_TIMEOUT"))(unholdPop(self, pop))))
    .exhaustive()
})

const heldPop = (self: Broker, { topic, request }: EventOf<"PollTimeout">) => heldFor(self, topic).find((pop) => pop.request === request)
