/**
 * What counts as committed (E3, E8), what becomes readable of it, and which sends are answered.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import type { PendingSend } from "../../../spec/broker/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { wokenBy } from "./pulls.ts"
import { endOf } from "./served.ts"
import { same } from "../../same.ts"
import { all, entriesOf, majorityOf, ownOf, refines, termAt } from "./step.ts"
import { accepted, conflictOf, endsLeading, snapshotOf } from "./verdicts.ts"

/** Where the first entry stood that had counted as committed and was taken back: with acks from page cache a power loss may do that. */
export const takenBack = (taken: TakenEvent): number | undefined => {
  const message = accepted(taken)
  const cut = message && conflictOf(taken.before, message)
  return cut !== undefined && cut <= taken.before.raft.commitIndex ? cut : undefined
}

const committedAfter = (taken: TakenEvent): number => {
  const { before, after, event } = taken
  const was = before.raft.commitIndex
  if (event._tag === "Recovered") return event.log.baseIndex
  const message = accepted(taken)
  if (message !== undefined) {
    const cut = takenBack(taken)
    return Math.max(cut === undefined ? was : cut - 1, Math.min(message.leaderCommit, message.entries.lastIndex))
  }
  if (event._tag === "InstallSnapshot" && (snapshotOf(taken) === "kept" || snapshotOf(taken) === "replaces")) return event.lastIncludedIndex
  if (after.raft.role !== "LEADER") return was
  // Figure 2, rules for leaders: a majority holds it, and it is of the current term.
  const held = [ownOf(after), ...after.config.peers.map((peer) => after.raft.progress[peer]?.match ?? -1)].sort((a, b) => b - a)[majorityOf(after) - 1] as number
  return held > was && termAt(entriesOf(after.log), held) === after.raft.term ? held : was
}

export const refinesCommit = refines(
  "S44 CommitsAsSaid",
  "A follower commits what its leader says has been committed, as far as this message verified it; a leader the highest entry of its own term that a majority holds; nobody anything else.",
  "E3, E8, E10 · Raft Figure 2 (AppendEntries RPC 5, rules for leaders), §5.4.2",
  (taken) => taken.after.raft.commitIndex === committedAfter(taken)
)

export const refinesDispatch = refines(
  "S45 ReadableWhenCommitted",
  "What is committed goes into the queues, one stretch at a time, each asked for once, and wakes the pulls that wait for it; a log that is replaced begins anew.",
  "E12 · RocketMQ ReputMessageService",
  (taken) => {
    const { before, after, event, outputs } = taken
    const cut = takenBack(taken)
    const from = event._tag === "Recovered" ? event.log.baseIndex : snapshotOf(taken) === "replaces" && event._tag === "InstallSnapshot" ? event.lastIncludedIndex : cut !== undefined && cut <= before.dispatchedIndex ? before.log.baseIndex : undefined
    const done = event._tag === "Dispatched" && event.index > before.dispatchedIndex && event.index === before.dispatchingIndex
    const dispatched = from ?? (done ? event.index : before.dispatchedIndex)
    const dispatching = from ?? (cut === undefined ? before.dispatchingIndex : before.dispatchedIndex)
    const asks = dispatching <= dispatched && after.raft.commitIndex > dispatched
    return (
      after.dispatchedIndex === dispatched &&
      after.dispatchingIndex === (asks ? after.raft.commitIndex : dispatching) &&
      same(all(outputs, "Dispatch"), asks ? [{ _tag: "Dispatch", last: after.raft.commitIndex }] : []) &&
      (event._tag !== "Dispatched" || wakes(taken, done ? event.ends : []))
    )
  }
)

/** Each pull that waited at these queues is read for, and waits no more; nobody else is. */
const wakes = ({ before, after, outputs }: TakenEvent, ends: readonly (readonly [string, number])[]): boolean => {
  const woken = wokenBy(before, ends)
  return (
    same(all(outputs, "ReadQueue").map(({ request, offset, end }) => [request, offset, end]), woken.map(({ request, queue, offset }) => [request, offset, endOf(after, queue)])) &&
    HashMap.size(after.reading) === HashMap.size(before.reading) + woken.length &&
    woken.every((pull) => same(HashMap.get(after.reading, pull.request), Option.some(pull))) &&
    same(after.held, ends.reduce((held, [queue]) => HashMap.remove(held, queue), before.held))
  )
}

/** A send that this event put into the log. */
const putBy = ({ before, after, event }: TakenEvent): readonly PendingSend[] =>
  "request" in event ? after.pending.filter(({ request }) => request === event.request && !before.pending.some((other) => other.request === request)) : []

export const refinesAnswers = refines(
  "S46 AnswersWhenDecided",
  "A producer is answered once its message is committed and on the leader's own disk as far as ackRequires says, with the message's place; when a leadership ends, or the disk fails, everyone who waits is told that nobody knows.",
  "E8, E11 · SendResult",
  (taken) => {
    const { before, after, event, outputs } = taken
    const failed = event._tag === "DiskFailed" && !before.diskFailed
    if (endsLeading(taken) || failed) {
      const code = failed ? "SYSTEM_ERROR" : "SERVICE_NOT_AVAILABLE"
      const told = before.pending.filter(({ task }) => task === undefined || task._tag === "SendBack" || task._tag === "EndTransaction").map(({ request }) => request)
      const refusals = all(outputs, "Reply").filter(({ request }) => told.includes(request))
      return after.pending.length === 0 && same(refusals.map(({ request }) => request), told) && refusals.every((refusal) => refusal.code === code && refusal.remark !== "") && all(outputs, "ReplySend").length === 0
    }
    const decided = after.raft.role === "LEADER" ? Math.min(after.raft.commitIndex, ownOf(after)) : -1
    const waits = before.pending.filter(({ index }) => index > decided)
    const answers = all(outputs, "ReplySend")
    // A group of one may answer in the step that takes the message in.
    const direct = event._tag === "SendMessage" ? answers.filter(({ request }) => request === event.request) : []
    const done = before.pending.filter(({ index, task }) => index <= decided && task === undefined).map(okOf)
    return same(after.pending, [...waits, ...putBy(taken)]) && same(answers.filter((answer) => !direct.includes(answer)), done) && direct.every(({ index, status }) => index === after.log.lastIndex && index <= decided && status === "SEND_OK")
  }
)

const okOf = ({ request, index, queueId, queueOffset }: PendingSend): BrokerOutput => ({ _tag: "ReplySend", request, status: "SEND_OK", index, queueId, queueOffset })
