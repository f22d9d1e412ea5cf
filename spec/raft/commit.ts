/**
 * When an entry is committed, and what follows (E3, E8).
 *
 * Raft §5.3, §5.4.2 · DLedger `DLedgerEntryPusher.QuorumAckChecker`: 0.3.1.2 commits entries of older terms by count,
 * 0.4.0 and this rule do not.
 *
 * @module
 */
import type { Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import { answerSends } from "../serving/answer-sends.ts"
import { dispatchUpTo } from "../store/dispatch.ts"
import type { Index } from "../vocabulary.ts"
import { writtenAsRequired } from "./durability.ts"
import { quorum, groupSize } from "./quorum.ts"

/** A leader commits the highest entry *of its own term* that a quorum holds, and with it everything before. */
export const advanceCommit: Part = (self) => {
  const { raft } = self
  if (raft.role !== "LEADER") return [self, []]
  const index = heldByQuorum(self)
  return index > raft.commitIndex && Log.termAt(self.log, index) === raft.term ? commitTo(index)(self) : resolve(self)
}

/** The highest entry that a quorum holds, this leader's own log counted as far as `ackRequires` lets it. */
export const heldByQuorum = (self: Broker): Index => {
  const held = [writtenAsRequired(self), ...Object.values(self.raft.progress).map(({ match }) => match)]
  return held.sort((a, b) => b - a)[quorum(groupSize(self)) - 1] ?? -1
}

/** Moves commitIndex, never back and never past the log; dispatches what became readable and answers what it decides. */
export const commitTo =
  (index: Index): Part =>
  (self) => {
    const commitIndex = Math.max(self.raft.commitIndex, Math.min(index, self.log.lastIndex))
    return chain({ ...self, raft: { ...self.raft, commitIndex } }, (me) => dispatchUpTo(me, commitIndex), resolve)
  }

/** SEND_OK for every send that is committed and, where the mode asks for it, on the leader's own disk (E8). */
export const resolve: Part = (self) => answerSends(Math.min(self.raft.commitIndex, writtenAsRequired(self)))(self)
