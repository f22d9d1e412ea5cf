/**
 * Historical bugs of masters and their slaves (modes 2 and 3), and of every master's own queues.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { chain } from "../../spec/machine.ts"
import * as Log from "../../spec/log/log.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Next } from "../../spec/broker/rule.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { report, transferTo, withSlave } from "../../spec/ha/transfer.ts"
import { settle } from "../../spec/master/acks.ts"
import { onDisk } from "../../spec/master/on-disk.ts"
import { asyncReplication } from "../../spec/modes/async-replication.ts"
import { multiMaster } from "../../spec/modes/multi-master.ts"
import { syncDoubleWrite } from "../../spec/modes/sync-double-write.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { dispatchUpTo } from "../../spec/store/dispatch.ts"
import type { AckCondition } from "../../spec/master/acks.ts"
import { onSlaves } from "../../spec/ha/on-slaves.ts"
import { type Mutant, withRule } from "./mutant.ts"

/** Slaves count for where they say that their log ends. */
const byReportAlone: AckCondition = {
  ...onSlaves,
  isMet: ({ ha, config }, { index }) => 1 + Object.values(ha.slaves).filter(({ began, acked }) => began !== null && acked >= index).length >= config.requiredAcks
}

const mapSends = ([self, outputs]: Next, change: (output: BrokerOutput) => BrokerOutput): Next => [self, outputs.map(change)]

const asOk = (output: BrokerOutput): BrokerOutput => (output._tag === "ReplySend" ? { ...output, status: "SEND_OK" } : output)

/** Every SEND_OK waits for the master's own disk alone. */
const settleByDisk = (self: Broker): Next => settle([onDisk])(self)

const takesAnything = withRule(
  "TransferData",
  (self, event, original) => {
    const { entries } = event
    const count = entries.lastIndex - entries.prevLogIndex
    if (entries.prevLogIndex === self.log.lastIndex || count === 0) return original(self, event)
    return chain(
      { ...self, log: Log.append(self.log, 0, count) },
      (me) => [me, [{ _tag: "WriteEntries", first: entries.prevLogIndex + 1, last: entries.lastIndex }]],
      (me) => dispatchUpTo(me, me.log.lastIndex),
      report
    )
  },
  asyncReplication
)

/** The master's last file is its last message here. */
export const filledFromLastFile = withRule(
  "ReportSlaveMaxOffset",
  (self, event, original) => original(self, self.log.lastIndex > 0 && event.maxOffset < 0 ? { ...event, maxOffset: self.log.lastIndex - 1 } : event),
  takesAnything
)

const firstReportCounts = withRule(
  "ReportSlaveMaxOffset",
  (self, event, original) => chain(self, (me) => original(me, event), settle([onDisk, byReportAlone])),
  syncDoubleWrite
)

