/**
 * What a node answers to a candidate. The log is looked at before the term, so that a candidate with an old log raises
 * nobody's term; a higher term is not voted in at once.
 *
 * DLedger `DLedgerLeaderElector.handleVote`.
 *
 * @module
 */
import type { Broker } from "../broker/state.ts"
import * as Log from "../log/log.ts"
import type { Index, NodeId, Term } from "../vocabulary.ts"
import type { VoteResult } from "./messages.ts"

interface Candidacy {
  readonly from: NodeId
  readonly term: Term
  readonly ledgerEndIndex: Index
  readonly ledgerEndTerm: Term
}

export const voteResult = (self: Broker, { from, term, ledgerEndIndex, ledgerEndTerm }: Candidacy): Exclude<VoteResult, "UNKNOWN"> => {
  const { raft } = self
  const end = ledgerEnd(self)
  if (ledgerEndTerm < end.term) return "REJECT_EXPIRED_LEDGER_TERM"
  if (ledgerEndTerm === end.term && ledgerEndIndex < end.index) return "REJECT_SMALL_LEDGER_END_INDEX"
  if (term < raft.term) return "REJECT_EXPIRED_VOTE_TERM"
  if (term > raft.term) return "REJECT_TERM_NOT_READY"
  if (raft.votedFor !== null && raft.votedFor !== from) return raft.leader === null ? "REJECT_ALREADY_VOTED" : "REJECT_ALREADY_HAS_LEADER"
  return term < end.term ? "REJECT_TERM_SMALL_THAN_LEDGER" : "ACCEPT"
}

/** `MemberState.getLedgerEndIndex`, `getLedgerEndTerm`: in 0.4.0 a TRUNCATE does not change them, the next append does. */
export const ledgerEnd = ({ log, dledger }: Broker): { readonly index: Index; readonly term: Term } =>
  dledger.endBeforeTruncate ?? { index: log.lastIndex, term: Log.lastTerm(log) }

/** The term that goes with the answer. */
export const termToTell = (self: Broker, result: VoteResult): Term => (result === "REJECT_TERM_SMALL_THAN_LEDGER" ? ledgerEnd(self).term : self.raft.term)
