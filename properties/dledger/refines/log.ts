/**
 * The log (E7, E10): which entries stand in it after an event, what of them is known to be on disk, and what the disk is told, in
 * which order.
 *
 * @module
 */
import type { TakenEvent } from "../../../models/world/node.ts"
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import { same } from "../../same.ts"
import { all, type Entries, entriesOf, isWellFormed, lastOf, listed, refines, sameEntries, termAt, works } from "./step.ts"
import { accepted, compacts, conflictOf, flushes, snapshotOf, wins } from "./verdicts.ts"

/** What a client's request, or a rule of the broker's own, writes: always at the end. */
const WRITES = ["WriteMessages", "WriteCopy", "WriteText"] as const

const DISK: ReadonlySet<string> = new Set(["WriteNoop", "WriteEntries", "TruncateLog", "ResetLog", "Flush", ...WRITES])

interface Written {
  readonly entries: Entries
  readonly durable: number
  /** In this order. */
  readonly asks: readonly BrokerOutput[]
}

const FLUSH = { _tag: "Flush" } as const

const writtenAfter = (taken: TakenEvent): Written => {
  const { before, event, outputs } = taken
  const mine = entriesOf(before.log)
  const { durableIndex: durable } = before.log
  const { term } = before.raft
  const flush = before.config.ackRequires === "FSYNC" ? [FLUSH] : []
  if (event._tag === "Recovered") return { entries: entriesOf(event.log), durable: event.log.durableIndex, asks: [] }
  if (wins(taken)) return { entries: { ...mine, terms: [...mine.terms, term] }, durable, asks: [{ _tag: "WriteNoop", index: lastOf(mine) + 1, term }, ...flush] }
  const message = accepted(taken)
  if (message !== undefined) {
    const cut = conflictOf(before, message)
    const kept = cut === undefined ? mine : { ...mine, terms: mine.terms.slice(0, cut - mine.base - 1) }
    const { prevLogIndex, lastIndex, runs } = message.entries
    const last = lastOf(kept)
    const fresh = listed(runs, prevLogIndex, lastIndex).slice(last - prevLogIndex)
    return {
      entries: { ...kept, terms: [...kept.terms, ...fresh] },
      durable: cut === undefined ? durable : Math.min(durable, cut - 1),
      asks: [...(cut === undefined ? [] : [{ _tag: "TruncateLog", from: cut } as const]), ...(fresh.length === 0 ? [] : [{ _tag: "WriteEntries", first: last + 1, last: lastIndex } as const, ...flush])]
    }
  }
  if (event._tag === "InstallSnapshot" && snapshotOf(taken) === "replaces") {
    const { lastIncludedIndex: index, lastIncludedTerm, ends } = event
    return { entries: { base: index, baseTerm: lastIncludedTerm, terms: [] }, durable: index, asks: [{ _tag: "ResetLog", index, term: lastIncludedTerm, ends }] }
  }
  if (event._tag === "Compacted" && compacts(before, event)) {
    const { index } = event
    return { entries: { base: index, baseTerm: termAt(mine, index) ?? -1, terms: mine.terms.slice(index - mine.base) }, durable: Math.max(durable, index), asks: [] }
  }
  if (event._tag === "Flushed" && flushes(taken)) return { entries: mine, durable: event.index, asks: [] }
  if (event._tag === "FlushTimeout" && works(before)) return { entries: mine, durable, asks: durable < lastOf(mine) ? [FLUSH] : [] }
  const writes = outputs.filter(({ _tag }) => (WRITES as readonly string[]).includes(_tag))
  const count = all(outputs, "WriteMessages").reduce((sum, write) => sum + write.count, writes.length - all(outputs, "WriteMessages").length)
  if (count === 0) return { entries: mine, durable, asks: outputs.filter(({ _tag }) => _tag === "Flush") }
  return { entries: { ...mine, terms: [...mine.terms, ...Array.from({ length: count }, () => term)] }, durable, asks: [...writes, ...flush] }
}

export const refinesLog = refines(
  "S42 WritesAsSent",
  "The log after an event is what Figure 2 makes of it: cut at a real conflict only, the new entries behind what is kept, and nothing else; the disk is told so in this order, and then to sync.",
  "E7, E8, E10 · Raft Figure 2 (AppendEntries RPC 2–4), Figure 13",
  (taken) => {
    const { after, outputs } = taken
    const { entries, durable, asks } = writtenAfter(taken)
    return sameEntries(entriesOf(after.log), entries) && isWellFormed(after.log) && after.log.durableIndex === durable && durable <= after.log.lastIndex && same(outputs.filter(({ _tag }) => DISK.has(_tag)), asks)
  }
)

/** In the order in which it asks the disk. */
export const writesAtItsEnd = ({ before, outputs }: TakenEvent): boolean => {
  let next = before.log.lastIndex + 1
  for (const output of outputs) {
    if (output._tag === "WriteMessages" || output._tag === "WriteCopy" || output._tag === "WriteText") {
      if (output.index !== next || output.term !== before.raft.term) return false
      next += output._tag === "WriteMessages" ? output.count : 1
    } else if (output._tag === "WriteNoop" || output._tag === "WriteEntries") next = Math.max(next, (output._tag === "WriteNoop" ? output.index : output.last) + 1)
    else if (output._tag === "SendToPeer" && output.message._tag === "AppendEntries" && output.message.entries.lastIndex >= next) return false
  }
  return true
}

export const writesOwnTerm = refines("S43 WritesAtItsEnd", "What a broker writes for a client stands behind its last entry, in its own term, and leaves for its followers only then.", "E8, E13", writesAtItsEnd)
