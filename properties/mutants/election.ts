/**
 * Historical bugs of elections (mode 4).
 *
 * @module
 */
import { chain } from "../../spec/machine.ts"
import * as Log from "../../spec/log/log.ts"
import { lead } from "../../spec/raft/election.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { type Mutant, mapMessages, sendWaiting, withRule } from "./mutant.ts"

const countAnyVote = (enough: (self: Broker, votes: number) => boolean, dedupe: boolean) =>
  withRule("RequestVoteReply", (self, event, original) => {
    if (self.raft.role !== "CANDIDATE" || event.term !== self.raft.term || !event.granted) return original(self, event)
    const known = dedupe && self.raft.votes.includes(event.from)
    const votes = known ? self.raft.votes : [...self.raft.votes, event.from].sort()
    const next = { ...self, raft: { ...self.raft, votes } }
    return enough(self, votes.length) ? lead(next) : [next, []]
  })

/** The term of the last append, as DLedger kept it beside the log; a field the unchanged machine does not have. */
const endTermOf = (self: Broker): number => (self.raft as { readonly ledgerEndTerm?: number }).ledgerEndTerm ?? Log.lastTerm(self.log)

const endTermFromCurrentTerm = () => {
  const appending = withRule("AppendEntries", (self, event, original) => {
    const [next, outputs] = original(self, event)
    const wrote = outputs.some(({ _tag }) => _tag === "WriteEntries")
    return wrote ? [{ ...next, raft: { ...next.raft, ledgerEndTerm: next.raft.term } } as Broker, outputs] : [next, outputs]
  })
  const standing = withRule(
    "ElectionTimeout",
    (self, event, original) =>
      mapMessages(original(self, event), (message) => (message._tag === "RequestVote" ? { ...message, lastLogTerm: endTermOf(self) } : message)),
    appending
  )
  return withRule(
    "RequestVote",
    (self, event, original) => {
      const seen = endTermOf(self)
      if (seen === Log.lastTerm(self.log)) return original(self, event)
      const upToDate = event.lastLogTerm > seen || (event.lastLogTerm === seen && event.lastLogIndex >= self.log.lastIndex)
      return original(self, { ...event, lastLogTerm: upToDate ? Number.MAX_SAFE_INTEGER : -1 })
    },
    standing
  )
}

