import { match } from "ts-pattern"
import { rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { removeMembers, removeProducers } from "../groups.ts"

/**
 * A client has sent no heartbeat for too long (its connection may be half open).
 *
 * RocketMQ `ConsumerManager.scanNotActiveChannel`, `ProducerManager.scanNotActiveChannel`.
 */
export const clientExpired = rule(
  "ClientExpired",
  () => "forgets" as const,
  (self, { clientId }, verdict) =>
    match(verdict)
      .with("forgets", () =>
        chain(self, removeMembers((member) => member.clientId === clientId), removeProducers((key) => key.startsWith(`${clientId} `)))
      )
      .exhaustive()
)
