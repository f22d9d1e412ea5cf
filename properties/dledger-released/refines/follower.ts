/**
 * What a released follower does with what its leader pushes (`DLedgerEntryPusher.EntryHandler`), and what it commits.
 *
 * @module
 */
import type { PushCode } from "../../../spec/dledger/messages.ts"
import type { DLedgerOutput } from "../../../spec/dledger/outputs.ts"
import { same } from "../../same.ts"
import { type Entries, entriesOf, isWellFormed, lastOf, listed, sameEntries, termAt, works } from "../../dledger/refines/step.ts"
import { becomesLeader, endOfLedger, isNew, releases, sent, type Sent, type Taken } from "./step.ts"

interface Pushed {
  readonly log: Entries
  readonly asks: readonly DLedgerOutput[]
  readonly says: readonly Sent[]
  /** How far the leader says is committed, if that is heard. */
  readonly commits: number
}

const cut = (log: Entries, from: number): Pick<Pushed, "log" | "asks"> => (from > lastOf(log) ? { log, asks: [] } : { log: { ...log, terms: log.terms.slice(0, Math.max(0, from - log.base - 1)) }, asks: [{ _tag: "TruncateLog", from }] })

const pushed = ({ before, event }: Taken): Pushed => {
  const log = entriesOf(before.log)
  const none: Pushed = { log, asks: [], says: [], commits: -1 }
  if (!works(before)) return none
  const follows = before.raft.role === "FOLLOWER"
  const last = lastOf(log)
  switch (event._tag) {
    case "PushCompare": {
      const { from: to, term, opaque, index } = event
      const holds = termAt(log, index) === event.entryTerm
      const code: PushCode = follows ? (holds ? "SUCCESS" : "INCONSISTENT_STATE") : "NOT_FOLLOWER"
      let first = index
      while (first - 1 > log.base && termAt(log, first - 1) === termAt(log, index)) first--
      const xIndex = follows && !holds && index <= last && isNew(before) ? Math.max(first, log.base + 1) : -1
      return { ...none, says: [{ to, message: { _tag: "PushCompareResponse", term, opaque, index, code, endIndex: last, xIndex } }] }
    }
    case "PushTruncate": {
      const { from: to, term, opaque, index, entries, commitIndex } = event
      const answer = (code: PushCode): readonly Sent[] => [{ to, message: { _tag: "PushTruncateResponse", term, opaque, index, code } }]
      if (!follows) return { ...none, says: answer("NOT_FOLLOWER") }
      const isOthers = !isNew(before) && (term !== before.raft.term || to !== before.raft.leader)
      if (isOthers || index > last + 1) return { ...none, says: answer("INCONSISTENT_STATE") }
      const done = { says: answer("SUCCESS"), commits: commitIndex }
      if (isNew(before)) return { ...cut(log, index), ...done }
      const [theirs] = listed(entries.runs, entries.prevLogIndex, entries.lastIndex)
      if (termAt(log, index) === theirs) return { ...cut(log, index + 1), ...done }
      const { log: kept, asks } = cut(log, index)
      return { log: { ...kept, terms: [...kept.terms, theirs as number] }, asks: [...asks, { _tag: "WriteEntries", first: index, last: index }], ...done }
    }
    case "PushAppend": {
      const { from: to, term, entries, commitIndex } = event
      if (!follows) return none
      const theirs = listed(entries.runs, entries.prevLogIndex, entries.lastIndex)
      const first = entries.prevLogIndex + 1
      const answer = (code: PushCode): readonly Sent[] => [{ to, message: { _tag: "PushAppendResponse", term, index: first, count: theirs.length, code } }]
      if (entries.lastIndex <= last) return { ...none, says: answer(theirs.every((one, i) => first + i <= log.base || termAt(log, first + i) === one) ? "SUCCESS" : "INCONSISTENT_STATE") }
      if (first !== last + 1 || term !== before.raft.term || to !== before.raft.leader) return { ...none, says: answer("INCONSISTENT_STATE") }
      return { log: { ...log, terms: [...log.terms, ...theirs] }, asks: [{ _tag: "WriteEntries", first, last: entries.lastIndex }], says: answer("SUCCESS"), commits: commitIndex }
    }
    case "PushCommit":
      return follows && (isNew(before) || event.term >= before.raft.term) ? { ...none, commits: event.commitIndex } : none
    default:
      return none
  }
}

