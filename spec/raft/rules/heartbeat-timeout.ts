import { match } from "ts-pattern"
import { emit, ignore, type Part, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { replicateToAll } from "../replicate.ts"

/**
 * A leader speaks up before an election timeout can pass, and sends again what got lost.
 *
 * Raft §5.2 · DLedger `DLedgerLeaderElector.maintainAsLeader`, `DLedgerEntryPusher` (`maxPushTimeOutMs`).
 */
export const heartbeatTimeout = rule(
  "HeartbeatTimeout",
  ({ raft }) => (raft.role === "LEADER" ? "leads" : "does not lead"),
  (self, event, verdict) =>
    match(verdict)
      .with("leads", () =>
        chain(self, giveUpWaiting, replicateToAll, emit({ _tag: "ArmTimer", event, ms: self.config.timing.heartBeatTimeIntervalMs }))
      )
      .with("does not lead", () => ignore(self))
      .exhaustive()
)

/** What is not answered by now counts as lost. */
const giveUpWaiting: Part = (self) => [
  {
    ...self,
    raft: {
      ...self.raft,
      progress: Object.fromEntries(Object.entries(self.raft.progress).map(([peer, p]) => [peer, p.awaiting ? { ...p, awaiting: false } : p]))
    }
  },
  []
]
