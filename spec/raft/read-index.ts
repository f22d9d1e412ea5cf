/**
 * Reads that miss nothing that was acked before they began (`linearizableRead`): a leader may have been deposed without
 * knowing it, so it asks. It notes what is committed (the read index), and answers once a majority has answered to an
 * AppendEntries of its term that left after the read came: by then nobody had been elected by others when the read came,
 * since every majority shares a member with this one.
 *
 * An answer is tied to the read by a number, the round, that AppendEntries carries and its reply echoes: the answer to an
 * earlier one says nothing of who leads now. A refusal echoes it too; what counts is the term, not the log. Rounds begin
 * anew with each term, as does all that a leader knows of its followers.
 *
 * Raft §8, dissertation §6.4 · etcd `ReadOnlySafe` · DLedger has nothing of the kind.
 *
 * @module
 */
import type { EventOf } from "../broker/events.ts"
import type { LinearizableReads } from "../broker/replication.ts"
import type { Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { answerReads } from "../serving/pending-reads.ts"
import { isReady } from "./broker-id.ts"
import { groupSize, quorum } from "./quorum.ts"
import { replicateToAll } from "./replicate.ts"

export const readIndex: LinearizableReads = {
  refuses: (self) => {
    if (self.raft.role !== "LEADER") return { code: "SERVICE_NOT_AVAILABLE", remark: `${self.config.dLegerSelfId} is not the leader; the leader is ${self.raft.leader ?? "not known"}` }
    // Until an entry of its own term is committed it does not know all that is (etcd #12680).
    return isReady(self) ? undefined : { code: "SERVICE_NOT_AVAILABLE", remark: "the leader is not ready: its term has no committed entry yet" }
  },

  begin: (self, read) => {
    const { raft } = self
    const round = raft.round + 1
    return chain({ ...self, raft: { ...raft, round }, pendingReads: [...self.pendingReads, { ...read, index: raft.commitIndex, round }] }, replicateToAll, answerConfirmed)
  }
}

/** A follower has answered, in this term: it had not turned to another leader when it did. */
export const noteRound =
  ({ from, round }: EventOf<"AppendEntriesReply">): Part =>
  (self) => {
    const { raft, pendingReads } = self
    if (round === undefined || pendingReads.length === 0) return [self, []]
    return answerConfirmed({ ...self, raft: { ...raft, answered: { ...raft.answered, [from]: Math.max(round, raft.answered[from] ?? 0) } } })
  }

/** Answers the reads that a majority has confirmed and whose index is in the queues. */
export const answerConfirmed: Part = (self) => {
  if (self.pendingReads.length === 0) return [self, []]
  const confirmed = confirmedRound(self)
  const [next, outputs] = answerReads(({ round, index }) => round <= confirmed && index <= self.dispatchedIndex)(self)
  return [next.pendingReads.length === 0 ? { ...next, raft: { ...next.raft, answered: {} } } : next, outputs]
}

/** The newest round to which a majority has answered, this leader included. */
const confirmedRound = (self: Broker): number => {
  const rounds = [self.raft.round, ...self.config.peers.map((peer) => self.raft.answered[peer] ?? 0)]
  return rounds.sort((a, b) => b - a)[quorum(groupSize(self)) - 1] ?? 0
}
