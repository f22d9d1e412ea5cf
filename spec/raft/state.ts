/**
 * What a member of a DLedger group knows about its group.
 *
 * Raft Figure 2 (state) · DLedger `MemberState`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Index, NodeId, Term } from "../vocabulary.ts"
import { PeerMessage } from "./messages.ts"

export const Role = Schema.Literals(["FOLLOWER", "CANDIDATE", "LEADER"])
export type Role = typeof Role.Type

/** What must survive a restart besides the log (E5). DLedger's `currterm` file. */
export const HardState = Schema.Struct({
  term: Term,
  votedFor: Schema.NullOr(NodeId),
  /** False from the loss of a disk until the member is caught up: it neither votes nor stands. */
  voter: Schema.Boolean
})
export type HardState = typeof HardState.Type

/** What a leader knows about one follower. */
export const Progress = Schema.Struct({
  /** Index of the next entry to send. */
  next: Index,
  /** Highest entry known to be on the follower (durable there, if `ackRequires=FSYNC`). */
  match: Index,
  /** An AppendEntries is under way; the next one leaves on its reply, or at the next heartbeat. */
  awaiting: Schema.Boolean,
  /** It may hold less than it has acked: its disk was lost in this term, or acks do not wait for the disk. */
  mayHaveLost: Schema.Boolean
})
export type Progress = typeof Progress.Type

/** A message that may not be sent before something is on disk. */
export const Waiting = Schema.Struct({
  to: NodeId,
  message: PeerMessage,
  /** Sent when the log is durable up to here, and term and vote are durable as they stand. */
  durable: Index
})
export type Waiting = typeof Waiting.Type

export const Raft = Schema.Struct({
  role: Role,
  term: Term,
  votedFor: Schema.NullOr(NodeId),
  voter: Schema.Boolean,
  /** Term, vote and standing as last confirmed by the disk. */
  saved: HardState,
  leader: Schema.NullOr(NodeId),
  /** Candidate: who has granted, itself included. Rejoining member: who has answered. Ascending. */
  votes: Schema.Array(NodeId),
  commitIndex: Index,
  /** Leader: per follower. Empty otherwise. */
  progress: Schema.Record(NodeId, Progress),
  /** Leader: index of the no-op of its own term, −1 otherwise. It serves once that is committed. */
  noopIndex: Index,
  /** Leader: raised with every read that waits for a majority; 0 at the start of its term. */
  round: Schema.Int,
  /** Leader: the newest round that each follower has answered to. Empty while no read waits. */
  answered: Schema.Record(NodeId, Schema.Int),
  /** Messages that wait for the disk, by receiver. */
  waiting: Schema.Array(Waiting),
  /** Leader: whom it hands its leadership to. */
  transferee: Schema.NullOr(NodeId),
  /** Rejoining member: it must hold entries up to here before it votes again. */
  catchUpTo: Index,
  /** Rejoining member: it has taken the topics and offsets of the leader of its term. */
  tablesTaken: Schema.Boolean
})
export type Raft = typeof Raft.Type

export const initialRaft: Raft = {
  role: "FOLLOWER",
  term: 0,
  votedFor: null,
  voter: true,
  saved: { term: 0, votedFor: null, voter: true },
  leader: null,
  votes: [],
  commitIndex: -1,
  progress: {},
  noopIndex: -1,
  round: 0,
  answered: {},
  waiting: [],
  transferee: null,
  catchUpTo: -1,
  tablesTaken: false
}
