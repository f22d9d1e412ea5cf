/**
 * What members of a DLedger group say to each other. A message as sent and the event it becomes at the receiver differ
 * by `from` only.
 *
 * Raft Figures 2 and 13 · the seed's names; RocketMQ's own VOTE, HEART_BEAT and PUSH are another protocol.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Slice } from "../log/log.ts"
import { Index, QueueEnds, Term } from "../vocabulary.ts"

const fields = {
  RequestVote: {
    term: Term,
    lastLogIndex: Index,
    lastLogTerm: Term
  },
  RequestVoteReply: {
    term: Term,
    granted: Schema.Boolean
  },
  AppendEntries: {
    term: Term,
    /** Terms and range; the bodies travel with the message. */
    entries: Slice,
    leaderCommit: Index,
    /** The leader's newest round of reads, while reads wait for one; absent otherwise. */
    round: Schema.optionalKey(Schema.Int)
  },
  AppendEntriesReply: {
    term: Term,
    success: Schema.Boolean,
    /** success: the last entry of the request, now on this member. Refusal: where the leader should try next. */
    index: Index,
    /** As in the request. */
    round: Schema.optionalKey(Schema.Int)
  },
  InstallSnapshot: {
    term: Term,
    lastIncludedIndex: Index,
    lastIncludedTerm: Term,
    /** Where the queues end with the last entry included. */
    ends: QueueEnds
  },
  InstallSnapshotReply: {
    term: Term,
    index: Index
  },
  /** Leadership transfer: stand for election now. */
  TimeoutNow: {
    term: Term
  },
  /** A member that lost its disk asks every other one for its term. */
  Rejoin: {},
  RejoinReply: {
    term: Term,
    /** The leader's last entry; −1 from anybody else. */
    lastIndex: Index
  }
} as const

export const PeerMessage = Schema.TaggedUnion(fields)
export type PeerMessage = typeof PeerMessage.Type
export const peerMessageFields = fields
