/**
 * What a leader knows of its followers (E8, E10): nextIndex, matchIndex, what is under way, and rounds of reads.
 *
 * @module
 */
import type { Progress } from "../../../spec/raft/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { same } from "../../same.ts"
import { refines, works } from "./step.ts"
import { answered, endsLeading, wins } from "./verdicts.ts"

/** Reads wait, and this follower has not answered to the newest round of them. */
const owes = ({ after }: TakenEvent, peer: string): boolean => after.pendingReads.length > 0 && (after.raft.answered[peer] ?? 0) < after.raft.round

/** What is sent to whom: a snapshot is sent only where that is allowed. */
const canBeSent = ({ after }: TakenEvent, { next }: Progress): boolean => next > after.log.baseIndex || after.config.enableSnapshot

/** A client's message was written, or something waits for what is written already: both go to everyone. */
const replicates = ({ before, event, outputs }: TakenEvent): boolean =>
  outputs.some(({ _tag }) => _tag === "WriteMessages" || _tag === "WriteCopy" || _tag === "WriteText") || (event._tag === "GetMaxOffset" && before.config.linearizableRead && outputs.every(({ _tag }) => _tag !== "Reply"))

/** Next to send, known to be held, under way: for this follower, after the event. */
export const progressAfter = (taken: TakenEvent, peer: string): Progress | undefined => {
  const { before, after, event } = taken
  const was = before.raft.progress[peer]
  if (wins(taken)) {
    const mayHaveLost = before.config.ackRequires === "PAGE_CACHE" || before.config.rejoin === "voter"
    return { next: before.log.lastIndex + 1, match: -1, awaiting: true, mayHaveLost }
  }
  if (endsLeading(taken) || event._tag === "Recovered" || was === undefined) return undefined
  const sent = (progress: Progress): Progress => ({ ...progress, awaiting: canBeSent(taken, progress) })
  if (event._tag === "HeartbeatTimeout" && works(before)) return sent(was)
  if (event._tag === "Rejoin" && works(before) && event.from === peer) return { next: before.log.lastIndex + 1, match: -1, awaiting: false, mayHaveLost: true }
  const reply = answered(taken, "AppendEntriesReply")
  if (reply?.from === peer) {
    if (reply.success) {
      const held = { ...was, match: Math.max(was.match, reply.index), next: Math.max(was.next, reply.index + 1), awaiting: false }
      return held.next <= after.log.lastIndex || owes(taken, peer) ? sent(held) : held
    }
    const hint = Math.max(0, Math.min(reply.index, was.next - 1))
    const next = was.mayHaveLost ? hint : Math.max(was.match + 1, hint)
    return next === was.next ? { ...was, awaiting: false } : sent({ ...was, next, match: was.mayHaveLost ? Math.min(was.match, hint - 1) : was.match })
  }
  const installed = answered(taken, "InstallSnapshotReply")
  if (installed?.from === peer) {
    const match = Math.max(was.match, installed.index)
    return sent({ ...was, match, next: Math.max(was.next, match + 1) })
  }
  return replicates(taken) && !was.awaiting ? sent(was) : was
}

/** The message that the new state of `peer` has under way was sent by this event. */
export const sendsTo = (taken: TakenEvent, peer: string): boolean => {
  const is = progressAfter(taken, peer)
  const was = taken.before.raft.progress[peer]
  if (is === undefined || !is.awaiting) return false
  if (was === undefined || !was.awaiting) return true
  return (taken.event._tag === "HeartbeatTimeout" && works(taken.before)) || answered(taken, "AppendEntriesReply")?.from === peer || answered(taken, "InstallSnapshotReply")?.from === peer
}

export const refinesProgress = refines(
  "S47 KnowsWhatFollowersHold",
  "A leader's nextIndex and matchIndex follow its followers' answers exactly; one message is under way to each, and is awaited until its answer or the next heartbeat.",
  "E8, E10 · Raft Figure 2 (rules for leaders, volatile state on leaders)",
  (taken) => {
    const { before, after, event } = taken
    const { progress, noopIndex, round, transferee } = after.raft
    if (after.raft.role !== "LEADER") return Object.keys(progress).length === 0 && noopIndex === -1 && round === 0 && transferee === null
    const begins = wins(taken)
    const reads = after.pendingReads.length > before.pendingReads.length || (event._tag === "GetMaxOffset" && round === before.raft.round + 1 && before.config.linearizableRead)
    const target = event._tag === "LeadershipTransfer" && before.raft.transferee === null && before.raft.progress[event.to] !== undefined ? event.to : event._tag === "ElectionTimeout" ? null : before.raft.transferee
    return (
      after.config.peers.every((peer) => same(progress[peer], progressAfter(taken, peer))) &&
      Object.keys(progress).length === after.config.peers.length &&
      noopIndex === (begins ? before.log.lastIndex + 1 : before.raft.noopIndex) &&
      round === (begins ? 0 : before.raft.round + (reads ? 1 : 0)) &&
      transferee === target
    )
  }
)
