import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { save } from "../durability.ts"
import { countVote } from "../election.ts"
import { stepDown } from "../step-down.ts"

/**
 * A candidate counts the votes of its own term (E5); a majority makes it leader (E6).
 *
 * Raft §5.2 · DLedger `DLedgerLeaderElector.maintainAsCandidate`.
 */
export const requestVoteReply = rule("RequestVoteReply", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("higher term", () => chain(self, stepDown(event.term), save))
    .with("of another term", "not a candidate", "refused", () => ignore(self))
    .with("granted", () => countVote(event.from)(self))
    .exhaustive()
)

const verdict = ({ raft }: Broker, reply: EventOf<"RequestVoteReply">) => {
  if (reply.term > raft.term) return "higher term"
  if (reply.term < raft.term) return "of another term"
  if (raft.role !== "CANDIDATE") return "not a candidate"
  return reply.granted ? "granted" : "refused"
}
