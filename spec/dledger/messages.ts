/**
 * What the nodes of a released DLedger say to each other, by DLedger's own names. PUSH is one request there with a type; here
 * each type is a message, since each has its own rule. Requests are RPCs: an answer belongs to one request, so what the
 * request asked may be named in the answer although the bytes do not repeat it.
 *
 * DLedger `VoteRequest`, `HeartBeatRequest`, `PushEntryRequest` (`Type`) and their responses.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Slice } from "../log/log.ts"
import { Index, Term } from "../vocabulary.ts"

/** `VoteResponse.RESULT`, without those that only a foreign node gets. */
export const VoteResult = Schema.Literals([
  "ACCEPT",
  "REJECT_EXPIRED_LEDGER_TERM",
  "REJECT_SMALL_LEDGER_END_INDEX",
  "REJECT_EXPIRED_VOTE_TERM",
  "REJECT_ALREADY_HAS_LEADER",
  "REJECT_ALREADY_VOTED",
  "REJECT_TERM_NOT_READY",
  "REJECT_TERM_SMALL_THAN_LEDGER",
  /** Nobody has answered: it cannot be reached. No node says so of itself. */
  "UNKNOWN"
])
export type VoteResult = typeof VoteResult.Type

/** `DLedgerResponseCode`, as far as a heartbeat gets it. */
export const HeartBeatCode = Schema.Literals(["SUCCESS", "EXPIRED_TERM", "INCONSISTENT_LEADER", "TERM_NOT_READY"])
export type HeartBeatCode = typeof HeartBeatCode.Type

/** `DLedgerResponseCode`, as far as a push gets it. */
export const PushCode = Schema.Literals(["SUCCESS", "INCONSISTENT_STATE", "NOT_FOLLOWER"])
export type PushCode = typeof PushCode.Type

const fields = {
  VoteRequest: {
    term: Term,
    ledgerEndIndex: Index,
    ledgerEndTerm: Term
  },
  VoteResponse: {
    /** The term of the request. */
    asked: Term,
    /** The voter's term; its ledgerEndTerm with REJECT_TERM_SMALL_THAN_LEDGER. */
    term: Term,
    voteResult: VoteResult
  },
  HeartBeatRequest: {
    term: Term
  },
  HeartBeatResponse: {
    asked: Term,
    /** The follower's term. */
    term: Term,
    code: HeartBeatCode
  },
  /** Do you hold this entry? 0.3.1.2 sends the entry, 0.4.0 its preLogIndex and preLogTerm (both −1: nothing precedes). */
  PushCompare: {
    term: Term,
    /** The RPC: an answer to one that was given up is not taken for an answer to the next. */
    opaque: Schema.Int,
    index: Index,
    entryTerm: Term
  },
  PushCompareResponse: {
    term: Term,
    opaque: Schema.Int,
    index: Index,
    code: PushCode,
    /** The follower's last entry. */
    endIndex: Index,
    /** 0.4.0: the first entry of the term that the follower has at `index`; −1 if it has nothing there. */
    xIndex: Index
  },
  /** 0.3.1.2: end with this entry, which comes along. 0.4.0: end before `index`. */
  PushTruncate: {
    term: Term,
    opaque: Schema.Int,
    index: Index,
    entries: Slice,
    commitIndex: Index
  },
  PushTruncateResponse: {
    term: Term,
    opaque: Schema.Int,
    index: Index,
    code: PushCode
  },
  /** Entries, without what precedes them: `prevLogTerm` is not sent and is −1. */
  PushAppend: {
    term: Term,
    entries: Slice,
    commitIndex: Index
  },
  PushAppendResponse: {
    term: Term,
    /** The first entry of the request, and how many there were. */
    index: Index,
    count: Schema.Int,
    code: PushCode
  },
  /** Its answer tells nothing and is not sent here. */
  PushCommit: {
    term: Term,
    commitIndex: Index
  }
} as const

export const DLedgerMessage = Schema.TaggedUnion(fields)
export type DLedgerMessage = typeof DLedgerMessage.Type
export const dledgerMessageFields = fields
