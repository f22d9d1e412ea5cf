/**
 * What members say to each other (E5–E7, E10), and when: a message leaves once what it promises is on disk.
 *
 * @module
 */
import type { OutputOf } from "../../../spec/broker/outputs.ts"
import type { PeerMessage } from "../../../spec/raft/messages.ts"
import type { Waiting } from "../../../spec/raft/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { progressAfter, sendsTo } from "./progress.ts"
import { standingAfter } from "./standing.ts"
import { same } from "../../same.ts"
import { all, entriesOf, isAsking, lastOf, lastTermOf, ownOf, refines, sameBag, termAt, works } from "./step.ts"
import { accepted, answered, asked, confirmed, flushes, followed, higherTerm, isSaved, snapshotOf, stands } from "./verdicts.ts"

/** A message that relies on nothing in the log. */
const NOTHING = -1

/** To followers, or in answer to anybody: with the index that must be on disk first. `leaderCommit` is judged apart. */
const saidBy = (taken: TakenEvent): readonly Waiting[] => {
  const { before, after, event } = taken
  const { peers } = before.config
  const { term } = standingAfter(taken)
  if (event._tag === "Recovered") return isAskingAfter(taken) ? peers.map((to) => ({ to, message: { _tag: "Rejoin" }, durable: NOTHING })) : []
  if (!works(before)) return []
  const mine = entriesOf(before.log)
  if (stands(taken)) return peers.map((to) => ({ to, message: { _tag: "RequestVote", term, lastLogIndex: lastOf(mine), lastLogTerm: lastTermOf(mine) }, durable: NOTHING }))
  if (event._tag === "ElectionTimeout") return isAsking(before) && before.raft.role !== "LEADER" ? peers.map((to) => ({ to, message: { _tag: "Rejoin" }, durable: NOTHING })) : []
  const vote = asked(taken)
  if (vote !== undefined && "from" in event) return [{ to: event.from, message: { _tag: "RequestVoteReply", term, granted: vote === "grants" }, durable: NOTHING }]
  if (event._tag === "Rejoin") return [{ to: event.from, message: { _tag: "RejoinReply", term, lastIndex: before.raft.role === "LEADER" ? lastOf(mine) : NOTHING }, durable: NOTHING }]
  if (event._tag === "AppendEntries" || event._tag === "InstallSnapshot") return answersToLeader(taken, term)
  const toFollowers = peers.filter((peer) => sendsTo(taken, peer)).map((to) => ({ to, message: replicated(taken, to), durable: NOTHING }))
  const { transferee } = after.raft
  const handsOver = transferee !== null && (event._tag === "LeadershipTransfer" ? before.raft.transferee === null : answered(taken, "AppendEntriesReply")?.success === true)
  return [...toFollowers, ...(handsOver && progressAfter(taken, transferee)?.match === after.log.lastIndex ? [{ to: transferee, message: { _tag: "TimeoutNow", term } as const, durable: NOTHING }] : [])]
}

const isAskingAfter = (taken: TakenEvent): boolean => {
  const { voter, votes } = standingAfter(taken)
  return !voter && votes.length < taken.before.config.peers.length
}

/** What a follower says to a leader: it accepts, refuses with a hint, or tells its newer term. */
const answersToLeader = (taken: TakenEvent, term: number): readonly Waiting[] => {
  const { before, event } = taken
  if ((event._tag !== "AppendEntries" && event._tag !== "InstallSnapshot") || isAsking(before)) return []
  const to = event.from
  const isOld = event.term < before.raft.term
  if (!isOld && followed(taken) === undefined) return []
  if (event._tag === "InstallSnapshot") {
    const index = isOld ? NOTHING : snapshotOf(taken) === "behind" ? before.raft.commitIndex : event.lastIncludedIndex
    return [{ to, message: { _tag: "InstallSnapshotReply", term, index }, durable: index }]
  }
  const echo = event.round === undefined ? {} : { round: event.round }
  const refusal = (index: number): readonly Waiting[] => [{ to, message: { _tag: "AppendEntriesReply", term, success: false, index, ...echo }, durable: NOTHING }]
  if (isOld) return refusal(NOTHING)
  const { prevLogIndex, lastIndex } = event.entries
  if (accepted(taken) !== undefined) return [{ to, message: { _tag: "AppendEntriesReply", term, success: true, index: lastIndex, ...echo }, durable: lastIndex }]
  // A leader may go back over a whole term at once (Raft §5.3).
  const mine = entriesOf(before.log)
  if (prevLogIndex > lastOf(mine)) return refusal(lastOf(mine) + 1)
  let first = prevLogIndex
  while (first - 1 > mine.base && termAt(mine, first - 1) === termAt(mine, prevLogIndex)) first--
  return refusal(Math.max(first, mine.base + 1))
}

