/**
 * Rounds: what ties the answer to an AppendEntries to the reads that wait for it ({@link "./read-index.ts"}).
 *
 * @module
 */
import type { EventOf } from "../broker/events.ts"
import type { Broker } from "../broker/state.ts"
import type { NodeId } from "../vocabulary.ts"

/** What AppendEntries carries while reads wait. */
export const roundOf = ({ raft, pendingReads }: Broker): { readonly round?: number } => (pendingReads.length === 0 ? {} : { round: raft.round })

/** What its reply echoes. */
export const echo = ({ round }: EventOf<"AppendEntries">): { readonly round?: number } => (round === undefined ? {} : { round })

/** Has this follower yet to answer to the newest round of reads that wait? */
export const owesRound = ({ raft, pendingReads }: Broker, peer: NodeId): boolean => pendingReads.length > 0 && (raft.answered[peer] ?? 0) < raft.round
