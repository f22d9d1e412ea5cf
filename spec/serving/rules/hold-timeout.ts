import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { heldAt, replyEmpty, unhold } from "../hold.ts"

/**
 * A held pull has waited as long as its client does: it is told that nothing has come.
 *
 * RocketMQ `PullRequestHoldService.notifyMessageArriving`.
 */
export const holdTimeout = rule("HoldTimeout", (self, event) => (heldPull(self, event) ? "held" : "answered before"), (self, event, verdict) =>
  match(verdict)
    .with("answered before", () => ignore(self))
    .with("held", () => {
      const pull = heldPull(self, event)
      return pull ? emit(replyEmpty(self, pull, "PULL_NOT_FOUND", pull.offset))(unhold(self, pull)) : ignore(self)
    })
    .exhaustive()
)

const heldPull = (self: Broker, { queue, request }: EventOf<"HoldTimeout">) => heldAt(self, queue).find((pull) => pull.request === request)