/** What a follower needs next: entries from `next` on, as many as one message takes, or the snapshot where they are no longer kept. */
const replicated = (taken: TakenEvent, peer: string): PeerMessage => {
  const { after } = taken
  const { term, round, commitIndex } = after.raft
  const mine = entriesOf(after.log)
  const next = progressAfter(taken, peer)?.next ?? 0
  if (next <= mine.base) return { _tag: "InstallSnapshot", term, lastIncludedIndex: mine.base, lastIncludedTerm: mine.baseTerm, ends: after.baseEnds }
  const lastIndex = Math.max(next - 1, Math.min(lastOf(mine), next + after.config.maxBatchEntries - 1))
  const runs: { first: number; term: number }[] = []
  for (let index = next; index <= lastIndex; index++) if (termAt(mine, index) !== runs.at(-1)?.term) runs.push({ first: index, term: termAt(mine, index) as number })
  const entries = { prevLogIndex: next - 1, prevLogTerm: termAt(mine, next - 1) ?? NOTHING, runs, lastIndex }
  return { _tag: "AppendEntries", term, entries, leaderCommit: commitIndex, ...(after.pendingReads.length > 0 ? { round } : {}) }
}

/** Equal but for how much was committed when it was said: before the event, or with it. */
const saysTheSame =
  ({ before, after }: TakenEvent) =>
  (message: PeerMessage): PeerMessage =>
    message._tag === "AppendEntries" && message.leaderCommit >= before.raft.commitIndex && message.leaderCommit <= after.raft.commitIndex ? { ...message, leaderCommit: after.raft.commitIndex } : message

/** Of two answers that differ by their round alone the later one says enough. Fields may stand in any order. */
const saysAsMuch = (a: Waiting, b: Waiting): boolean =>
  a.to === b.to && a.durable === b.durable && (a.message._tag === "AppendEntriesReply" && b.message._tag === "AppendEntriesReply" ? same({ ...a.message, round: 0 }, { ...b.message, round: 0 }) : same(a.message, b.message))

/** Messages that leave at once, and those that wait. */
const expected = (taken: TakenEvent): { readonly leave: readonly Omit<Waiting, "durable">[]; readonly wait: readonly Waiting[] } => {
  const { before, after, event } = taken
  const fresh = event._tag === "Recovered" || stands(taken) || higherTerm(taken) !== undefined || (event._tag === "DiskFailed" && !before.diskFailed)
  const waited = fresh ? [] : before.raft.waiting
  const saved = isSaved({ ...after, raft: { ...after.raft, ...standingAfter(taken) } })
  const releases = saved && (confirmed(taken) || flushes(taken))
  const goes = ({ durable }: Waiting): boolean => durable <= ownOf(after)
  const said = saidBy(taken)
  const leave = [...(releases ? waited.filter(goes) : []), ...said.filter((one) => saved && goes(one))]
  const waiting = [...waited.filter((other) => !releases || !goes(other)), ...said.filter((other) => !saved || !goes(other))]
  const wait = waiting.filter((one, i) => !waiting.slice(i + 1).some((later) => saysAsMuch(one, later)))
  return { leave: leave.map(({ to, message }) => ({ to, message })), wait }
}

export const refinesMessages = refines(
  "S48 SaysAsFigure2",
  "What is sent after an event is what Figure 2 says, to whom it says, with the sender's true term, log and commit; each message leaves when what it promises is on disk, not before and not later.",
  "E5, E6, E7, E10 · Raft Figure 2, Figure 13, §5.3, §8",
  (taken) => {
    const { leave, wait } = expected(taken)
    const level = saysTheSame(taken)
    const sent = all(taken.outputs, "SendToPeer").map(({ to, message }) => ({ to, message: level(message) }))
    const waiting = taken.after.raft.waiting.map((one) => ({ ...one, message: level(one.message) }))
    return sameBag(sent, leave.map((one) => ({ ...one, message: level(one.message) }))) && sameBag(waiting, wait.map((one) => ({ ...one, message: level(one.message) })))
  }
)

export const refinesSaving = refines(
  "S49 SavesWhatChanged",
  "A term, vote or standing that changes is put on disk as it now is; what is on disk is what the disk has confirmed.",
  "E5 · Raft Figure 2 (persistent state)",
  (taken) => {
    const { before, after, event, outputs } = taken
    const { term, votedFor, voter, saved } = after.raft
    const asks: readonly OutputOf<"SaveHardState">[] = all(outputs, "SaveHardState")
    const last = asks.at(-1)
    const isNew = event._tag === "Recovered" ? event.blank || voter !== event.voter : term !== before.raft.term || votedFor !== before.raft.votedFor || voter !== before.raft.voter
    const must = isNew && !isSaved(after)
    const found = event._tag === "Recovered" ? (event.blank ? { term: -1, votedFor: null, voter: false } : { term: event.term, votedFor: event.votedFor, voter: event.voter }) : before.raft.saved
    const known = event._tag === "HardStateSaved" && works(before) && !isSaved(before) ? { term: event.term, votedFor: event.votedFor, voter: event.voter } : found
    return same(saved, known) && (last === undefined ? !must : same(last, { _tag: "SaveHardState", term, votedFor, voter }) && asks.every((one) => one.term === term))
  }
)
