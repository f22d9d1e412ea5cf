/**
 * Bugs put into the released DLedger: what it does with an event is not what its classes do.
 *
 * @module
 */
import type { BrokerMachine } from "../../models/world/node.ts"
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import type { DLedgerOutput } from "../../spec/dledger/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { type Change, changeRule } from "./change-rule.ts"
import type { Mutant } from "./mutant.ts"

const PLANTED = "planted: properties/mutation/planted-members.ts"

const releasedWith = <Tag extends DLedgerEvent["_tag"]>(tag: Tag, change: Change<Broker, DLedgerEvent, DLedgerOutput, Tag>): BrokerMachine => changeRule(dledgerReleased, tag, change) as unknown as BrokerMachine

export const releasedMutants: readonly Mutant[] = [
  {
    id: "released-does-not-hurry",
    rule: "A node that hears of a higher term in a heartbeat does not take it before anything else.",
    seen: PLANTED,
    property: "R1 VotesAsReleased",
    model: "dledger-0.3.1.2/elections",
    machine: releasedWith("HeartBeatRequest", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, dledger: { ...next.dledger, needIncreaseTermImmediately: self.dledger.needIncreaseTermImmediately } }, outputs]
    })
  },
  {
    id: "released-counts-the-silent",
    rule: "A member that could not be reached counts among those that have answered.",
    seen: "VoteResponse.RESULT.UNKNOWN",
    property: "R1 VotesAsReleased",
    model: "alone/released-votes-0.3.1.2",
    machine: releasedWith("VoteResponse", (self, event, original) => original(self, event.voteResult === "UNKNOWN" ? { ...event, voteResult: "REJECT_ALREADY_VOTED" } : event))
  },
  {
    id: "released-tells-no-term",
    rule: "A refused candidate is not told the voter's term.",
    seen: "VoteResponse.term",
    property: "R2 SpeaksAsReleased",
    model: "dledger-0.3.1.2/elections",
    machine: releasedWith("VoteRequest", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.map((output) => (output._tag === "SendToPeer" && output.message._tag === "VoteResponse" ? { ...output, message: { ...output.message, term: event.term } } : output))]
    })
  },
  {
    id: "released-vote-in-memory",
    rule: "A vote is given, and not written.",
    seen: "what MemberState.persistTerm is for",
    property: "R3 SavesAsReleased",
    model: "dledger-0.3.1.2/elections",
    machine: releasedWith("VoteRequest", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.filter(({ _tag }) => _tag !== "SaveHardState")]
    })
  },
  {
    id: "released-answers-add-up",
    rule: "Answers to the heartbeat before count for the next one.",
    seen: "what the new CountDownLatch of each sendHeartbeats is for",
    property: "R4 BeatsAsReleased",
    model: "dledger-0.4.0/elections",
    machine: releasedWith("HeartbeatTimeout", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next.raft.role === "LEADER" ? { ...next, dledger: { ...next.dledger, beat: self.dledger.beat } } : next, outputs]
    })
  },
  {
    id: "released-append-unanswered",
    rule: "A follower appends what is pushed, and does not say so.",
    seen: "what the future of PushEntryResponse is for",
    property: "R5 FollowsAsReleased",
    model: "dledger-0.3.1.2/replication",
    machine: releasedWith("PushAppend", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.filter(({ _tag }) => _tag !== "SendToPeer")]
    })
  },
  {
    id: "released-commits-what-it-has",
    rule: "A follower commits all that it has when its leader says that something is committed.",
    seen: "the bound in handleDoCommit",
    property: "R6 CommitsAsReleased",
    model: "dledger-0.3.1.2/replication",
    machine: releasedWith("PushAppend", (self, event, original) => original(self, { ...event, commitIndex: event.entries.lastIndex }))
  },
  {
    id: "released-end-stays",
    rule: "After an append votes still go by where the log ended before a TRUNCATE.",
    seen: "DLedger 0.4.0 DLedgerMmapFileStore.truncate, which does not tell MemberState",
    property: "R7 EndsAsReleased",
    model: "dledger-0.4.0/late-truncate",
    machine: releasedWith("PushAppend", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, dledger: { ...next.dledger, endBeforeTruncate: { index: self.log.lastIndex, term: self.raft.term } } }, outputs]
    })
  },
  {
    id: "released-answers-all-rpcs",
    rule: "An answer to a COMPARE that was given up counts for the next one.",
    seen: PLANTED,
    property: "R8 PushesAsReleased",
    model: "dledger-0.3.1.2/late-truncate",
    machine: releasedWith("PushCompareResponse", (self, event, original) => original(self, { ...event, opaque: self.dledger.dispatchers[event.from]?.opaque ?? 0 }))
  },
  {
    id: "released-holds-uncounted",
    rule: "What a follower confirms is committed by, and not kept in mind.",
    seen: "what DLedgerEntryPusher.updatePeerWaterMark is for",
    property: "R9 CountsAsReleased",
    model: "dledger-0.3.1.2/replication",
    machine: releasedWith("PushAppendResponse", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, dledger: { ...next.dledger, watermarks: self.dledger.watermarks } }, outputs]
    })
  },
  {
    id: "released-forgets-sends",
    rule: "Sends of a term that is over are forgotten when their node leads again, and nobody is told.",
    seen: "openmessaging/dledger #309",
    property: "R10 AnswersAsReleased",
    model: "alone/released-begins-0.3.1.2",
    machine: releasedWith("VoteResponse", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.filter(({ _tag }) => _tag !== "Reply")]
    })
  },
  {
    id: "released-registers-each-time",
    rule: "A leader becomes the master again with everything that becomes readable.",
    seen: PLANTED,
    property: "R11 RegistersAsReleased",
    model: "alone/released-serves-0.3.1.2",
    machine: releasedWith("Dispatched", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, next === self ? outputs : [...outputs, { _tag: "RegisterBroker", brokerId: 0, term: self.raft.term, topics: [] }]]
    })
  }
]
