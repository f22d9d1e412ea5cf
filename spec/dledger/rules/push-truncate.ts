import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"
import { chain } from "../../machine.ts"
import { followCommit } from "../commit.ts"
import type { DLedgerEventOf } from "../events.ts"
import type { PushCode } from "../messages.ts"
import { type DLedgerPart, ignore, rule, send, withDLedger } from "../rule.ts"
import { ledgerEnd } from "../vote.ts"

/**
 * A follower cuts its log where the leader says. 0.3.1.2 asks for the term and the leader, and ends with the entry that came
 * along; 0.4.0 asks for neither, ends before `index`, and leaves the end that votes go by as it was.
 *
 * DLedger `DLedgerEntryPusher.EntryHandler.handleDoTruncate`, `DLedgerMmapFileStore.truncate`.
 */
export const pushTruncate = rule("PushTruncate", (self, event) => verdict(self, event), (self, event, verdict) => {
  const { from, term, opaque, index, commitIndex } = event
  const answer = (code: PushCode): DLedgerPart => send(from, { _tag: "PushTruncateResponse", term, opaque, index, code })
  return match(verdict)
    .with("not a follower", () => answer("NOT_FOLLOWER")(self))
    .with("of another term or leader", "a gap before it", () => answer("INCONSISTENT_STATE")(self))
    .with("ends with it", () => chain(self, cut(index + 1), answer("SUCCESS"), followCommit(commitIndex)))
    .with("ends with another there", () => chain(self, cut(index), writeOver(event), answer("SUCCESS"), followCommit(commitIndex)))
    .with("ends before it", () => chain(self, keepEnd, cut(index), answer("SUCCESS"), followCommit(commitIndex)))
    .with("ended before it", () => chain(self, answer("SUCCESS"), followCommit(commitIndex)))
    .exhaustive()
})

const verdict = ({ raft, log, config }: Broker, { from, term, index, entries }: DLedgerEventOf<"PushTruncate">) => {
  if (raft.role !== "FOLLOWER") return "not a follower"
  if (config.dLedgerVersion === "0.4.0") {
    if (index <= log.lastIndex) return "ends before it"
    return index === log.lastIndex + 1 ? "ended before it" : "a gap before it"
  }
  if (term !== raft.term || from !== raft.leader) return "of another term or leader"
  if (index > log.lastIndex + 1) return "a gap before it"
  return Log.matches(log, index, entries.runs[0]?.term ?? Log.NO_TERM) ? "ends with it" : "ends with another there"
}

const cut =
  (from: number): DLedgerPart =>
  (self) =>
    from > self.log.lastIndex ? ignore(self) : [{ ...self, log: Log.truncate(self.log, from) }, [{ _tag: "TruncateLog", from }]]

const writeOver =
  ({ entries }: DLedgerEventOf<"PushTruncate">): DLedgerPart =>
  (self) => [{ ...self, log: Log.appendSlice(self.log, entries) }, [{ _tag: "WriteEntries", first: entries.prevLogIndex + 1, last: entries.lastIndex }]]

/** `truncate(long)` does not tell `MemberState` the new end. */
const keepEnd: DLedgerPart = (self) => [withDLedger(self, { endBeforeTruncate: ledgerEnd(self) }), []]
