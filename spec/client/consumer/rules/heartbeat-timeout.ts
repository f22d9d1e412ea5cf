import { match } from "ts-pattern"
import { heartbeatToAll } from "../group.ts"
import { rule } from "../rule.ts"

/**
 * It is time to say again that this member is there: a broker that has restarted, or lost patience, does not know it.
 *
 * RocketMQ `ClientConfig.heartbeatBrokerInterval`, `MQClientInstance.sendHeartbeatToAllBrokerWithLock`.
 */
export const heartbeatTimeout = rule("HeartbeatTimeout", () => "says so" as const, (self, _event, verdict) =>
  match(verdict)
    .with("says so", () => heartbeatToAll(self))
    .exhaustive()
)
