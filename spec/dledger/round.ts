/**
 * A candidate's vote: it asks everyone, itself first, waits until enough have answered or long enough, and concludes.
 *
 * DLedger `DLedgerLeaderElector.maintainAsCandidate`, `VoteResponse.ParseResult`.
 *
 * @module
 */
import { match } from "ts-pattern"
import type { Broker } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { groupSize, isQuorum } from "../raft/quorum.ts"
import type { NodeId, Term } from "../vocabulary.ts"
import { changeToLeader } from "./lead.ts"
import type { VoteResult } from "./messages.ts"
import { toCandidate, voteFor } from "./role.ts"
import { type DLedgerPart, forAll, send, withDLedger } from "./rule.ts"
import type { Round } from "./state.ts"
import { ledgerEnd, termToTell, voteResult } from "./vote.ts"
import { awaitItsLeader, awaitNextVote, awaitOthers, awaitVotes, goOn } from "./waits.ts"

/** Asks for votes in the term that the node is in. */
export const askForVotes: DLedgerPart = (self) => {
  const { index: ledgerEndIndex, term: ledgerEndTerm } = ledgerEnd(self)
  const { term } = self.raft
  const own = voteResult(self, { from: self.config.dLegerSelfId, term, ledgerEndIndex, ledgerEndTerm })
  return chain(
    withDLedger(self, { round: { term, results: {}, knownMaxTermInGroup: term } }),
    own === "ACCEPT" ? voteFor(self.config.dLegerSelfId) : (me) => [me, []],
    forAll((peer) => send(peer, { _tag: "VoteRequest", term, ledgerEndIndex, ledgerEndTerm })),
    awaitVotes,
    count(self.config.dLegerSelfId, own, termToTell(self, own))
  )
}

/** Notes an answer, and concludes once there is no need to wait. */
export const count =
  (voter: NodeId, result: VoteResult, term: Term): DLedgerPart =>
  (self) => {
    const { round } = self.dledger
    if (round === null) return [self, []]
    const tells = result === "REJECT_EXPIRED_VOTE_TERM" || result === "REJECT_TERM_SMALL_THAN_LEDGER"
    const knownMaxTermInGroup = tells ? Math.max(round.knownMaxTermInGroup, term) : round.knownMaxTermInGroup
    const now = { ...round, results: { ...round.results, [voter]: result }, knownMaxTermInGroup }
    const next = withDLedger(self, { round: now })
    return isDecided(self, now) ? conclude(next) : [next, []]
  }

const of = (round: Round, ...results: readonly VoteResult[]): number => Object.values(round.results).filter((result) => results.includes(result)).length

const isDecided = (self: Broker, round: Round): boolean =>
  of(round, "REJECT_ALREADY_HAS_LEADER") > 0 ||
  isQuorum(self, of(round, "ACCEPT", "REJECT_TERM_NOT_READY")) ||
  Object.keys(round.results).length === groupSize(self)

/** The order of the cases is DLedger's. */
const outcome = (self: Broker, round: Round) => {
  const valid = Object.keys(round.results).length - of(round, "UNKNOWN")
  if (round.knownMaxTermInGroup > round.term) return "higher term known"
  if (of(round, "REJECT_ALREADY_HAS_LEADER") > 0) return "there is a leader"
  if (!isQuorum(self, valid)) return "too few answers"
  if (!isQuorum(self, valid - of(round, "REJECT_EXPIRED_LEDGER_TERM", "REJECT_SMALL_LEDGER_END_INDEX"))) return "too many have more"
  if (isQuorum(self, of(round, "ACCEPT"))) return "passed"
  return isQuorum(self, of(round, "ACCEPT", "REJECT_TERM_NOT_READY")) ? "not ready yet" : "not elected"
}

/** Ends the vote, whatever the node has become meanwhile: only the term is looked at. */
export const conclude: DLedgerPart = (self) => {
  const { round } = self.dledger
  if (round === null) return [self, []]
  const over = withDLedger(self, { round: null })
  return match(outcome(self, round))
    .with("higher term known", () => chain(withDLedger(over, { waitToVoteNext: true }), toCandidate(round.knownMaxTermInGroup), awaitNextVote))
    .with("not elected", () => awaitNextVote(withDLedger(over, { waitToVoteNext: true })))
    // WAIT_TO_REVOTE, and REVOTE_IMMEDIATELY: in the same term, after a longer or a shorter while.
    .with("there is a leader", () => awaitItsLeader(withDLedger(over, { waitToVoteNext: false })))
    .with("too many have more", () => awaitOthers(withDLedger(over, { waitToVoteNext: false })))
    .with("too few answers", () => awaitNextVote(withDLedger(over, { waitToVoteNext: false })))
    .with("not ready yet", () => goOn(withDLedger(over, { waitToVoteNext: false })))
    .with("passed", () => (self.raft.term === round.term ? changeToLeader(withDLedger(over, { waitToVoteNext: false })) : awaitNextVote(over)))
    .exhaustive()
}

/** The term of the requests that are under way; `undefined`: none are. */
export const askedIn = ({ dledger }: Broker): Term | undefined => dledger.round?.term
