/**
 * What is committed. The leader takes the middle of the watermarks. 0.3.1.2 counts an entry of an older term as it counts its
 * own; in 0.4.0 a follower counts in the term of the entry it holds, so that only entries of the leader's term commit.
 *
 * DLedger `DLedgerEntryPusher.QuorumAckChecker`, `updatePeerWaterMark`; `DLedgerMmapFileStore.updateCommittedIndex` (0.3.1.2),
 * `MemberState.leaderUpdateCommittedIndex`, `followerUpdateCommittedIndex` (0.4.0).
 *
 * @module
 */
import type { Broker } from "../broker/state.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import { answerSends } from "../serving/answer-sends.ts"
import { dispatchUpTo } from "../store/dispatch.ts"
import type { Index, NodeId, Term } from "../vocabulary.ts"
import { type DLedgerPart, withDLedger } from "./rule.ts"

/** A follower holds the entry at `index`, as the leader of `term` has it. Never goes back. */
export const holds =
  (peer: NodeId, index: Index, term: Term): DLedgerPart =>
  (self) => {
    const { dledger, raft, log, config } = self
    if (term !== dledger.ledTerm || index <= (dledger.watermarks[peer] ?? -1)) return [self, []]
    if (config.dLedgerVersion === "0.4.0" && Log.termAt(log, index) !== raft.term) return [self, []]
    return [withDLedger(self, { watermarks: { ...dledger.watermarks, [peer]: index } }), []]
  }

/** The leader's pending sends are all of its term: those that are committed are answered. */
export const advanceCommit: DLedgerPart = (self) => {
  if (self.raft.role !== "LEADER") return [self, []]
  const marks = [self.log.lastIndex, ...self.config.peers.map((peer) => self.dledger.watermarks[peer] ?? -1)].sort((a, b) => b - a)
  return chain(commitUpTo(self, marks[Math.floor(marks.length / 2)] ?? -1), (me) => dispatchUpTo(me, readable(me)), (me) => answerSends(me.raft.commitIndex)(me))
}

/** Follower: what the leader says is committed, as far as the log goes; whether those are the leader's entries is not asked. */
export const followCommit =
  (index: Index): DLedgerPart =>
  (self) =>
    chain(commitUpTo(self, index), (me) => dispatchUpTo(me, readable(me)))

const commitUpTo = (self: Broker, index: Index): Broker => {
  const commitIndex = Math.max(self.raft.commitIndex, Math.min(index, self.log.lastIndex))
  return commitIndex === self.raft.commitIndex ? self : { ...self, raft: { ...self.raft, commitIndex } }
}

/** What is committed and there: a TRUNCATE may leave commitIndex behind the end of the log. */
export const readable = ({ raft, log }: Broker): Index => Math.min(raft.commitIndex, log.lastIndex)
