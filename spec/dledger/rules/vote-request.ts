import { match } from "ts-pattern"
import { chain } from "../../machine.ts"
import type { DLedgerEventOf } from "../events.ts"
import type { VoteResult } from "../messages.ts"
import { toCandidate, voteFor } from "../role.ts"
import { type DLedgerPart, rule, send, withDLedger } from "../rule.ts"
import { termToTell, voteResult } from "../vote.ts"

/**
 * A vote is given in the voter's own term only. A candidate of a higher term makes the voter a candidate that will take that
 * term; its vote must be asked for again.
 *
 * DLedger `DLedgerLeaderElector.handleVote`.
 */
export const voteRequest = rule("VoteRequest", (self, event) => voteResult(self, event), (self, event, verdict) =>
  match(verdict)
    .with(
      "REJECT_EXPIRED_LEDGER_TERM",
      "REJECT_SMALL_LEDGER_END_INDEX",
      "REJECT_EXPIRED_VOTE_TERM",
      "REJECT_ALREADY_HAS_LEADER",
      "REJECT_ALREADY_VOTED",
      "REJECT_TERM_SMALL_THAN_LEDGER",
      (result) => answer(event, result)(self)
    )
    .with("REJECT_TERM_NOT_READY", (result) =>
      chain(self, toCandidate(event.term), (me) => [withDLedger(me, { needIncreaseTermImmediately: true }), []], answer(event, result))
    )
    .with("ACCEPT", (result) => chain(self, voteFor(event.from), answer(event, result)))
    .exhaustive()
)

const answer =
  ({ from, term: asked }: DLedgerEventOf<"VoteRequest">, voteResult: VoteResult): DLedgerPart =>
  (self) =>
    send(from, { _tag: "VoteResponse", asked, term: termToTell(self, voteResult), voteResult })(self)
