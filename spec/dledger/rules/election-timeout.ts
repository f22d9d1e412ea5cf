import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { askForVotes, conclude } from "../round.ts"
import { takeNextTerm, toCandidate } from "../role.ts"
import { rule, withDLedger } from "../rule.ts"
import { awaitNextVote } from "../waits.ts"

/**
 * A follower that hears from no leader, and a leader that hears from no majority, become candidates in their term. A
 * candidate votes, in its term or in the next one as the last vote ended; a vote that was not decided is.
 *
 * DLedger `DLedgerLeaderElector.maintainState`: one thread, which does nothing else while it waits for votes.
 */
export const electionTimeout = rule("ElectionTimeout", (self) => verdict(self), (self, _event, verdict) =>
  match(verdict)
    .with("waited long enough", () => conclude(self))
    .with("leads without a majority", "hears no leader", () => toCandidate(self.raft.term)(self))
    .with("takes a higher term", () => chain(withDLedger(self, { needIncreaseTermImmediately: false }), takeNextTerm, awaitNextVote))
    .with("votes in the next term", () => chain(self, takeNextTerm, askForVotes))
    .with("votes in its term", () => askForVotes(self))
    .exhaustive()
)

const verdict = ({ raft, dledger }: Broker) => {
  if (dledger.round !== null) return "waited long enough"
  if (raft.role === "LEADER") return "leads without a majority"
  if (raft.role === "FOLLOWER") return "hears no leader"
  if (dledger.needIncreaseTermImmediately) return "takes a higher term"
  return dledger.waitToVoteNext ? "votes in the next term" : "votes in its term"
}
