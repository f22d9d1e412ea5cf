/**
 * Back to follower: at a higher term, whoever says it (E11).
 *
 * Raft §5.1 · DLedger `DLedgerLeaderElector.changeRoleToFollower`; RocketMQ `DLedgerRoleChangeHandler`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerOutput } from "../broker/outputs.ts"
import { emit, type Part, type Next } from "../broker/rule.ts"
import { chain } from "../machine.ts"
import type { Broker } from "../broker/state.ts"
import { ceaseRevives } from "../pop/check-points.ts"
import { refusePops } from "../pop/held.ts"
import { ceaseDelays } from "../schedule/delays.ts"
import { unknown } from "../serving/answer-sends.ts"
import { refuseHeld } from "../serving/hold.ts"
import { refuseReads } from "../serving/pending-reads.ts"
import { ceaseTimed } from "../schedule/timers.ts"
import { ceaseChecks } from "../transaction/halves.ts"
import { withoutUncommitted } from "../store/queues.ts"
import type { NodeId, Term } from "../vocabulary.ts"

/**
 * Follower in `term`. A higher term clears the vote; the same term keeps it: forgetting it would let this member vote
 * twice. The caller saves.
 */
export const stepDown =
  (term: Term, leader: NodeId | null = null): Part =>
  (self) => {
    const { raft } = self
    const newer = term > raft.term
    const next: Broker = {
      ...self,
      raft: {
        ...raft,
        role: "FOLLOWER",
        term,
        votedFor: newer ? null : raft.votedFor,
        leader: newer ? leader : (leader ?? raft.leader),
        votes: raft.voter ? [] : raft.votes,
        progress: {},
        noopIndex: -1,
        round: 0,
        answered: {},
        waiting: newer ? [] : raft.waiting,
        transferee: null,
        catchUpTo: newer ? -1 : raft.catchUpTo,
        tablesTaken: !newer && raft.tablesTaken
      }
    }
    return raft.role === "LEADER" ? chain(next, endLeadership, refuseHeld, awaitLeader) : [next, []]
  }

/** A leader that is none any more tells everyone who waits for it. */
export const endLeadership: Part = (self): Next => {
  const outputs: readonly BrokerOutput[] = [
    { _tag: "CancelTimer", event: { _tag: "HeartbeatTimeout" } },
    { _tag: "CancelTimer", event: { _tag: "MetadataTimeout" } },
    ...unknown(self.pending, "SERVICE_NOT_AVAILABLE", "the leader was deposed before the message was committed: its outcome is unknown, send again")
  ]
  return chain({ ...self, pending: [], locks: HashMap.empty(), queues: withoutUncommitted(self) }, emit(...outputs), refuseReads, ceaseDelays, ceaseChecks, ceaseTimed, refusePops, ceaseRevives)
}

/** (Re)starts the wait for a leader. */
export const awaitLeader: Part = (self) => [
  self,
  [{ _tag: "ArmTimer", event: { _tag: "ElectionTimeout" }, ms: self.config.timing.electionTimeoutMs }]
]
