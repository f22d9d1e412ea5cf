/**
 * Bugs of single brokers, NameServers and producers: of a kind that changes made by machine and by hand showed to be missing
 * here (`../mutation`).
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import { emit } from "../../spec/broker/rule.ts"
import { producer } from "../../spec/client/producer/index.ts"
import { chain } from "../../spec/machine.ts"
import { asyncReplication } from "../../spec/modes/async-replication.ts"
import { multiMaster } from "../../spec/modes/multi-master.ts"
import { syncDoubleWrite } from "../../spec/modes/sync-double-write.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import { awaitDelays } from "../../spec/schedule/delays.ts"
import { changeRule } from "./change-rule.ts"
import { type Mutant, withRule } from "./mutant.ts"

const PLANTED = "planted: properties/mutation/planted.ts"

const without =
  (tag: BrokerOutput["_tag"], event?: string) =>
  (output: BrokerOutput): boolean =>
    output._tag !== tag || (event !== undefined && (!("event" in output) || output.event._tag !== event))

export const ownStateMutants: readonly Mutant[] = [
  {
    id: "truncation-stays-in-memory",
    rule: "A follower cuts a conflict out of the log that it has in memory, and leaves it on its disk.",
    seen: PLANTED,
    property: "S29 LogAsWritten",
    model: "dledger/reads",
    machine: withRule("AppendEntries", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.filter(without("TruncateLog"))]
    })
  },
  {
    id: "refused-sends-stay-pending",
    rule: "A leader that is deposed refuses the sends that wait, and keeps them.",
    seen: PLANTED,
    property: "S30 PendingIsOpen",
    model: "dledger/reads",
    machine: withRule("RequestVote", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, pending: self.pending }, outputs]
    })
  },
  {
    id: "progress-outlives-leadership",
    rule: "A leader that is deposed keeps what it knew of its followers.",
    seen: "what \"reinitialized after election\" in Raft's Figure 2 is for",
    property: "S31 RoleIsWhole",
    model: "dledger/second-candidacy",
    machine: withRule("RequestVote", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, raft: { ...next.raft, progress: self.raft.progress } }, outputs]
    })
  },
  {
    id: "said-in-the-next-term",
    rule: "What waits for the disk is said in the next term too.",
    seen: PLANTED,
    property: "S32 SaysItsTerm",
    model: "dledger/elections-busy-disk",
    machine: withRule("RequestVote", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, raft: { ...next.raft, waiting: [...self.raft.waiting.filter((w) => !next.raft.waiting.includes(w)), ...next.raft.waiting] } }, outputs]
    })
  },
  {
    id: "stands-once",
    rule: "A candidate does not wait for another election timeout: when votes are split it stays a candidate for ever.",
    seen: "what the candidate's own election timeout in Raft §5.2 is for",
    property: "S33 IsWoken",
    model: "dledger/quorum-of-four",
    machine: withRule("ElectionTimeout", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.filter(without("ArmTimer", "ElectionTimeout"))]
    })
  },
  {
    id: "offsets-outlive-leadership",
    rule: "A leader that is deposed keeps the queue offsets that it gave to messages which were not committed.",
    seen: PLANTED,
    property: "S38 OffsetsOfLeader",
    model: "dledger/reads",
    machine: withRule("RequestVote", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, queues: self.queues }, outputs]
    })
  },
  {
    id: "ack-tells-the-next-offset",
    rule: "A producer is told the offset behind its message.",
    seen: PLANTED,
    property: "S39 AckTellsPlace",
    model: "multi-master/crash",
    machine: withRule(
      "SendMessage",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [next, outputs.map((output) => (output._tag === "ReplySend" ? { ...output, queueOffset: output.queueOffset + 1 } : output))]
      },
      multiMaster
    )
  },
  {
    id: "leader-of-an-earlier-term",
    rule: "A member that hears of a higher term goes on naming the leader of its old one.",
    seen: PLANTED,
    property: "S34 KnowsItsLeader",
    model: "dledger/second-candidacy",
    machine: withRule("RequestVote", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, raft: { ...next.raft, leader: self.raft.leader } }, outputs]
    })
  },
  {
    id: "queues-go-with-the-master",
    rule: "With its master a brokerName loses its queues in the routes, though a slave is registered: nobody finds the slave.",
    seen: PLANTED,
    property: "S35 TablesAgree",
    model: "async-replication/routes",
    machine: asyncReplication,
    nameServer: changeRule(nameServer, "ChannelClosed", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next === self ? next : { ...next, topicQueueTable: HashMap.empty() }, outputs]
    })
  },
  {
    id: "waits-for-who-has-gone",
    rule: "A NameServer goes on waiting for a broker that has left: when it comes back, it is dropped as silent.",
    seen: "what removing the entry of brokerLiveTable is for",
    property: "S36 SilentIsDropped",
    model: "async-replication/routes",
    machine: asyncReplication,
    nameServer: changeRule(nameServer, "ChannelClosed", (self, event, original) => [original(self, event)[0], []])
  },
  {
    id: "unknown-told-as-failed",
    rule: "A producer is told that a message failed when nobody knows whether it is stored.",
    seen: PLANTED,
    property: "S37 FailedIsNowhere",
    model: "multi-master/write-permission",
    machine: multiMaster,
    producer: changeRule(producer, "SendTimeout", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.map((output) => (output._tag === "SendFinished" && output.outcome === "UNKNOWN" ? { ...output, outcome: "FAILED" as const } : output))]
    })
  },
  {
    id: "tries-not-counted",
    rule: "A producer does not count its tries.",
    seen: PLANTED,
    property: "A4 TriesCounted",
    model: "multi-master/write-permission",
    machine: multiMaster,
    producer: changeRule(producer, "SendTimeout", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, sends: next.sends.map((send) => ({ ...send, attempt: 0 })) }, outputs]
    })
  },
  {
    id: "level-stays-at-delivered",
    rule: "A delay level does not move past the message that it has delivered, and delivers it again.",
    seen: PLANTED,
    property: "T8 DeliveredOnce",
    model: "later/delays",
    machine: withRule(
      "Flushed",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return next.offsets === self.offsets ? [next, outputs] : chain({ ...next, offsets: self.offsets, delaying: [] }, emit(...outputs.filter(without("ArmTimerSinceStored"))), awaitDelays)
      },
      multiMaster
    )
  },
  {
    id: "slave-wait-without-end",
    rule: "A SYNC_MASTER waits for its slave without a timer: a slave that is slow is waited for for ever.",
    seen: "what slaveTimeout is for",
    property: "S30 PendingIsOpen",
    model: "sync-double-write/slave-down",
    machine: withRule(
      "SendMessage",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [next, outputs.filter(without("ArmTimer", "SlaveTimeout"))]
      },
      syncDoubleWrite
    )
  }
]
