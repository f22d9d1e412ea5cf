/**
 * How a released DLedger answers what the shared rules ask. What it acks is in the page cache: nothing waits for a flush.
 *
 * RocketMQ `DLedgerCommitLog`, `DLedgerRoleChangeHandler` · DLedger `DLedgerServer.handleAppend`.
 *
 * @module
 */
import type { Replication } from "../broker/replication.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import { brokerIdOf, isReady } from "../raft/broker-id.ts"
import { becomeMaster } from "../registration/become-master.ts"
import { advanceCommit, readable } from "./commit.ts"
import { pushNext } from "./dispatcher.ts"
import { toCandidate } from "./role.ts"
import { asNext, emit, forAll, withDLedger } from "./rule.ts"

export const dledgerReplication: Replication = {
  refusesWrites: (self) => {
    const { dLegerSelfId } = self.config
    if (self.raft.role !== "LEADER") return { code: "SERVICE_NOT_AVAILABLE", remark: `${dLegerSelfId} is not the leader; the leader is ${self.raft.leader ?? "not known"}` }
    if (!isReady(self)) return { code: "SERVICE_NOT_AVAILABLE", remark: `${dLegerSelfId} is not the master yet: not all of its log is committed` }
    return undefined
  },

  append: (self, count) => ({
    self: withDLedger({ ...self, log: Log.append(self.log, self.raft.term, count) }, { endBeforeTruncate: null }),
    first: self.log.lastIndex + 1,
    last: self.log.lastIndex + count,
    term: self.raft.term
  }),

  replicate: (self) => asNext(chain(self, forAll(pushNext), advanceCommit)),

  refusesReads: (self, readFromFollower) => {
    if (isReady(self)) return undefined
    const { dLegerSelfId, enableSlaveActingMaster, slaveReadEnable } = self.config
    if (self.raft.role !== "LEADER" && (readFromFollower || enableSlaveActingMaster || slaveReadEnable)) return undefined
    return { code: "SYSTEM_BUSY", remark: `${dLegerSelfId} is not the master, and others do not serve reads here (slaveReadEnable, readFromFollower)` }
  },

  // No release has any.
  linearizableReads: undefined,

  keepsMetadata: isReady,

  tablesTaken: (self) => [self, []],

  flushed: (self) => [self, []],

  dispatched: (self, before) => (isReady(self) && before < self.raft.noopIndex ? becomeMaster(self) : [self, []]),

  /** DLedger goes on after a failed write; here the node falls silent, as in the other modes. */
  diskFailed: (self) => asNext(chain(self, toCandidate(self.raft.term), emit({ _tag: "CancelTimer", event: { _tag: "ElectionTimeout" } }))),

  readableBound: readable,

  brokerId: brokerIdOf
}
