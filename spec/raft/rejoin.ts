/**
 * A member that lost its disk has forgotten what it acked and whom it voted for. Under its old identity it may count for
 * nothing until it can do no harm: it asks every other member for its term, then follows a leader until it holds all that
 * it may ever have acked, and the topics and offsets that are not in the log (it could win, and would copy its empty tables
 * over everybody's). Only then it votes again, and not in a term in which it may have voted before.
 *
 * Without this, one lost disk elects two leaders in a term (Kafka KIP-903; mutant `empty-disk-votes`).
 *
 * @module
 */
import type { Part } from "../broker/rule.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import type { Term } from "../vocabulary.ts"
import { save, sayToAll, writtenAsRequired } from "./durability.ts"

/** Asks everyone while anyone has yet to answer: asking one twice does no harm. */
export const askToRejoin: Part = (self) => (isAsking(self) ? sayToAll({ _tag: "Rejoin" })(self) : [self, []])

/** Still waiting to hear from some member? `votes` holds those that have answered. */
export const isAsking: (self: Parameters<Part>[0]) => boolean = ({ raft, config }) =>
  !raft.voter && raft.votes.length < config.peers.length

/** The leader's topics and offsets have arrived. Those of a term that it does not know of yet come again. */
export const noteTables =
  (term: Term): Part =>
  (self) =>
    self.raft.voter || term !== self.raft.term ? [self, []] : voteAgain({ ...self, raft: { ...self.raft, tablesTaken: true } })

/** Votes again once it holds, on disk, a committed entry of the current leader's term and all it may have acked, and has its tables. */
export const voteAgain: Part = (self) => {
  const { raft, log, config } = self
  if (raft.voter || isAsking(self) || !raft.tablesTaken) return [self, []]
  const held = writtenAsRequired(self)
  if (held < raft.catchUpTo || Log.termAt(log, Math.min(raft.commitIndex, held)) !== raft.term) return [self, []]
  // It may have voted for anybody in this very term: its vote in it is spent.
  return chain({ ...self, raft: { ...raft, voter: true, votedFor: config.dLegerSelfId, votes: [], tablesTaken: false } }, save)
}
