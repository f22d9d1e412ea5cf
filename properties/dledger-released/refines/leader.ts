/**
 * What a released leader does for each follower (`DLedgerEntryPusher.EntryDispatcher`): what it asks and pushes next, and up to
 * where it counts the follower as holding its log.
 *
 * @module
 */
import type { DLedgerMessage } from "../../../spec/dledger/messages.ts"
import type { Dispatcher } from "../../../spec/dledger/state.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import { same } from "../../same.ts"
import { entriesOf, lastOf, sameBag, termAt, works } from "../../dledger/refines/step.ts"
import { becomesLeader, isNew, releases, sent, type Sent, type Taken } from "./step.ts"

/** A dispatcher after the event, and what it sends. */
interface Turn {
  readonly is: Dispatcher
  readonly says: readonly DLedgerMessage[]
}

const back = ({ before, after }: Taken, was: Dispatcher): Dispatcher => {
  const compares = { ...was, state: "COMPARE", awaiting: null } as const
  if (isNew(before)) return was.state === "APPEND" ? { ...compares, writeIndex: after.log.lastIndex + 1 } : compares
  return was.state === "COMPARE" ? compares : { ...compares, compareIndex: -1, writeIndex: -1 }
}

/** What was asked is not waited for: an answer to it that comes late must not count for the next one. */
const given = (was: Dispatcher): Dispatcher => ({ ...was, awaiting: null, opaque: was.awaiting !== null && was.state !== "APPEND" ? was.opaque + 1 : was.opaque })

/** One request at a time. `commitIndex` is judged apart. */
const next = ({ after }: Taken, was: Dispatcher): Turn => {
  if (was.awaiting !== null) return { is: was, says: [] }
  const log = entriesOf(after.log)
  const { term, commitIndex } = after.raft
  if (was.state === "APPEND") {
    if (was.writeIndex > lastOf(log)) return { is: was, says: [] }
    const last = Math.min(lastOf(log), was.writeIndex + after.config.maxBatchEntries - 1)
    return { is: { ...was, writeIndex: last + 1, awaiting: was.writeIndex }, says: [{ _tag: "PushAppend", term, entries: sliceOf(after, was.writeIndex, last), commitIndex }] }
  }
  if (lastOf(log) < 0) return { is: was, says: [] }
  const index = isNew(after) ? was.writeIndex - 1 : was.compareIndex < 0 || was.compareIndex > lastOf(log) ? lastOf(log) : was.compareIndex
  const entryTerm = termAt(log, index)
  if (entryTerm === undefined) return { is: was, says: [] }
  return { is: { ...was, state: "COMPARE", compareIndex: isNew(after) ? -1 : index, awaiting: index }, says: [{ _tag: "PushCompare", term, opaque: was.opaque, index, entryTerm }] }
}

const sliceOf = ({ log }: Broker, first: number, last: number) => {
  const mine = entriesOf(log)
  const runs: { first: number; term: number }[] = []
  for (let index = first; index <= last; index++) if (termAt(mine, index) !== runs.at(-1)?.term) runs.push({ first: index, term: termAt(mine, index) as number })
  return { prevLogIndex: first - 1, prevLogTerm: -1, runs, lastIndex: Math.max(last, first - 1) }
}

const cuts = ({ after }: Taken, was: Dispatcher, index: number): Turn => ({
  is: { ...was, state: "TRUNCATE", compareIndex: -1, awaiting: index },
  says: [{ _tag: "PushTruncate", term: after.raft.term, opaque: was.opaque, index, entries: isNew(after) ? sliceOf(after, index, index - 1) : sliceOf(after, index, index), commitIndex: after.raft.commitIndex }]
})

const turnOf = (taken: Taken, peer: string): Turn | undefined => {
  const { before, event, after, outputs } = taken
  const was = before.dledger.dispatchers[peer]
  if (was === undefined) return undefined
  const stays: Turn = { is: was, says: [] }
  if (before.raft.role === "LEADER" && after.raft.role !== "LEADER") return { is: was.state === "APPEND" ? was : was.state === "TRUNCATE" ? back(taken, given(was)) : given(was), says: [] }
  if (!works(before)) return stays
  const leads = before.raft.role === "LEADER"
  if (after.raft.role === "LEADER" && before.dledger.ledTerm !== after.dledger.ledTerm) {
    const compares = isNew(before) && was.state === "APPEND" ? { ...was, state: "COMPARE" as const, awaiting: null, writeIndex: before.log.lastIndex + 1 } : back(taken, was)
    return { is: { ...compares, opaque: 0 }, says: [] }
  }
  if (outputs.some(({ _tag }) => _tag === "WriteMessages")) return next(taken, was)
  if (event._tag === "PushTimeout" && event.peer === peer && leads) return onTime(taken, was, peer)
  if (event._tag === "PushCompareResponse" && event.from === peer && leads) return compared(taken, was)
  if (event._tag === "PushTruncateResponse" && event.from === peer && leads) {
    if (event.term !== after.raft.term || was.state !== "TRUNCATE" || was.awaiting !== event.index || was.opaque !== event.opaque) return stays
    if (event.code !== "SUCCESS") return next(taken, back(taken, was))
    return next(taken, { ...was, state: "APPEND", awaiting: null, ...(isNew(before) ? {} : { writeIndex: event.index + 1 }) })
  }
  if (event._tag !== "PushAppendResponse" || event.from !== peer) return stays
  const last = event.index + event.count - 1
  const goesOn = (dispatcher: Dispatcher): Turn => (leads ? next(taken, dispatcher) : { is: dispatcher, says: [] })
  if (event.code !== "SUCCESS") return was.state === "APPEND" ? goesOn(back(taken, was)) : stays
  const answered = was.state === "APPEND" && was.awaiting === event.index ? { ...was, awaiting: null } : was
  return goesOn(isNew(before) && last > was.matchIndex ? { ...answered, matchIndex: last } : answered)
}