const FOLLOWERS = ["PushCompareResponse", "PushTruncateResponse", "PushAppendResponse"] as const

export const followsAsReleased = releases("R5 FollowsAsReleased", "A follower answers COMPARE, TRUNCATE and APPEND from its own log, cuts and writes what they say, and says which entries it means.", "E7, E10 · DLedgerEntryPusher.EntryHandler", (taken) => {
  const { before, event, after, outputs } = taken
  const { log, asks, says } = pushed(taken)
  if (!same(sent(taken, ...FOLLOWERS), says)) return false
  // What it says that it has done, it has asked the disk for.
  const said = outputs.findIndex(({ _tag }) => _tag === "SendToPeer")
  if (says.length > 0 && outputs.slice(said).some(({ _tag }) => _tag === "TruncateLog" || _tag === "WriteEntries")) return false
  if (event._tag === "Recovered" || event._tag === "Compacted") return true
  const puts = outputs.flatMap((output) => (output._tag === "WriteMessages" ? Array.from({ length: output.count }, () => before.raft.term) : output._tag === "WriteNoop" ? [output.term] : []))
  const writes = outputs.filter(({ _tag }) => _tag === "TruncateLog" || _tag === "WriteEntries" || _tag === "ResetLog")
  const noops = outputs.flatMap((output) => (output._tag === "WriteNoop" ? [output] : []))
  const noop = becomesLeader(taken) && isNew(before) && before.config.enableFastAdvanceCommitIndex
  return same(writes, asks) && isWellFormed(after.log) && sameEntries(entriesOf(after.log), { ...log, terms: [...log.terms, ...puts] }) && (noop ? same(noops, [{ _tag: "WriteNoop", index: before.log.lastIndex + 1, term: after.raft.term }]) : noops.length === 0 || before.raft.role === "LEADER")
})

export const commitsAsReleased = releases("R6 CommitsAsReleased", "A follower commits what its leader says, as far as its log goes; a leader what a majority of watermarks has reached.", "E3, E8 · DLedgerEntryPusher.QuorumAckChecker, handleDoCommit", (taken) => {
  const { before, event, after, outputs } = taken
  const was = before.raft.commitIndex
  const { commits } = pushed(taken)
  const last = after.log.lastIndex
  const marks = [last, ...after.config.peers.map((peer) => after.dledger.watermarks[peer] ?? -1)].sort((a, b) => b - a)
  const index = after.raft.role === "LEADER" ? (marks[Math.floor(marks.length / 2)] as number) : commits
  if (after.raft.commitIndex !== (event._tag === "Recovered" ? event.log.baseIndex : Math.max(was, Math.min(index, last)))) return false
  // What is committed and there goes into the queues, one stretch at a time.
  const done = event._tag === "Dispatched" && event.index > before.dispatchedIndex && event.index === before.dispatchingIndex
  const dispatched = event._tag === "Recovered" ? event.log.baseIndex : done ? event.index : before.dispatchedIndex
  const underWay = event._tag !== "Recovered" && !done && before.dispatchingIndex > before.dispatchedIndex
  const bound = Math.min(after.raft.commitIndex, last)
  const asks = !underWay && bound > dispatched
  return after.dispatchedIndex === dispatched && same(outputs.filter(({ _tag }) => _tag === "Dispatch"), asks ? [{ _tag: "Dispatch", last: bound }] : [])
})

export const endsAsReleased = releases("R7 EndsAsReleased", "The end of the log that votes go by is the log's own; in 0.4.0 a TRUNCATE leaves it, until something is appended.", "E5 · MemberState.getLedgerEndIndex, DLedgerMmapFileStore.truncate", (taken) => {
  const { before, event, after, outputs } = taken
  const is = after.dledger.endBeforeTruncate
  if (event._tag === "Recovered") return is === null
  if (event._tag === "PushTruncate" && isNew(before)) return same(is, outputs.some(({ _tag }) => _tag === "TruncateLog") ? endOfLedger(before) : before.dledger.endBeforeTruncate)
  const appends = outputs.some(({ _tag }) => _tag === "WriteMessages" || _tag === "WriteNoop") || (event._tag === "PushAppend" && outputs.some(({ _tag }) => _tag === "WriteEntries"))
  return same(is, appends ? null : before.dledger.endBeforeTruncate)
})
