import { match } from "ts-pattern"
import { chain } from "../../machine.ts"
import { concludeBeat, sendHeartbeats } from "../lead.ts"
import { ignore, rule } from "../rule.ts"

/**
 * A leader concludes what it waited for, and if it still leads says so again.
 *
 * DLedger `DLedgerLeaderElector.maintainAsLeader`.
 */
export const heartbeatTimeout = rule(
  "HeartbeatTimeout",
  ({ raft }) => (raft.role === "LEADER" ? "leads" : "does not lead"),
  (self, _event, verdict) =>
    match(verdict)
      .with("does not lead", () => ignore(self))
      .with("leads", () => chain(self, concludeBeat, (me) => (me.raft.role === "LEADER" ? sendHeartbeats(me) : [me, []])))
      .exhaustive()
)
