/**
 * The one seam between what all modes share and what differs (E13): the store and the serving rules above it ask these
 * questions and see the same log in all four modes.
 *
 * RocketMQ: `CommitLog` against `DLedgerCommitLog`, `HAService` against DLedger.
 *
 * @module
 */
import type { PendingRead } from "../serving/state.ts"
import type { Index, ResponseCode, Term } from "../vocabulary.ts"
import type { Next } from "./rule.ts"
import type { Broker } from "./state.ts"

/** Why a request is not served here, as the client is told. */
export interface Refusal {
  readonly code: ResponseCode
  readonly remark: string
}

/** Reads that must not miss what was acked before they began. */
export interface LinearizableReads {
  /** Can this broker find out now? `undefined`: yes. */
  readonly refuses: (self: Broker) => Refusal | undefined
  /** Begins to find out; the read is answered when it has. */
  readonly begin: (self: Broker, read: Pick<PendingRead, "request" | "channel" | "queue">) => Next
}

export interface Replication {
  /** Does this broker take messages now? `undefined`: yes. */
  readonly refusesWrites: (self: Broker) => Refusal | undefined
  /** Appends `count` entries to the log: the caller writes their bodies, this passes them on to the other replicas. */
  readonly append: (self: Broker, count: number) => { readonly self: Broker; readonly first: Index; readonly last: Index; readonly term: Term }
  /** What must happen after the bodies of an append are written: flush, send to replicas. */
  readonly replicate: (self: Broker) => Next
  /** Does this broker serve pulls now? `undefined`: yes, up to what is dispatched. */
  readonly refusesReads: (self: Broker, readFromFollower: boolean) => Refusal | undefined
  /** What `linearizableRead` asks for. `undefined`: nobody takes this broker's place without its knowledge, so its own state will do. */
  readonly linearizableReads: LinearizableReads | undefined
  /** Does this broker keep the metadata (topics, offsets, groups) that the others copy? */
  readonly keepsMetadata: (self: Broker) => boolean
  /** The metadata of the keeper of this term has been taken. */
  readonly tablesTaken: (self: Broker, term: Term) => Next
  /** The disk has caught up with more of the log. */
  readonly flushed: (self: Broker) => Next
  /** More of the log is in its queues than `before`. */
  readonly dispatched: (self: Broker, before: Index) => Next
  /** A write or an fsync failed: give up what needs a disk. */
  readonly diskFailed: (self: Broker) => Next
  /** Entries up to here may be dispatched to their queues. */
  readonly readableBound: (self: Broker) => Index
  /** Which brokerId it registers under now; `undefined`: none, it does not know its role. 0 = master. */
  readonly brokerId: (self: Broker) => number | undefined
}
