import { match } from "ts-pattern"
import { ignore, rule } from "../../broker/rule.ts"
import { connect } from "../connection.ts"

/**
 * A slave without its master tries again.
 *
 * RocketMQ `HAClient.run`, which waits 5 s between tries.
 */
export const haReconnectTimeout = rule("HaReconnectTimeout", ({ ha }) => (ha.connection === null ? "tries" : "connected"), (self, _event, verdict) =>
  match(verdict)
    .with("connected", () => ignore(self))
    .with("tries", () => connect(self))
    .exhaustive()
)
