/**
 * How a DLedger group answers what the shared rules ask (E13): Raft in the place of HAService.
 *
 * RocketMQ `DLedgerCommitLog` (`asyncPutMessage`, `getData`), `DLedgerRoleChangeHandler`.
 *
 * @module
 */
import type { Replication } from "../broker/replication.ts"
import type { Part } from "../broker/rule.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import { becomeMaster } from "../registration/become-master.ts"
import { refuseHeld } from "../serving/hold.ts"
import { brokerIdOf, isReady } from "./broker-id.ts"
import { advanceCommit } from "./commit.ts"
import { flushAsRequired, release } from "./durability.ts"
import { answerConfirmed, readIndex } from "./read-index.ts"
import { noteTables, voteAgain } from "./rejoin.ts"
import { replicateToAll } from "./replicate.ts"
import { endLeadership } from "./step-down.ts"

export const raftReplication: Replication = {
  refusesWrites: (self) => {
    const { raft } = self
    if (raft.role !== "LEADER")
      return { code: "SERVICE_NOT_AVAILABLE", remark: `${self.config.dLegerSelfId} is not the leader; the leader is ${raft.leader ?? "not known"}` }
    if (!isReady(self)) return { code: "SERVICE_NOT_AVAILABLE", remark: "the leader is not ready: its term has no committed entry yet" }
    if (raft.transferee !== null) return { code: "SERVICE_NOT_AVAILABLE", remark: `the leadership is being transferred to ${raft.transferee}` }
    return undefined
  },

  append: (self, count) => ({
    self: { ...self, log: Log.append(self.log, self.raft.term, count) },
    first: self.log.lastIndex + 1,
    last: self.log.lastIndex + count,
    term: self.raft.term
  }),

  // The entries of a group of one, with PAGE_CACHE, are committed as soon as they are written.
  replicate: (self) => chain(self, flushAsRequired, replicateToAll, advanceCommit),

  refusesReads: (self, readFromFollower) => {
    if (isReady(self)) return undefined
    if (self.raft.role !== "LEADER" && (readFromFollower || self.config.enableSlaveActingMaster)) return undefined
    return { code: "SYSTEM_BUSY", remark: `${self.config.dLegerSelfId} is not the leader, and followers do not serve reads here (enableSlaveActingMaster, readFromFollower)` }
  },

  linearizableReads: readIndex,

  keepsMetadata: isReady,

  tablesTaken: (self, term) => noteTables(term)(self),

  flushed: (self) => chain(self, release, advanceCommit, voteAgain),

  dispatched: (self, before) => chain(self, (me) => (isReady(me) && before < me.raft.noopIndex ? becomeMaster(me) : [me, []]), answerConfirmed),

  diskFailed: (self) => (self.raft.role === "LEADER" ? chain(self, endLeadership, refuseHeld, giveUp) : giveUp(self)),

  readableBound: ({ raft }) => raft.commitIndex,

  brokerId: brokerIdOf
}

/** Neither leads nor votes any more; a restart begins anew. */
const giveUp: Part = (self) => [
  { ...self, raft: { ...self.raft, role: "FOLLOWER", leader: null, votes: [], progress: {}, noopIndex: -1, round: 0, answered: {}, waiting: [], transferee: null } },
  [{ _tag: "CancelTimer", event: { _tag: "ElectionTimeout" } }]
]
