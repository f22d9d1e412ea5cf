/**
 * Candidate and follower. A node of DLedger begins as a candidate, and a higher term makes it one again: it takes the term
 * later, when it next votes.
 *
 * DLedger `MemberState.changeToCandidate`, `changeToFollower`, `nextTerm`, `DLedgerLeaderElector.changeRoleTo…`; RocketMQ
 * `DLedgerRoleChangeHandler`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { brokerIdOf } from "../raft/broker-id.ts"
import { awaitLeader } from "../raft/step-down.ts"
import { registerAs } from "../registration/register.ts"
import { chain } from "../machine.ts"
import { ceaseRevives } from "../pop/check-points.ts"
import { refusePops } from "../pop/held.ts"
import { ceaseDelays } from "../schedule/delays.ts"
import { unknown } from "../serving/answer-sends.ts"
import { refuseHeld } from "../serving/hold.ts"
import { ceaseTimed } from "../schedule/timers.ts"
import { ceaseChecks } from "../transaction/halves.ts"
import { withoutUncommitted } from "../store/queues.ts"
import type { NodeId, Term } from "../vocabulary.ts"
import { forgetPush } from "./dispatcher.ts"
import { emit, forAll, type DLedgerPart, withDLedger } from "./rule.ts"
import { goOn } from "./waits.ts"

/** Candidate, with `term` noted as known. A term below the own one changes nothing. */
export const toCandidate =
  (term: Term): DLedgerPart =>
  (self) => {
    if (term < self.raft.term) return [self, []]
    const knownMaxTermInGroup = Math.max(self.dledger.knownMaxTermInGroup, term)
    return chain(
      self,
      self.raft.role === "LEADER" ? endLeadership : emit(),
      (me) => [withDLedger({ ...me, raft: { ...me.raft, role: "CANDIDATE", leader: null } }, { knownMaxTermInGroup }), []],
      goOn
    )
  }

/** Follower of `leader`, in the term that both are in. */
export const toFollower =
  (leader: NodeId): DLedgerPart =>
  (self) =>
    chain(
      withDLedger({ ...self, raft: { ...self.raft, role: "FOLLOWER", leader } }, { waitToVoteNext: false }),
      awaitLeader,
      (me) => registerAs(me, brokerIdOf(me))
    )

/**
 * The next term, or the highest known, without a vote in it. Saved, and not waited for: neither this nor a vote is held
 * back until it is on disk (`MemberState.persistTerm` does not fsync).
 */
export const takeNextTerm: DLedgerPart = (self) => {
  const { raft, dledger } = self
  const term = dledger.knownMaxTermInGroup > raft.term ? dledger.knownMaxTermInGroup : raft.term + 1
  return chain(
    withDLedger({ ...self, raft: { ...raft, term, votedFor: null } }, { waitToVoteNext: false }),
    self.config.dLedgerVersion === "0.4.0" ? termChanged : emit(),
    saveTerm
  )
}

export const voteFor =
  (candidate: NodeId): DLedgerPart =>
  (self) =>
    self.raft.votedFor === candidate ? [self, []] : saveTerm({ ...self, raft: { ...self.raft, votedFor: candidate } })

/** `currterm`. */
const saveTerm: DLedgerPart = (self) => [self, [{ _tag: "SaveHardState", term: self.raft.term, votedFor: self.raft.votedFor, voter: true }]]

/** What a leader gives up. Its pending sends are not told: that is done in another term, and in 0.3.1.2 only by one that leads again. */
const endLeadership: DLedgerPart = (self) =>
  chain(
    self,
    emit({ _tag: "CancelTimer", event: { _tag: "HeartbeatTimeout" } }, { _tag: "CancelTimer", event: { _tag: "MetadataTimeout" } }),
    forAll((peer) => emit({ _tag: "CancelTimer", event: { _tag: "PushTimeout", peer } })),
    (me) => [withDLedger({ ...me, raft: { ...me.raft, noopIndex: -1 }, locks: HashMap.empty(), queues: withoutUncommitted(me) }, { beat: null, dispatchers: forgetPush(me) }), []],
    ceaseDelays,
    ceaseChecks,
    ceaseTimed,
    refusePops,
    ceaseRevives,
    refuseHeld
  )

/** What is pending is of a term led before: it gets TERM_CHANGED, whatever became of it. */
export const termChanged: DLedgerPart = (self) => [
  { ...self, pending: [] },
  unknown(self.pending, "SERVICE_NOT_AVAILABLE", "the term has changed (TERM_CHANGED): the outcome is unknown, send again")
]
