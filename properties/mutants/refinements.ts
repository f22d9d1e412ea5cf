/**
 * Bugs of members of a DLedger group that show in a single event: what Raft's Figure 2 and the seed say of it is not what was done.
 *
 * @module
 */
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Next } from "../../spec/broker/rule.ts"
import { type Mutant, withRule } from "./mutant.ts"

const PLANTED = "planted: properties/mutation/planted-members.ts"

/** Without the outputs of this kind. */
const without = ([next, outputs]: Next, tag: BrokerOutput["_tag"]): Next => [next, outputs.filter(({ _tag }) => _tag !== tag)]

const refuses = (output: BrokerOutput): boolean => output._tag === "SendToPeer" && output.message._tag === "RequestVoteReply" && !output.message.granted

export const refinementMutants: readonly Mutant[] = [
  {
    id: "leaves-out-a-term",
    rule: "A candidate raises its term by two.",
    seen: PLANTED,
    property: "S40 StandsAsSaid",
    model: "dledger/second-candidacy",
    machine: withRule("ElectionTimeout", (self, event, original) => original({ ...self, raft: { ...self.raft, term: self.raft.term + 1 } }, event))
  },
  {
    id: "forgets-what-it-may-have-acked",
    rule: "A member that lost its disk forgets, when it gets its leader's tables, up to where it may have acked.",
    seen: PLANTED,
    property: "S41 CountsWhenCaughtUp",
    model: "dledger/disk-loss-crash",
    machine: withRule("CopyMetadata", (self, event, original) => original({ ...self, raft: { ...self.raft, catchUpTo: -1 } }, event))
  },
  {
    id: "written-and-not-synced",
    rule: "A follower does not have the disk sync what its leader sends: it never acks.",
    seen: "what the fsync in Raft's Figure 2 (updated on stable storage before responding) is for",
    property: "S42 WritesAsSent",
    model: "dledger/replication-busy-disk",
    machine: withRule("AppendEntries", (self, event, original) => without(original(self, event), "Flush"))
  },
  {
    id: "sent-before-it-is-written",
    rule: "A leader sends a message to its followers before it has written it: the log that it is read from does not have it.",
    seen: "the order of write and send in DLedgerServer.handleAppend",
    property: "S43 WritesAtItsEnd",
    model: "dledger/reads",
    machine: withRule("SendMessage", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, [...outputs.filter(({ _tag }) => _tag === "SendToPeer"), ...outputs.filter(({ _tag }) => _tag !== "SendToPeer")]]
    })
  },
  {
    id: "commits-only-what-precedes",
    rule: "A follower commits what precedes the entries that came, and not what came.",
    seen: PLANTED,
    property: "S44 CommitsAsSaid",
    model: "dledger/reads",
    machine: withRule("AppendEntries", (self, event, original) => original(self, { ...event, leaderCommit: Math.min(event.leaderCommit, event.entries.prevLogIndex) }))
  },
  {
    id: "committed-and-never-seen",
    rule: "A follower commits, and does not put what is committed into its queues.",
    seen: "RocketMQ: a ReputMessageService that stands still",
    property: "S45 ReadableWhenCommitted",
    model: "dledger/follower-reads",
    machine: withRule("AppendEntries", (self, event, original) => without(original(self, event), "Dispatch"))
  },
  {
    id: "deposed-and-silent",
    rule: "A leader that is deposed forgets the sends that wait without a word: their producers wait for their timeouts.",
    seen: PLANTED,
    property: "S46 AnswersWhenDecided",
    model: "dledger/reads",
    machine: withRule("RequestVote", (self, event, original) => without(original(self, event), "Reply"))
  },
  {
    id: "two-under-way",
    rule: "A leader does not note that it has sent more: at the next occasion it sends the same again.",
    seen: "what EntryDispatcher's pending map is for",
    property: "S47 KnowsWhatFollowersHold",
    model: "dledger/reads",
    machine: withRule("AppendEntriesReply", (self, event, original) => {
      const [next, outputs] = original(self, event)
      const progress = next.raft.progress[event.from]
      return progress === undefined ? [next, outputs] : [{ ...next, raft: { ...next.raft, progress: { ...next.raft.progress, [event.from]: { ...progress, awaiting: false } } } }, outputs]
    })
  },
  {
    id: "does-not-say-no",
    rule: "A member that refuses its vote does not answer.",
    seen: "Raft Figure 2 (RequestVote RPC): the reply carries the term",
    property: "S48 SaysAsFigure2",
    model: "dledger/second-candidacy",
    machine: withRule("RequestVote", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, raft: { ...next.raft, waiting: next.raft.waiting.filter(({ message }) => message._tag !== "RequestVoteReply" || message.granted) } }, outputs.filter((output) => !refuses(output))]
    })
  },
  {
    id: "adopted-and-not-saved",
    rule: "A higher term that comes in an answer is adopted, and not put on disk.",
    seen: "DLedger: MemberState.changeToCandidate, which does not persist the term",
    property: "S49 SavesWhatChanged",
    model: "dledger/second-candidacy",
    machine: withRule("RequestVoteReply", (self, event, original) => without(original(self, event), "SaveHardState"))
  },
  {
    id: "heartbeats-as-rare-as-elections",
    rule: "A leader waits for an election timeout from one heartbeat to the next: its followers stand meanwhile.",
    seen: "heartBeatTimeIntervalMs against electionTimeoutMs",
    property: "S50 WakesAsConfigured",
    model: "dledger/quorum-of-four",
    machine: withRule("HeartbeatTimeout", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.map((output) => (output._tag === "ArmTimer" ? { ...output, ms: self.config.timing.electionTimeoutMs } : output))]
    })
  },
  {
    id: "queues-outlive-their-log",
    rule: "A follower keeps the queues of the log that a snapshot replaces.",
    seen: PLANTED,
    property: "S51 QueuesFollowTheLog",
    model: "dledger/snapshot",
    machine: withRule("InstallSnapshot", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, queues: self.queues }, outputs]
    })
  },
  {
    id: "registers-without-its-term",
    rule: "A follower registers without its term: a NameServer takes an older registration for a newer one.",
    seen: PLANTED,
    property: "S52 RegistersAsItIs",
    model: "dledger/quorum-of-four",
    machine: withRule("AppendEntries", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.map((output) => (output._tag === "RegisterBroker" ? { ...output, term: 0 } : output))]
    })
  },
  {
    id: "copied-and-not-saved",
    rule: "A follower does not save the progress that it is sent: after a restart consumers begin anew.",
    seen: PLANTED,
    property: "S53 TablesFromTheLeader",
    model: "dledger/requests-to-followers",
    machine: withRule("CopyMetadata", (self, event, original) => without(original(self, event), "SaveOffsets"))
  },
  {
    id: "locks-outlive-leadership",
    rule: "A leader that is deposed keeps its locks: when it leads again it refuses those who hold the queues since.",
    seen: "what clearing RebalanceLockManager at a change of role is for",
    property: "S54 LeadershipEndsWhole",
    model: "dledger/requests-to-followers",
    machine: withRule("RequestVote", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, locks: self.locks }, outputs]
    })
  },
  {
    id: "read-waits-for-what-is-seen",
    rule: "A read notes what is in the queues when it comes, and not what is committed: it may miss what was acked.",
    seen: PLANTED,
    property: "S55 ReadsWaitForAMajority",
    model: "dledger/linearizable-reads-slow-queues",
    machine: withRule("GetMaxOffset", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, pendingReads: next.pendingReads.map((read) => (read.request === event.request ? { ...read, index: self.dispatchedIndex } : read)) }, outputs]
    })
  },
  {
    id: "votes-on-a-failed-disk",
    rule: "A member whose disk has failed goes on answering requests for its vote.",
    seen: PLANTED,
    property: "S56 LeavesTheRestAlone",
    model: "dledger/replication-disk-error",
    machine: withRule("RequestVote", (self, event, original) => {
      const [next, outputs] = original({ ...self, diskFailed: false }, event)
      return [{ ...next, diskFailed: self.diskFailed }, outputs]
    })
  },
  {
    id: "holder-cannot-renew",
    rule: "Who holds the lock of a queue does not get it again: the lock expires under its holder.",
    seen: PLANTED,
    property: "S57 AnswersAsKept",
    model: "dledger/requests-progress",
    machine: withRule("LockBatchMQ", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return next.locks === self.locks ? [next, outputs.map((output) => (output._tag === "ReplyLock" ? { ...output, locked: [] } : output))] : [next, outputs]
    })
  },
  {
    id: "half-ended-for-ever",
    rule: "A leader that is deposed does not forget that it was about to end a transaction: when it leads again nobody is asked, and nothing ends it.",
    seen: "rocketmq #544: a half message that is never checked",
    property: "S59 KeepsWhatWaits",
    model: "alone/member-later-leads",
    machine: withRule("RequestVote", (self, event, original) => [{ ...original(self, event)[0], halves: self.halves }, original(self, event)[1]])
  },
  {
    id: "batch-acked-by-its-first",
    rule: "The producer of a batch is answered once the first of its messages is safe.",
    seen: PLANTED,
    property: "S58 TakesWhatIsSent",
    model: "dledger/requests-messages",
    machine: withRule("SendMessage", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, pending: next.pending.map((send) => (send.request === event.request ? { ...send, index: send.index - event.count + 1 } : send)) }, outputs]
    })
  }
]
