/**
 * What an event means to the member that takes it, by Raft's Figure 2: worked out from the event and the state before it.
 *
 * @module
 */
import type { EventOf } from "../../../spec/broker/events.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { as, entriesOf, isAsking, lastOf, lastTermOf, listed, majorityOf, termAt, works } from "./step.ts"

/** A message of a leader that this member follows from now on, or still. */
export const followed = ({ before, event }: TakenEvent): EventOf<"AppendEntries" | "InstallSnapshot"> | undefined => {
  const message = as(event, "AppendEntries", "InstallSnapshot")
  if (message === undefined || !works(before) || isAsking(before)) return undefined
  const { raft } = before
  return message.term > raft.term || (message.term === raft.term && raft.role !== "LEADER") ? message : undefined
}

/** It takes `from` for its leader already. */
export const knows = ({ raft }: Broker, { from, term }: { readonly from: string; readonly term: number }): boolean => raft.role === "FOLLOWER" && raft.leader === from && raft.term === term

/** AppendEntries that it follows: does its log hold what precedes the entries (Figure 2, AppendEntries RPC, 2)? */
export const matchesPrev = ({ log }: Broker, { entries: { prevLogIndex, prevLogTerm } }: EventOf<"AppendEntries">): boolean => {
  const mine = entriesOf(log)
  // What a snapshot stands for is committed.
  return prevLogIndex < mine.base || termAt(mine, prevLogIndex) === prevLogTerm
}

/** The AppendEntries that it accepts. */
export const accepted = (taken: TakenEvent): EventOf<"AppendEntries"> | undefined => {
  const message = followed(taken)
  return message?._tag === "AppendEntries" && matchesPrev(taken.before, message) ? message : undefined
}

/** Index of the first entry that conflicts with those sent: same index, other term (Figure 2, AppendEntries RPC, 3). */
export const conflictOf = ({ log }: Broker, { entries }: EventOf<"AppendEntries">): number | undefined => {
  const mine = entriesOf(log)
  const theirs = listed(entries.runs, entries.prevLogIndex, entries.lastIndex)
  const at = theirs.findIndex((term, i) => {
    const index = entries.prevLogIndex + 1 + i
    return index > mine.base && index <= lastOf(mine) && termAt(mine, index) !== term
  })
  return at < 0 ? undefined : entries.prevLogIndex + 1 + at
}

/** What a snapshot does to a member that follows its sender. */
export const snapshotOf = (taken: TakenEvent): "behind" | "kept" | "replaces" | undefined => {
  const message = followed(taken)
  if (message?._tag !== "InstallSnapshot") return undefined
  const { raft, log } = taken.before
  if (message.lastIncludedIndex <= raft.commitIndex) return "behind"
  return termAt(entriesOf(log), message.lastIncludedIndex) === message.lastIncludedTerm ? "kept" : "replaces"
}

/** It becomes a candidate: no leader was heard of, or its leader hands over. */
export const stands = ({ before, event }: TakenEvent): boolean => {
  const { raft } = before
  if (!works(before) || !raft.voter) return false
  return event._tag === "ElectionTimeout" ? raft.role !== "LEADER" : event._tag === "TimeoutNow" && event.term === raft.term && raft.role === "FOLLOWER"
}

/** A request for its vote that it answers, and whether it grants it (§5.4.1: the candidate's log is at least as complete). */
export const asked = ({ before, event }: TakenEvent): "old term" | "refuses" | "grants" | undefined => {
  if (event._tag !== "RequestVote" || !works(before) || !before.raft.voter) return undefined
  const { raft } = before
  if (event.term < raft.term) return "old term"
  const free = event.term > raft.term || raft.votedFor === null || raft.votedFor === event.from
  const mine = entriesOf(before.log)
  const complete = event.lastLogTerm > lastTermOf(mine) || (event.lastLogTerm === lastTermOf(mine) && event.lastLogIndex >= lastOf(mine))
  return free && complete ? "grants" : "refuses"
}

/** Whose vote a candidate counts: one of its own term that was granted, or its own once that is on disk. */
export const counted = ({ before, event }: TakenEvent): string | undefined => {
  const { raft, config } = before
  if (!works(before) || raft.role !== "CANDIDATE") return undefined
  if (event._tag === "RequestVoteReply") return event.term === raft.term && event.granted ? event.from : undefined
  return event._tag === "HardStateSaved" && !isSaved(before) && saves(before, event) && raft.votedFor === config.dLegerSelfId ? config.dLegerSelfId : undefined
}

export const wins = (taken: TakenEvent): boolean => {
  const voter = counted(taken)
  return voter !== undefined && new Set([...taken.before.raft.votes, voter]).size >= majorityOf(taken.before)
}

/** Term, vote and standing are on disk as they are. */
export const isSaved = ({ raft }: Broker): boolean => raft.saved.term === raft.term && raft.saved.votedFor === raft.votedFor && raft.saved.voter === raft.voter

const saves = ({ raft }: Broker, { term, votedFor, voter }: EventOf<"HardStateSaved">): boolean => term === raft.term && votedFor === raft.votedFor && voter === raft.voter

/** The disk confirms what was still open: term, vote and standing, as they are now. */
export const confirmed = ({ before, event }: TakenEvent): boolean => event._tag === "HardStateSaved" && works(before) && !isSaved(before) && saves(before, event)

/** The disk confirms more of the log than was known. */
export const flushes = ({ before, event }: TakenEvent): boolean => {
  if (!works(before)) return false
  if (event._tag === "Flushed") return termAt(entriesOf(before.log), event.index) === event.term && event.index > before.log.durableIndex
  return compacts(before, event) && (event as EventOf<"Compacted">).index > before.log.durableIndex
}

/** Entries give way to a snapshot: they are dispatched, and still there. */
export const compacts = ({ dispatchedIndex, log }: Broker, event: TakenEvent["event"]): boolean => event._tag === "Compacted" && event.index <= dispatchedIndex && event.index > log.baseIndex

/** A higher term that the member hears of, and adopts (§5.1); `undefined`: none. */
export const higherTerm = (taken: TakenEvent): number | undefined => {
  const { before, event } = taken
  if (!works(before)) return undefined
  const reply = as(event, "RequestVoteReply", "AppendEntriesReply", "InstallSnapshotReply")
  const term = reply?.term ?? (asked(taken) !== undefined ? (event as EventOf<"RequestVote">).term : (followed(taken)?.term ?? (event._tag === "RejoinReply" && isAsking(before) ? event.term : undefined)))
  return term !== undefined && term > before.raft.term ? term : undefined
}

/** The answer of a follower to this leader, in its term. */
export const answered = <Tag extends "AppendEntriesReply" | "InstallSnapshotReply">({ before, event }: TakenEvent, tag: Tag): EventOf<Tag> | undefined => {
  const reply = as(event, tag) as EventOf<"AppendEntriesReply" | "InstallSnapshotReply"> | undefined
  return reply !== undefined && works(before) && before.raft.role === "LEADER" && reply.term === before.raft.term ? (reply as EventOf<Tag>) : undefined
}

/** Its leadership ends with this event: a higher term, or a disk that fails. */
export const endsLeading = (taken: TakenEvent): boolean =>
  taken.before.raft.role === "LEADER" && (higherTerm(taken) !== undefined || (taken.event._tag === "DiskFailed" && !taken.before.diskFailed))
