import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"
import { chain } from "../../machine.ts"
import { followCommit } from "../commit.ts"
import type { DLedgerEventOf } from "../events.ts"
import type { PushCode } from "../messages.ts"
import { type DLedgerPart, ignore, rule, send, withDLedger } from "../rule.ts"

/**
 * A follower appends what begins where its log ends, if it is of its term and from its leader. What precedes the entries was
 * compared before and is not looked at again.
 *
 * DLedger `DLedgerEntryPusher.EntryHandler.handleDoAppend`, `checkAppendFuture`: what does not begin there waits a second for
 * its turn and is then refused; here it is refused at once.
 */
export const pushAppend = rule("PushAppend", (self, event) => verdict(self, event), (self, event, verdict) => {
  const answer = (code: PushCode): DLedgerPart =>
    send(event.from, { _tag: "PushAppendResponse", term: event.term, index: firstOf(event), count: event.entries.lastIndex - event.entries.prevLogIndex, code })
  return match(verdict)
    .with("not a follower", () => ignore(self))
    .with("has it", () => answer("SUCCESS")(self))
    .with("has others there", "does not begin at the end", "of another term or leader", () => answer("INCONSISTENT_STATE")(self))
    .with("appends", () => chain(self, append(event), answer("SUCCESS"), followCommit(event.commitIndex)))
    .exhaustive()
})

const firstOf = ({ entries }: DLedgerEventOf<"PushAppend">): number => entries.prevLogIndex + 1

const verdict = ({ raft, log }: Broker, event: DLedgerEventOf<"PushAppend">) => {
  if (raft.role !== "FOLLOWER") return "not a follower"
  // Whose term it is does not matter here: the answer is about the entries.
  if (event.entries.lastIndex <= log.lastIndex) return Log.firstConflict(log, event.entries) === undefined ? "has it" : "has others there"
  if (firstOf(event) !== log.lastIndex + 1) return "does not begin at the end"
  return event.term === raft.term && event.from === raft.leader ? "appends" : "of another term or leader"
}

const append =
  ({ entries }: DLedgerEventOf<"PushAppend">): DLedgerPart =>
  (self) => [
    withDLedger({ ...self, log: Log.appendSlice(self.log, entries) }, { endBeforeTruncate: null }),
    [{ _tag: "WriteEntries", first: entries.prevLogIndex + 1, last: entries.lastIndex }]
  ]
