import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import type { DLedgerEventOf } from "../events.ts"
import { askedIn, count } from "../round.ts"
import { ignore, rule } from "../rule.ts"

/**
 * A candidate counts an answer to the vote that it is holding.
 *
 * DLedger `DLedgerLeaderElector.maintainAsCandidate`.
 */
export const voteResponse = rule("VoteResponse", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("of a vote that is over", "counted before", () => ignore(self))
    .with("counted", () => count(event.from, event.voteResult, event.term)(self))
    .exhaustive()
)

const verdict = (self: Broker, { from, asked }: DLedgerEventOf<"VoteResponse">) => {
  if (askedIn(self) !== asked) return "of a vote that is over"
  return self.dledger.round?.results[from] === undefined ? "counted" : "counted before"
}
