/**
 * Historical bugs of replication, commit, durability, snapshots and reads (mode 4).
 *
 * @module
 */
import * as Log from "../../spec/log/log.ts"
import { chain } from "../../spec/machine.ts"
import type { Part } from "../../spec/broker/rule.ts"
import { commitTo, heldByQuorum } from "../../spec/raft/commit.ts"
import { release } from "../../spec/raft/durability.ts"
import { dispatchUpTo } from "../../spec/store/dispatch.ts"
import { type Mutant, mapMessages, type OutgoingMessage, sendWaiting, withRule } from "./mutant.ts"

/** Cuts the log back to what ends before `from`. */
const cut =
  (from: number): Part =>
  (self) =>
    from > self.log.lastIndex ? [self, []] : [{ ...self, log: Log.truncate(self.log, from) }, [{ _tag: "TruncateLog", from }]]

export const replicationMutants: readonly Mutant[] = [
  {
    id: "commit-old-term-by-count",
    rule: "A leader commits an entry of an older term once a majority holds it.",
    seen: "DLedger ≤ 0.3.1.2 (dledger #4) · async-raft #108 · canonical/raft #220 · nats-server #7955",
    property: "S9 CommitRule",
    model: "dledger/terms",
    machine: withRule("AppendEntriesReply", (self, event, original) =>
      chain(
        self,
        (me) => original(me, event),
        (me) => (me.raft.role === "LEADER" && heldByQuorum(me) > me.raft.commitIndex ? commitTo(heldByQuorum(me))(me) : [me, []])
      )
    )
  },
  {
    id: "follower-commits-past-match",
    rule: "A follower commits up to leaderCommit as far as its log reaches, not as far as the message has verified.",
    seen: "scylladb #9965 · atomix/copycat #265 · rabbitmq/ra #508 · etcd #1203",
    property: "S8 StateMachineSafety",
    model: "dledger/terms",
    machine: withRule("AppendEntries", (self, event, original) =>
      chain(
        self,
        (me) => original(me, event),
        (me) => (event.term >= self.raft.term && me.raft.role === "FOLLOWER" ? commitTo(event.leaderCommit)(me) : [me, []])
      )
    )
  },
  {
    id: "stale-commit-in-new-term",
    rule: "A follower refuses what a leader of an older term sends, and takes its commitIndex all the same.",
    seen: "DLedger 0.4.0 handleDoCommit, as read",
    property: "S8 StateMachineSafety",
    model: "dledger/terms",
    machine: withRule("AppendEntries", (self, event, original) =>
      chain(
        self,
        (me) => original(me, event),
        (me) => (event.term < self.raft.term && me.raft.role === "FOLLOWER" ? commitTo(Math.min(event.leaderCommit, event.entries.lastIndex))(me) : [me, []])
      )
    )
  },
  {
    // It takes a message that ends short of a conflict: entries one at a time, and a follower with a longer run of one term.
    // With two messages the leader then commits what nobody else holds (S9, a step later); with one it only believes it.
    id: "ack-reports-own-end",
    rule: "The answer to an AppendEntries says that all of the follower's log is the leader's, not only what the message covered.",
    seen: "CCF (inaccurate AE-ACK) · c5 #263",
    property: "S10 MatchHeld",
    model: "dledger/terms",
    machine: withRule("AppendEntries", (self, event, original) => {
      const [next, outputs] = original(self, event)
      const fresh = new Set(self.raft.waiting)
      const ownEnd = (message: OutgoingMessage): OutgoingMessage => (message._tag === "AppendEntriesReply" && message.success ? { ...message, index: next.log.lastIndex } : message)
      return [
        { ...next, raft: { ...next.raft, waiting: next.raft.waiting.map((w) => (fresh.has(w) ? w : { ...w, message: ownEnd(w.message), durable: next.log.lastIndex })) } },
        outputs.map((output) => (output._tag === "SendToPeer" ? { ...output, message: ownEnd(output.message) } : output))
      ]
    })
  },
  {
    id: "append-truncates-matching-suffix",
    rule: "A follower cuts everything behind prevLogIndex even when it matches.",
    seen: "RaftOS #26 · hashicorp/raft 0f31a01",
    property: "S11 CommittedDurable",
    model: "dledger/replication",
    machine: withRule("AppendEntries", (self, event, original) =>
      event.term >= self.raft.term && self.raft.role !== "LEADER" && Log.matches(self.log, event.entries.prevLogIndex, event.entries.prevLogTerm)
        ? chain(self, cut(event.entries.lastIndex + 1), (me) => original(me, event))
        : original(self, event)
    )
  },
  {
    id: "truncate-to-own-commit",
    rule: "At the first append of a newer term a follower cuts its log back to its own commitIndex.",
    seen: "nebula #2483 · CCF (truncation from early AE) · Kafka truncate-to-high-watermark (KIP-101)",
    property: "S11 CommittedDurable",
    model: "dledger/replication",
    machine: withRule("AppendEntries", (self, event, original) =>
      event.term > self.raft.term ? chain(self, cut(self.raft.commitIndex + 1), (me) => original(me, event)) : original(self, event)
    )
  },
  {
    id: "append-without-prev-check",
    rule: "prevLogIndex and prevLogTerm are not checked: entries go wherever the log ends.",
    seen: "WRaft #118",
    property: "S9 CommitRule",
    model: "dledger/replication",
    machine: withRule("AppendEntries", (self, event, original) => {
      const { entries } = event
      const missing = entries.prevLogIndex - self.log.lastIndex
      if (event.term < self.raft.term || missing <= 0 || entries.lastIndex === entries.prevLogIndex) return original(self, event)
      const here = {
        prevLogIndex: self.log.lastIndex,
        prevLogTerm: Log.lastTerm(self.log),
        runs: entries.runs.map((run) => ({ ...run, first: run.first - missing })),
        lastIndex: entries.lastIndex - missing
      }
      const [next, outputs] = mapMessages(original(self, { ...event, entries: here }), (message) =>
        message._tag === "AppendEntriesReply" && message.success ? { ...message, index: entries.lastIndex } : message
      )
      return [
        next,
        outputs.map((output) =>
          output._tag === "WriteEntries" ? { ...output, first: output.first + missing, last: output.last + missing } : output
        )
      ]
    })
  },
  {
    id: "commit-index-regresses",
    rule: "A follower takes commitIndex from the message without looking at its own.",
    seen: "PySyncObj #166",
    property: "S10 CommitMonotone",
    model: "dledger/replication",
    machine: withRule("AppendEntries", (self, event, original) => {
      const [next, outputs] = original(self, event)
      if (event.term < self.raft.term || next.raft.role !== "FOLLOWER") return [next, outputs]
      const commitIndex = Math.min(event.leaderCommit, event.entries.lastIndex, next.log.lastIndex)
      return [{ ...next, raft: { ...next.raft, commitIndex } }, outputs]
    })
  },
  {
    id: "next-not-above-match",
    rule: "A late refusal moves the next entry to send below what the follower is known to hold.",
    seen: "PySyncObj #167 · WRaft #118",
    property: "S10 MatchMonotone",
    model: "dledger/replication-reordered",
    machine: withRule("AppendEntriesReply", (self, event, original) => {
      const progress = self.raft.progress[event.from]
      if (event.success || event.term !== self.raft.term || progress === undefined) return original(self, event)
      const [next, outputs] = original(self, event)
      const now = next.raft.progress[event.from]
      if (now === undefined || event.index >= now.next) return [next, outputs]
      return [{ ...next, raft: { ...next.raft, progress: { ...next.raft.progress, [event.from]: { ...now, next: event.index } } } }, outputs]
    })
  },
  {
    id: "ack-before-fsync",
    rule: "A follower acks what is written and not yet on disk.",
    seen: "nats-server #7564 · robustmq #2039 · ZOOKEEPER-4646 · DLedger by design",
    property: "S9 CommitRule",
    model: "dledger/replication-power-loss",
    machine: withRule("AppendEntries", (self, event, original) => sendWaiting(original(self, event)))
  },
  {
    id: "flush-covers-later-writes",
    rule: "When an fsync is done, everything written by then counts as on disk, not only what was written when it began.",
    seen: "a dirty flag instead of a position; no report known",
    property: "S10 MatchHeld",
    model: "dledger/replication-busy-disk",
    machine: withRule("Flushed", (self, event, original) => original(self, { ...event, index: self.log.lastIndex, term: Log.lastTerm(self.log) }))
  },
  {
    id: "truncation-keeps-durable",
    rule: "A truncation does not take back how far the log is on disk: what is written over it counts as synced.",
    seen: "a field not updated; no report known",
    property: "S10 MatchHeld",
    model: "dledger/replication-power-loss",
    machine: withRule("AppendEntries", (self, event, original) => {
      const [next, outputs] = original(self, event)
      if (!outputs.some(({ _tag }) => _tag === "TruncateLog")) return [next, outputs]
      const log = { ...next.log, durableIndex: Math.min(self.log.durableIndex, next.log.lastIndex) }
      return chain({ ...next, log }, (me) => [me, outputs], release)
    })
  },
  {
    id: "snapshot-older-than-log-truncates",
    rule: "Installing a snapshot that is behind the own log drops what follows it.",
    seen: "camunda #6092 · NuRaft #407",
    property: "S11 CommittedDurable",
    model: "dledger/snapshot",
    machine: withRule("InstallSnapshot", (self, event, original) => {
      if (event.term < self.raft.term || self.raft.role === "LEADER" || event.lastIncludedIndex < self.log.baseIndex) return original(self, event)
      const bare = { ...self, log: Log.empty, raft: { ...self.raft, commitIndex: -1 } }
      return original(bare, event)
    })
  },
  {
    id: "snapshot-keeps-conflict",
    rule: "A follower that installs a snapshot keeps its own entry at the last index included, and what follows it, though their terms differ.",
    seen: "hashicorp/raft #697, #704 · scylladb #9965",
    property: "S8 StateMachineSafety",
    model: "dledger/snapshot",
    machine: withRule("InstallSnapshot", (self, event, original) =>
      original(self, { ...event, lastIncludedTerm: Log.termAt(self.log, event.lastIncludedIndex) ?? event.lastIncludedTerm })
    )
  },
  {
    id: "follower-reads-uncommitted",
    rule: "A follower serves whatever is in its log.",
    seen: "the guard is DLedgerCommitLog.getData",
    property: "S17 ReadCommitted",
    model: "dledger/follower-reads",
    machine: withRule("AppendEntries", (self, event, original) =>
      chain(self, (me) => original(me, event), (me) => dispatchUpTo(me, me.log.lastIndex))
    )
  }
]
