import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { stand } from "../election.ts"

/**
 * The leader hands over: stand at once, without waiting for a timeout.
 *
 * Raft dissertation §3.10 · DLedger `MemberState.termToTakeLeadership`.
 */
export const timeoutNow = rule("TimeoutNow", (self, event) => verdict(self, event), (self, _event, verdict) =>
  match(verdict)
    .with("of another term", "not a voter", "not a follower", () => ignore(self))
    .with("stands", () => stand(self))
    .exhaustive()
)

const verdict = ({ raft }: Broker, { term }: EventOf<"TimeoutNow">) => {
  if (term !== raft.term) return "of another term"
  if (!raft.voter) return "not a voter"
  return raft.role === "FOLLOWER" ? "stands" : "not a follower"
}
