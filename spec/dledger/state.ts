/**
 * What a node of a released DLedger knows besides what it shares with the Raft of `spec/raft`: role, term, vote, leader and
 * commitIndex stand in `Broker.raft`, so that whoever asks for these asks both protocols the same way.
 *
 * DLedger `MemberState`, `DLedgerLeaderElector`, `DLedgerEntryPusher`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Index, NodeId, Term } from "../vocabulary.ts"
import { HeartBeatCode, VoteResult } from "./messages.ts"

/** `DLedgerEntryPusher.EntryDispatcher`: what a leader is doing for one follower. It outlives the leadership. */
export const Dispatcher = Schema.Struct({
  state: Schema.Literals(["COMPARE", "TRUNCATE", "APPEND"]),
  /** 0.3.1.2: the entry compared; −1: begin with the last one. */
  compareIndex: Index,
  /** The next entry to push; 0.4.0 compares the one before it. */
  writeIndex: Index,
  /** 0.4.0: the last entry that the follower is taken to hold. */
  matchIndex: Index,
  /** The index in the request that is under way; `null`: none is. */
  awaiting: Schema.NullOr(Index),
  /** `opaque` of the next COMPARE or TRUNCATE: raised when an answer is given up. */
  opaque: Schema.Int
})
export type Dispatcher = typeof Dispatcher.Type

/** A candidate's vote, from the requests to the verdict (`maintainAsCandidate` waits that long). */
export const Round = Schema.Struct({
  term: Term,
  /** By voter, itself included. */
  results: Schema.Record(NodeId, VoteResult),
  knownMaxTermInGroup: Term
})
export type Round = typeof Round.Type

/** A leader's heartbeat and what has come back (`sendHeartbeats` waits that long). */
export const Beat = Schema.Record(NodeId, Schema.Struct({ code: HeartBeatCode, term: Term }))
export type Beat = typeof Beat.Type

export const DLedger = Schema.Struct({
  /** The highest term heard of; it becomes the own one when the node next raises its term. */
  knownMaxTermInGroup: Term,
  /** Raise the term before anything else. */
  needIncreaseTermImmediately: Schema.Boolean,
  /** The last vote ended with WAIT_TO_VOTE_NEXT: the next one is held in a higher term. */
  waitToVoteNext: Schema.Boolean,
  round: Schema.NullOr(Round),
  beat: Schema.NullOr(Beat),
  dispatchers: Schema.Record(NodeId, Dispatcher),
  /** `peerWaterMarksByTerm` of the term last led: what each follower is counted as holding. */
  watermarks: Schema.Record(NodeId, Index),
  /** The term last led; the pending sends are of it. −1: none. */
  ledTerm: Term,
  /** 0.4.0: the end of the log as votes still have it after a TRUNCATE; `null`: as it is. */
  endBeforeTruncate: Schema.NullOr(Schema.Struct({ index: Index, term: Term }))
})
export type DLedger = typeof DLedger.Type

export const initialDLedger: DLedger = {
  knownMaxTermInGroup: -1,
  needIncreaseTermImmediately: false,
  waitToVoteNext: false,
  round: null,
  beat: null,
  dispatchers: {},
  watermarks: {},
  ledTerm: -1,
  endBeforeTruncate: null
}
