/**
 * Historical bugs that lose nothing and bring everything to a stand.
 *
 * @module
 */
import * as Log from "../../spec/log/log.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import { asyncReplication } from "../../spec/modes/async-replication.ts"
import { mapMessages, type Mutant, withRule } from "./mutant.ts"

const keepsPending = (tag: "AppendEntries" | "RequestVote" | "RequestVoteReply" | "AppendEntriesReply", machine?: BrokerMachine): BrokerMachine =>
  withRule(
    tag,
    (self, event, original) => {
      const [next, outputs] = original(self, event as Extract<BrokerEvent, { readonly _tag: typeof tag }>)
      if (self.raft.role !== "LEADER" || next.raft.role === "LEADER") return [next, outputs]
      return [{ ...next, pending: self.pending }, outputs.filter(({ _tag }) => _tag !== "Reply")]
    },
    machine
  )

const emptyForSnapshot = (tag: "HeartbeatTimeout" | "AppendEntriesReply" | "RequestVoteReply", machine?: BrokerMachine): BrokerMachine =>
  withRule(
    tag,
    (self, event, original) =>
      mapMessages(original(self, event as Extract<BrokerEvent, { readonly _tag: typeof tag }>), (message) =>
        message._tag === "InstallSnapshot" ? { _tag: "AppendEntries", term: message.term, entries: Log.slice(Log.empty, 0, -1), leaderCommit: -1 } : message
      ),
    machine
  )

export const livenessMutants: readonly Mutant[] = [
  {
    id: "leader-not-ready-without-noop",
    rule: "A new leader appends nothing, and serves once all it has inherited is committed: which entries of older terms never are by themselves.",
    seen: "dledger #305, with DLedgerRoleChangeHandler",
    property: "L1 Elect, L3 Serve",
    model: "dledger/recovery",
    machine: withRule("RequestVoteReply", (self, event, original) => {
      const [next, outputs] = original(self, event)
      if (next.raft.role !== "LEADER" || self.raft.role === "LEADER") return [next, outputs]
      const last = self.log.lastIndex
      const nothing = Log.slice(self.log, last + 1, last)
      return [
        { ...next, log: self.log, raft: { ...next.raft, noopIndex: last, waiting: [] } },
        outputs.flatMap((output) => {
          if (output._tag === "WriteNoop" || output._tag === "Flush") return []
          return output._tag === "SendToPeer" && output.message._tag === "AppendEntries" ? [{ ...output, message: { ...output.message, entries: nothing } }] : [output]
        })
      ]
    })
  },
  {
    id: "pending-unresolved-after-stepdown",
    rule: "Only a node that leads again clears the sends of its earlier terms.",
    seen: "dledger #309",
    property: "L6 SendResolves",
    model: "dledger/recovery",
    machine: keepsPending("AppendEntries", keepsPending("RequestVote", keepsPending("RequestVoteReply", keepsPending("AppendEntriesReply"))))
  },
  {
    id: "watermark-off-by-one-legacy-reply",
    rule: "A leader takes an acked index for the first one that is missing: what it knows of each follower stays one entry behind.",
    seen: "dledger #162",
    property: "L4 Commit",
    model: "dledger/recovery",
    machine: withRule("AppendEntriesReply", (self, event, original) => original(self, event.success ? { ...event, index: event.index - 1 } : event))
  },
  {
    id: "snapshot-boundary-empty-append",
    rule: "A follower that needs what a snapshot has replaced is sent an empty AppendEntries, and no snapshot.",
    seen: "WRaft #118 · RedisRaft #47 · DaosRaft #10",
    property: "L5 CatchUp, L9 ReplicaRead",
    model: "dledger/snapshot-recovery",
    machine: emptyForSnapshot("HeartbeatTimeout", emptyForSnapshot("AppendEntriesReply", emptyForSnapshot("RequestVoteReply")))
  },
  {
    id: "awaits-a-lost-answer",
    rule: "A leader sends nothing more to a follower that owes it an answer, heartbeats included, though the request or the answer may be lost.",
    seen: "dledger #331: a push whose answer is lost is never repeated",
    property: "L4 Commit: fair in spite of losses",
    model: "dledger/fair-runs-lossy",
    machine: withRule("HeartbeatTimeout", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.filter((output) => output._tag !== "SendToPeer" || self.raft.progress[output.to]?.awaiting !== true)]
    })
  },
  {
    id: "single-node-never-acks",
    rule: "A leader looks at what is committed only when a follower answers.",
    seen: "dledger #223",
    property: "L4 Commit",
    model: "dledger/group-of-one",
    machine: withRule("Flushed", (self, event) => [{ ...self, log: Log.flushed(self.log, event.index) }, []])
  },
  {
    id: "slave-does-not-reconnect",
    rule: "A slave that has lost its master waits to be called.",
    seen: "the loop of HAClient.run",
    property: "L5 CatchUp",
    model: "async-replication/catch-up",
    machine: withRule(
      "HaClosed",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [next, outputs.filter((output) => output._tag !== "ArmTimer")]
      },
      asyncReplication
    )
  },
  {
    id: "repeated-push-stuck",
    rule: "A leader that a follower has refused waits for an answer that does not come: every later request to it is held back.",
    seen: "dledger #251, #331: there the follower refuses every repetition of a push whose answer was lost",
    property: "L5 CatchUp, L9 ReplicaRead",
    model: "dledger/recovery",
    machine: withRule(
      "AppendEntriesReply",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        const progress = next.raft.progress[event.from]
        if (event.success || event.term !== self.raft.term || progress === undefined) return [next, outputs]
        const stuck = { ...progress, next: next.log.lastIndex + 1, awaiting: true }
        return [{ ...next, raft: { ...next.raft, progress: { ...next.raft.progress, [event.from]: stuck } } }, outputs.filter(({ _tag }) => _tag !== "SendToPeer")]
      }
    )
  }
]
