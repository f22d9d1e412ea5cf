/**
 * Reads that miss nothing (`linearizableRead`): what is noted when one comes, and when it is answered.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { TakenEvent } from "../../../models/world/node.ts"
import { same } from "../../same.ts"
import { all, majorityOf, refines, serves } from "./step.ts"
import { answered, endsLeading, wins } from "./verdicts.ts"

const answeredAfter = (taken: TakenEvent): { readonly [peer: string]: number } => {
  const { before, after } = taken
  if (after.raft.role !== "LEADER") return {}
  const reply = answered(taken, "AppendEntriesReply")
  const { answered: was } = before.raft
  if (reply?.round === undefined || before.pendingReads.length === 0) return was
  return { ...was, [reply.from]: Math.max(was[reply.from] ?? 0, reply.round) }
}

export const refinesReads = refines(
  "S55 ReadsWaitForAMajority",
  "A read notes what is committed when it comes and asks for a new round; it is answered, with where its queue ends by then, once a majority has answered to that round in this term and what was committed is in the queues.",
  "E12 · Raft §8, dissertation §6.4",
  (taken) => {
    const { before, after, event, outputs } = taken
    if (endsLeading(taken)) return true
    const request = event._tag === "GetMaxOffset" && before.config.linearizableRead ? event : undefined
    const room = before.pendingReads.length < before.config.maxPendingRequestsNum
    const taken_ = request !== undefined && serves(before) && room
    const read = taken_ ? [{ request: request.request, channel: request.channel, queue: `${request.topic}@${request.queueId}`, index: before.raft.commitIndex, round: before.raft.round + 1 }] : []
    if (request !== undefined && !taken_) return same(outputs.map(({ _tag }) => _tag), ["Reply"]) && all(outputs, "Reply").every(({ code }) => code === (serves(before) ? "SYSTEM_BUSY" : "SERVICE_NOT_AVAILABLE"))
    const waits = [...(event._tag === "ChannelClosed" ? before.pendingReads.filter(({ channel }) => channel !== event.channel) : before.pendingReads), ...read]
    const rounds = answeredAfter(taken)
    const confirmed = [after.raft.round, ...after.config.peers.map((peer) => rounds[peer] ?? 0)].sort((a, b) => b - a)[majorityOf(after) - 1] as number
    const done = after.raft.role === "LEADER" ? waits.filter(({ round, index }) => round <= confirmed && index <= after.dispatchedIndex) : []
    const left = waits.filter((one) => !done.includes(one))
    const replies = waits.length === 0 ? [] : all(outputs, "ReplyOffset")
    const cleared = waits.length > 0 && left.length === 0 && event._tag !== "ChannelClosed"
    return (
      same(after.pendingReads, left) &&
      same(replies.map(({ request: of, offset }) => [of, offset]), done.map(({ request: of, queue }) => [of, HashMap.get(after.queues, queue)._tag === "Some" ? (HashMap.getUnsafe(after.queues, queue) as { end: number }).end : 0])) &&
      (wins(taken) || same(after.raft.answered, cleared ? {} : rounds))
    )
  }
)