export const electionMutants: readonly Mutant[] = [
  {
    id: "stale-vote-reply-counted",
    rule: "A candidate counts a granted vote without comparing its term with its own.",
    seen: "Xraft #33 · andreev-io/little-raft #44",
    property: "S2 ElectionSafety",
    model: "dledger/elections-power-loss",
    machine: withRule("RequestVoteReply", (self, event, original) =>
      original(self, event.granted && event.term < self.raft.term ? { ...event, term: self.raft.term } : event)
    )
  },
  {
    id: "vote-lost-on-restart",
    rule: "The vote is kept in memory only.",
    seen: "wenweihu86/raft-java #57",
    property: "S3 VoteOnce",
    model: "dledger/elections",
    machine: withRule("Recovered", (self, event, original) => original(self, { ...event, votedFor: null }))
  },
  {
    id: "vote-forgotten-in-same-term",
    rule: "Following a leader of the same term clears the vote.",
    seen: "ktoso/akka-raft #56 · camunda #5356 · microsoft/CCF #5891",
    property: "S3 VoteOnce",
    model: "dledger/elections",
    machine: withRule("AppendEntries", (self, event, original) => {
      const [next, outputs] = original(self, event)
      if (event.term !== self.raft.term || next.raft.role !== "FOLLOWER") return [next, outputs]
      return [{ ...next, raft: { ...next.raft, votedFor: null, saved: { ...next.raft.saved, votedFor: null } } }, outputs]
    })
  },
  {
    id: "vote-ignores-log",
    rule: "A vote goes by term alone, not by how complete the candidate's log is.",
    seen: "Raft §5.4.1, left out",
    property: "S7 LeaderCompleteness",
    model: "dledger/replication",
    machine: withRule("RequestVote", (self, event, original) => original(self, { ...event, lastLogTerm: Number.MAX_SAFE_INTEGER }))
  },
  {
    id: "end-term-from-current-term",
    rule: "Appending an entry records the current term as the term of the log's end, not the entry's own.",
    seen: "dledger #52, #53 · rocketmq #2178 (in production)",
    property: "S7 LeaderCompleteness",
    model: "dledger/terms",
    machine: endTermFromCurrentTerm()
  },
  {
    id: "quorum-is-half",
    rule: "Half of the votes suffice.",
    seen: "textbook; commit-side relative hashicorp/raft 163a55f",
    property: "S2 ElectionSafety",
    model: "dledger/quorum-of-four",
    machine: countAnyVote((self, votes) => votes >= (self.config.peers.length + 1) / 2, true)
  },
  {
    id: "duplicate-vote-counted",
    rule: "Votes are counted as a number: the same vote delivered twice counts twice.",
    seen: "textbook (raft.tla keeps vote sets)",
    property: "S2 ElectionSafety",
    model: "dledger/quorum-of-five",
    machine: countAnyVote((self, votes) => votes > (self.config.peers.length + 1) / 2, false)
  },
  {
    id: "votes-kept-for-next-term",
    rule: "A candidate that stands again keeps the votes of the term before.",
    seen: "a field not cleared; no report known",
    property: "S2 ElectedByMajority",
    model: "dledger/second-candidacy",
    machine: withRule("ElectionTimeout", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return next.raft.role === "CANDIDATE" ? [{ ...next, raft: { ...next.raft, votes: self.raft.votes } }, outputs] : [next, outputs]
    })
  },
  {
    id: "save-covers-later-change",
    rule: "When a write of term and vote is done, they count as saved as they are by now, not as they were written.",
    seen: "a dirty flag instead of a value; no report known",
    property: "S3 VoteOnce",
    model: "dledger/elections-busy-disk",
    machine: withRule("HardStateSaved", (self, event, original) => {
      const { term, votedFor, voter } = self.raft
      return original(self, { ...event, term, votedFor, voter })
    })
  },
  {
    id: "vote-before-it-is-saved",
    rule: "A vote is given before it is on disk.",
    seen: "DLedger MemberState.persistTerm (no fsync, errors swallowed)",
    property: "S3 VoteOnce",
    model: "dledger/elections-power-loss",
    machine: withRule("RequestVote", (self, event, original) => sendWaiting(original(self, event)))
  },
  {
    id: "ack-to-old-leader-after-vote",
    rule: "A node that has voted in a higher term still accepts and acks the old leader's entries.",
    seen: "tarantool #7253 · MongoDB SERVER-22136",
    property: "S7 LeaderCompleteness",
    model: "dledger/replication",
    machine: withRule("AppendEntries", (self, event, original) => {
      const { raft } = self
      if (event.term >= raft.term || raft.role !== "FOLLOWER") return original(self, event)
      const asBefore = { ...self, raft: { ...raft, term: event.term, saved: { ...raft.saved, term: event.term } } }
      return chain(asBefore, (me) => original(me, event), (me) => [
        { ...me, raft: { ...me.raft, term: raft.term, votedFor: raft.votedFor, leader: raft.leader, saved: raft.saved } },
        []
      ])
    })
  },
  {
    id: "larger-term-in-minority-reply-ignored",
    rule: "A leader that still hears from others does not look at the larger term in one reply.",
    seen: "dledger #85, #247, #325 · uwplse/verdi-raft #29",
    property: "S4 TermAdopted",
    model: "dledger/elections-partition",
    machine: withRule("AppendEntriesReply", (self, event, original) => (event.term > self.raft.term && self.raft.role === "LEADER" ? [self, []] : original(self, event)))
  },
  {
    id: "late-request-deposes",
    rule: "A leader that is asked for its vote steps down, whatever the term of the request.",
    seen: "what the first line of Raft's RequestVote is for (Figure 2)",
    property: "L2 Stable",
    model: "dledger/stable",
    machine: withRule("RequestVote", (self, event, original) => original(self, self.raft.role === "LEADER" ? { ...event, term: Math.max(event.term, self.raft.term + 1) } : event))
  },
  {
    id: "transfer-accepts-writes",
    rule: "A leader that hands over goes on taking messages.",
    seen: "redpanda #2606 · hashicorp/raft #581",
    property: "no sends during a transfer",
    model: "dledger/transfer",
    machine: withRule("SendMessage", (self, event, original) => {
      const { transferee } = self.raft
      const [next, outputs] = original({ ...self, raft: { ...self.raft, transferee: null } }, event)
      return [{ ...next, raft: { ...next.raft, transferee: next.raft.role === "LEADER" ? transferee : null } }, outputs]
    })
  },
  {
    id: "empty-disk-votes",
    rule: "A node whose disk was lost comes back as a voter under its old name.",
    seen: "Kafka KIP-903 / KAFKA-14139 · NATS JetStream",
    property: "S3 VoteOnce",
    model: "dledger/disk-loss",
    machine: withRule("Recovered", (self, event, original) => original(self, { ...event, blank: false, voter: true }))
  },
  {
    id: "damage-taken-for-a-torn-write",
    rule: "A member whose log lacks entries that were on its disk goes on as a voter, as after a power loss.",
    seen: "rocketproof itself, in simulation: a flipped bit in the last entry · Alagappan et al., Protocol-Aware Recovery (FAST '18), of ZooKeeper and LogCabin",
    property: "S7 LeaderCompleteness",
    model: "dledger/damage",
    machine: withRule("Recovered", (self, event, original) => original(self, { ...event, onceDurable: event.log.lastIndex }))
  },
  {
    id: "rejoin-asks-one",
    rule: "A node whose disk was lost counts again after hearing from one other member, not from all.",
    seen: "Viewstamped Replication's recovery asks for a quorum: enough there, not here, where a vote may be under way",
    property: "S7 LeaderCompleteness",
    model: "dledger/disk-loss",
    machine: withRule("RejoinReply", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, raft: { ...next.raft, votes: next.raft.voter ? next.raft.votes : self.config.peers } }, outputs]
    })
  },
  {
    id: "rejoins-without-tables",
    rule: "A node whose disk was lost votes and stands again before it has the leader's topics and consumer offsets.",
    seen: "topics and offsets are outside the log in DLedgerCommitLog as well",
    property: "S23 OffsetsSurvive",
    model: "dledger/disk-loss",
    machine: withRule("AppendEntries", (self, event, original) => original(self.raft.voter ? self : { ...self, raft: { ...self.raft, tablesTaken: true } }, event))
  },
  {
    id: "watermark-survives-follower-data-loss",
    rule: "A leader goes on counting what a follower held before it lost its disk.",
    seen: "atomix #1069 · DLedger's watermark only grows",
    property: "S12 AckDurable",
    model: "dledger/disk-loss-reordered",
    machine: withRule(
      "RejoinReply",
      (self, event, original) => original(self, { ...event, lastIndex: -1 }),
      withRule("Rejoin", (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [{ ...next, raft: { ...next.raft, progress: self.raft.progress } }, outputs]
      })
    )
  }
]
