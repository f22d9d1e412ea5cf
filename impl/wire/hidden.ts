/**
 * What may have happened inside a node that no frame shows: timers, entries of clients, restarts, and when it took in what had come.
 * What can lead to the item that is to be explained comes first.
 *
 * @module
 */
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import * as Log from "../../spec/log/log.ts"
import type { RequestMessage } from "../dledger/messages.ts"
import { broughtBack, type Configuration, handle, lookAt, restarted, taken } from "./configuration.ts"
import { appendUpTo, comparedUnseen, pushAgain, pushAhead, take, type Taken, tellCommit } from "./leeway.ts"
import type { Item, Rpc } from "./traffic.ts"

/** Of requests and answers that wait, so many are tried. */
const WAITING = 8
/** Entries that a frame may be behind of the next one that was seen: what lay between was lost with its connection. */
const UNSEEN = 1_000
/** Requests that it handled and never answered are kept so many. */
const EARLY = 2_048

/** `waiting`: requests that it had heard by then and not answered. */
export function* hidden(from: Configuration, goal: Item, waiting: readonly Rpc[]): Generator<Configuration> {
  if (goal.kind === "asks") yield* leadingTo(from, goal.rpc)
  const unhandled = waiting.filter((rpc) => !from.early.some((each) => each.rpc === rpc))
  if (goal.kind === "answers" && unhandled.includes(goal.rpc)) yield handledEarly(from, goal.rpc)
  for (const rpc of from.late.slice(0, WAITING)) yield { ...lookAt(from, rpc), late: from.late.filter((each) => each !== rpc) }
  const end = endWanted(goal, from)
  const pushes = catchUp(from, unhandled, end)
  if (pushes !== undefined) yield pushes
  if (end !== undefined && from.self.raft.role === "LEADER" && end > from.self.log.lastIndex) yield withEntries(from, end)
  for (const rpc of unhandled.slice(-WAITING)) if (goal.kind !== "answers" || goal.rpc !== rpc) yield handledEarly(from, rpc)
  yield timeout(from, { _tag: "ElectionTimeout" })
  if (from.self.raft.role === "LEADER") yield timeout(from, { _tag: "HeartbeatTimeout" })
  if (!from.mayRestart) return
  const back = broughtBack(from)
  if (back !== undefined) yield back
  yield restarted(from)
}

const timeout = (from: Configuration, event: DLedgerEvent): Configuration => {
  const { after } = taken(from, take(from.self, event))
  return { ...after, filled: { ...after.filled, timeouts: after.filled.timeouts + 1 } }
}

/** It has handled the request, and its answer is on its way. */
export const handledEarly = (from: Configuration, rpc: Rpc): Configuration => {
  const { after, answer } = handle(from, rpc)
  return { ...after, early: [...after.early.slice(1 - EARLY), { rpc, answer }] }
}

/** Where its log ends, as the goal has it: at least there, where a vote is refused for it. */
const endWanted = (goal: Item, { self }: Configuration): number | undefined => {
  if (goal.kind !== "asks" && goal.kind !== "answers") return undefined
  const { asked, answer } = goal.rpc
  if (asked.message._tag !== "VoteRequest") return goal.kind === "answers" ? answer?.endIndex : undefined
  if (goal.kind === "asks") return asked.message.ledgerEndIndex
  if (answer?.outcome === "REJECT_SMALL_LEDGER_END_INDEX") return asked.message.ledgerEndIndex + 1
  return answer?.outcome === "REJECT_EXPIRED_LEDGER_TERM" ? self.log.lastIndex + 1 : undefined
}