const onTime = (taken: Taken, was: Dispatcher, peer: string): Turn => {
  const { before, after } = taken
  if (was.state !== "APPEND") return next(taken, back(taken, given(was)))
  if (was.awaiting === null) return was.writeIndex <= after.log.lastIndex ? next(taken, was) : { is: was, says: [{ _tag: "PushCommit", term: after.raft.term, commitIndex: after.raft.commitIndex }] }
  const uncounted = (before.dledger.watermarks[peer] ?? -1) + 1
  return next(taken, was.awaiting === uncounted ? { ...was, awaiting: null, writeIndex: uncounted } : { ...was, awaiting: null })
}

const compared = (taken: Taken, was: Dispatcher): Turn => {
  const { before, event, after } = taken
  const stays: Turn = { is: was, says: [] }
  if (event._tag !== "PushCompareResponse" || event.term !== after.raft.term || was.state !== "COMPARE" || was.awaiting !== event.index || was.opaque !== event.opaque) return stays
  const { code, index, endIndex, xIndex } = event
  const base = before.log.baseIndex
  if (code === "NOT_FOLLOWER") return { is: { ...was, awaiting: null }, says: [] }
  if (isNew(before)) {
    if (code === "SUCCESS") return cuts(taken, { ...was, matchIndex: index }, index + 1)
    return next(taken, { ...was, awaiting: null, writeIndex: xIndex < 0 ? endIndex + 1 : xIndex })
  }
  if (code === "SUCCESS") return index === endIndex ? next(taken, { ...was, state: "APPEND", compareIndex: -1, writeIndex: index + 1, awaiting: null }) : cuts(taken, was, index)
  if (endIndex <= base || (index <= endIndex && index - 1 <= base)) return cuts(taken, was, base + 1)
  return next(taken, { ...was, awaiting: null, compareIndex: index > endIndex ? endIndex : index - 1 })
}

const LEADERS = ["PushCompare", "PushTruncate", "PushAppend", "PushCommit"] as const

/** How far is committed may be said as it was before the event, or as it is after it. */
const level = ({ before, after }: Taken, { to, message }: Sent): Sent =>
  "commitIndex" in message && message.commitIndex >= before.raft.commitIndex && message.commitIndex <= after.raft.commitIndex ? { to, message: { ...message, commitIndex: after.raft.commitIndex } } : { to, message }

export const pushesAsReleased = releases("R8 PushesAsReleased", "A leader compares, truncates and appends with each follower in turn, one request at a time, and takes an answer only for what it has asked.", "E7, E10 · DLedgerEntryPusher.EntryDispatcher", (taken) => {
  const { before, event, after } = taken
  const { peers } = after.config
  if (event._tag === "Recovered") {
    const fresh = { state: "COMPARE", compareIndex: -1, writeIndex: isNew(before) ? event.log.lastIndex + 1 : -1, matchIndex: -1, awaiting: null, opaque: 0 }
    return peers.every((peer) => same(after.dledger.dispatchers[peer], fresh))
  }
  const turns = peers.map((to) => ({ to, turn: turnOf(taken, to) }))
  const says = turns.flatMap(({ to, turn }) => (turn?.says ?? []).map((message) => level(taken, { to, message })))
  return turns.every(({ to, turn }) => same(after.dledger.dispatchers[to], turn?.is)) && sameBag(sent(taken, ...LEADERS).map((one) => level(taken, one)), says)
})

export const countsAsReleased = releases("R9 CountsAsReleased", "A follower counts as holding what it has confirmed to the leader of this term, and never less than before; watermarks and pending sends are of the term last led.", "E3, E8 · peerWaterMarksByTerm, checkTermForPendingMap", (taken) => {
  const { before, event, after } = taken
  const { watermarks, ledTerm } = after.dledger
  if (event._tag === "Recovered") return Object.keys(watermarks).length === 0 && ledTerm === -1
  if (becomesLeader(taken) && before.dledger.ledTerm !== after.raft.term) return ledTerm === after.raft.term && Object.keys(watermarks).length === 0
  if (ledTerm !== before.dledger.ledTerm) return false
  const [peer, index] = confirmed(taken) ?? ["", -1]
  const counts = index > (before.dledger.watermarks[peer] ?? -1) && (event as { readonly term?: number }).term === ledTerm && (!isNew(before) || termAt(entriesOf(after.log), index) === after.raft.term)
  return same(watermarks, counts ? { ...before.dledger.watermarks, [peer]: index } : before.dledger.watermarks)
})

/** The follower that has confirmed entries with this event, and up to where. */
const confirmed = ({ before, event }: Taken): readonly [string, number] | undefined => {
  if (!works(before) || !("from" in event)) return undefined
  const was = before.dledger.dispatchers[event.from]
  if (was === undefined) return undefined
  const isAwaited = (state: Dispatcher["state"]): boolean => before.raft.role === "LEADER" && "opaque" in event && event.term === before.raft.term && was.state === state && was.awaiting === event.index && was.opaque === event.opaque
  if (event._tag === "PushCompareResponse") return event.code === "SUCCESS" && isAwaited("COMPARE") && (isNew(before) || event.index === event.endIndex) ? [event.from, event.index] : undefined
  if (event._tag === "PushTruncateResponse") return event.code === "SUCCESS" && isAwaited("TRUNCATE") && !isNew(before) ? [event.from, event.index] : undefined
  if (event._tag !== "PushAppendResponse" || event.code !== "SUCCESS") return undefined
  const last = event.index + event.count - 1
  return isNew(before) && last <= was.matchIndex ? undefined : [event.from, last]
}