export const mastersMutants: readonly Mutant[] = [
  {
    id: "answers-before-queues-are-read",
    rule: "A broker that starts tells the ends of its queues before it has read its log into them.",
    seen: "the wait for the dispatch in DefaultMessageStore.start guards against it",
    property: "S21 AckLinearizable",
    model: "multi-master/reads",
    machine: withRule(
      "Recovered",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [next, outputs.filter(({ _tag }) => _tag !== "Dispatch")]
      },
      multiMaster
    )
  },
  {
    id: "slave-ahead-ack",
    rule: "A slave's report counts whatever it is compared with: one that is ahead of its master acks what the master has yet to send.",
    seen: "rocketmq #1155, #3015; fix #3016 leaves out the first report; the check is gone since #3979",
    property: "S14 AckReplicated",
    model: "sync-double-write/power-loss",
    machine: withRule(
      "ReportSlaveMaxOffset",
      (self, event, original) => {
        if (self.ha.slaves[event.from]?.connection !== event.connection) return original(self, event)
        const { connection, maxOffset, from } = event
        return chain(withSlave(self, from, { connection, began: -1, acked: maxOffset, awaiting: false }), settle([onDisk, byReportAlone]), transferTo(from))
      },
      syncDoubleWrite
    )
  },
  {
    id: "first-report-acks",
    rule: "The first report of a connection acks, as if all that the slave has were the master's.",
    seen: "rocketmq 4.9 HAConnection.ReadSocketService",
    property: "S14 AckReplicated",
    model: "sync-double-write/power-loss",
    machine: firstReportCounts
  },
  {
    id: "duplicate-connection-counted",
    rule: "Acks are counted by connection: a slave that has connected again while the old connection stands counts twice.",
    seen: "rocketmq 5.3.3 GroupTransferService (a TODO)",
    property: "S14 AckReplicated",
    model: "sync-double-write/three-acks",
    machine: withRule(
      "HaConnected",
      (self, event, original) => {
        const old = self.ha.slaves[event.from]
        const [next, outputs] = original(self, event)
        return old === undefined || self.config.brokerRole === "SLAVE" ? [next, outputs] : [withSlave(next, `${event.from} before`, { ...old, awaiting: true }), outputs]
      },
      firstReportCounts
    )
  },
  {
    id: "sync-master-needs-one-ack",
    rule: "A SYNC_MASTER's own copy is enough.",
    seen: "rocketmq 5.x inSyncReplicas=1 (docs QuorumACK)",
    property: "S14 AckReplicated",
    model: "sync-double-write/crash",
    machine: withRule("SendMessage", (self, event, original) => chain(self, (me) => original(me, event), settleByDisk), syncDoubleWrite)
  },
  {
    id: "success-like-status-as-ack",
    rule: "FLUSH_SLAVE_TIMEOUT is told as SEND_OK, since the message is stored.",
    seen: "clients that look for an exception only (SendStatus)",
    property: "S14 AckReplicated",
    model: "sync-double-write/crash",
    machine: withRule("SlaveTimeout", (self, event, original) => mapSends(original(self, event), asOk), syncDoubleWrite)
  },
  {
    id: "slave-acks-unflushed",
    rule: "With slaveAck=FSYNC a slave reports what it has written.",
    seen: "rocketmq 4.9 and 5.x by design · ZOOKEEPER-4646",
    property: "S14 AckReplicated",
    model: "sync-double-write/slave-fsync",
    machine: withRule(
      "TransferData",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        if (next.log.lastIndex === self.log.lastIndex) return [next, outputs]
        const [, said] = report({ ...next, config: { ...next.config, slaveAck: "PAGE_CACHE" } })
        return [next, [...outputs, ...said]]
      },
      syncDoubleWrite
    )
  },
  {
    id: "slave-appends-anywhere",
    rule: "A slave takes what it is sent at its own end, wherever the master meant it.",
    seen: "rocketmq 5.3.3 DefaultHAClient with a full slave (reading)",
    property: "S15 HaPrefix",
    model: "async-replication/partition",
    machine: takesAnything
  },
  {
    id: "replaced-slave-filled-from-last-file",
    rule: "A slave without a log is sent the master's last file, and takes it for the beginning.",
    seen: "rocketmq 4.9 HAConnection.WriteSocketService, HAClient.dispatchReadRequest",
    property: "S18 VisibleStable",
    model: "async-replication/visible",
    machine: filledFromLastFile
  },
  {
    id: "ack-before-flush",
    rule: "SYNC_FLUSH does not wait for the disk.",
    seen: "the promise of SYNC_FLUSH (CommitLog.GroupCommitService)",
    property: "S12 AckDurable",
    model: "multi-master/power-loss-1master-SYNC_FLUSH",
    machine: withRule("SendMessage", (self, event, original) => chain(self, (me) => original(me, event), settle([])), multiMaster)
  },
  {
    id: "queue-offset-reused-after-recovery",
    rule: "Recovery fills the queues anew, but takes messages before it has come to the end of the log: their offsets are assigned twice.",
    seen: "rocketmq #7689, #7690, #8539",
    property: "S20 QueueOrder",
    model: "multi-master/crash",
    machine: withRule(
      "Recovered",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [{ ...next, ha: { ...next.ha, serving: true }, queues: HashMap.empty() }, outputs.filter(({ _tag }) => _tag !== "Dispatch")]
      },
      multiMaster
    )
  },
  {
    id: "acting-master-writable",
    rule: "A slave that has lost its master takes messages.",
    seen: "RIP-32: RouteInfoManager strips the write permission for it",
    property: "S16 SlaveReadOnly",
    model: "async-replication/crash",
    machine: withRule(
      "SendMessage",
      (self, event, original) =>
        self.config.brokerRole === "SLAVE" && self.ha.connection === null
          ? original({ ...self, config: { ...self.config, brokerRole: "ASYNC_MASTER" }, ha: { ...self.ha, serving: true } }, event)
          : original(self, event),
      asyncReplication
    )
  },
  {
    id: "old-master-rejoins-untruncated",
    rule: "A deposed leader that follows again keeps what its successor never had, and takes new entries behind it.",
    seen: "rocketmq #3388",
    property: "S9 CommitRule",
    model: "dledger/replication",
    machine: withRule(
      "AppendEntries",
      (self, event, original) => {
        const { entries } = event
        if (event.term < self.raft.term || Log.firstConflict(self.log, entries) === undefined) return original(self, event)
        // Positions agree, so all is taken to be there.
        return original(self, { ...event, entries: Log.slice(self.log, entries.prevLogIndex + 1, Math.min(entries.lastIndex, self.log.lastIndex)) })
      },
      dledger
    )
  },
  {
    id: "dispatch-beyond-confirm",
    rule: "What is written is visible to consumers before it is committed.",
    seen: "rocketmq #4460, #6609, #6618, #6703",
    property: "S17 ReadCommitted",
    model: "dledger/follower-reads",
    machine: withRule("SendMessage", (self, event, original) => chain(self, (me) => original(me, event), (me) => dispatchUpTo(me, me.log.lastIndex)), dledger)
  },
  {
    id: "heartbeat-is-no-question",
    rule: "A master does not wait for the report on its heartbeat: it takes it for the report on what it sent after that, and sends that again.",
    seen: "this project; what a report answers is told apart by its offset alone in HAConnection.ReadSocketService",
    property: "nobody hangs up",
    model: "async-replication/heartbeats",
    machine: withRule(
      "HaHeartbeatTimeout",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        const slaves = Object.fromEntries(Object.entries(next.ha.slaves).map(([name, slave]) => [name, { ...slave, awaiting: self.ha.slaves[name]?.awaiting ?? false }]))
        return [{ ...next, ha: { ...next.ha, slaves } }, outputs]
      },
      asyncReplication
    )
  }
]