/** It has handled pushes and not answered them yet, or the answers were lost: as many as it takes to come to that end. */
const catchUp = (from: Configuration, waiting: readonly Rpc[], end: number | undefined): Configuration | undefined => {
  if (end === undefined || from.self.log.lastIndex >= end) return undefined
  // Of two that begin with the same entry the later one: a COMPARE has made it forget what waited before.
  const beginning = new Map<number, Rpc>()
  for (const rpc of waiting) if (rpc.asked.message._tag === "PushAppend") beginning.set(rpc.asked.message.entries.prevLogIndex, rpc)
  let now = from
  while (now.self.log.lastIndex < end) {
    const rpc = beginning.get(now.self.log.lastIndex)
    if (rpc === undefined) break
    const next = handledEarly(now, rpc)
    if (next.self.log.lastIndex === now.self.log.lastIndex) break
    now = next
  }
  return now === from ? undefined : now
}

function* leadingTo(from: Configuration, { asked: { to, message } }: Rpc): Generator<Configuration> {
  switch (message._tag) {
    case "VoteRequest":
      return yield timeout(from, { _tag: "ElectionTimeout" })
    case "HeartBeatRequest":
      if (from.self.raft.role === "LEADER") yield timeout(from, { _tag: "HeartbeatTimeout" })
      return
    default:
      if (from.self.raft.role !== "LEADER" || from.self.raft.term !== message.term) return
      yield* pushing(appended(from, message), to, message)
  }
}

/** With the entries that the push shows, where they can only be the leader's own. */
const appended = (from: Configuration, message: RequestMessage): Configuration => {
  const last = lastEntry(message)
  return last === undefined || last.index <= from.self.log.lastIndex || last.term !== from.self.raft.term ? from : withEntries(from, last.index)
}

/** A leader has appended so far, and nobody has seen it. */
const withEntries = ({ filled, ...from }: Configuration, end: number): Configuration => ({
  ...from,
  self: appendUpTo(from.self, end),
  filled: { ...filled, appends: filled.appends + end - from.self.log.lastIndex }
})

const lastEntry = (message: RequestMessage): { readonly index: number; readonly term: number } | undefined => {
  if (message._tag === "PushCompare") return { index: message.index, term: message.entryTerm }
  if (message._tag !== "PushAppend" && message._tag !== "PushTruncate") return undefined
  return { index: message.entries.lastIndex, term: message.entries.runs[message.entries.runs.length - 1]?.term ?? Log.NO_TERM }
}

function* pushing(from: Configuration, to: string, message: RequestMessage): Generator<Configuration> {
  const also = (step: Taken | undefined): Configuration | undefined => step && taken(from, step).after
  if (message._tag === "PushAppend") {
    const { prevLogIndex, lastIndex } = message.entries
    const ahead = pushedUpTo(from, to, prevLogIndex + 1)
    const next = ahead && pushAhead(ahead.self, to, lastIndex - prevLogIndex)
    if (next !== undefined) yield taken(ahead as Configuration, next).after
    const again = also(pushAgain(from.self, to, prevLogIndex + 1, lastIndex - prevLogIndex))
    if (again !== undefined) yield again
  }
  if (message._tag === "PushCommit") {
    const told = also(tellCommit(from.self, to))
    if (told !== undefined) yield told
  }
  yield timeout(from, { _tag: "PushTimeout", peer: to })
  const unseen = message._tag === "PushCompare" ? comparedUnseen(from.self, to, message.index) : undefined
  if (unseen !== undefined) yield timeout({ ...from, self: unseen }, { _tag: "PushTimeout", peer: to })
  // What it has appended, and not pushed: another answer may lead to it.
  if (from.self.log.lastIndex !== lastEntry(message)?.index) return
  yield from
}

/** It has pushed what comes before, and no frame has shown that. */
const pushedUpTo = (from: Configuration, to: string, first: number): Configuration | undefined => {
  let { self } = from
  for (let next = self.dledger.dispatchers[to]?.writeIndex ?? first; next < first; next++) {
    if (next < first - UNSEEN) return undefined
    const pushed = pushAhead(self, to, 1)
    if (pushed === undefined) return undefined
    self = pushed[0]
  }
  return (self.dledger.dispatchers[to]?.writeIndex ?? -1) === first ? { ...from, self } : undefined
}
