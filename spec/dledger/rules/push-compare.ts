import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"
import type { DLedgerEventOf } from "../events.ts"
import type { PushCode } from "../messages.ts"
import { rule, send } from "../rule.ts"

/**
 * A follower says whether it holds an entry. Whose term the question is of is not asked, in neither version.
 *
 * DLedger `DLedgerEntryPusher.EntryHandler.handleDoCompare`. 0.3.1.2 compares whole entries; an index and a term stand for one.
 */
export const pushCompare = rule("PushCompare", (self, event) => verdict(self, event), (self, event, verdict) => {
  const answer = (code: PushCode, xIndex = -1) =>
    send(event.from, { _tag: "PushCompareResponse", term: event.term, opaque: event.opaque, index: event.index, code, endIndex: self.log.lastIndex, xIndex })(self)
  return match(verdict)
    .with("not a follower", () => answer("NOT_FOLLOWER"))
    .with("the same", () => answer("SUCCESS"))
    .with("nothing there", () => answer("INCONSISTENT_STATE"))
    .with("another one there", () => answer("INCONSISTENT_STATE", self.config.dLedgerVersion === "0.4.0" ? Log.firstOfTermAt(self.log, event.index) : -1))
    .exhaustive()
})

const verdict = ({ raft, log }: Broker, { index, entryTerm }: DLedgerEventOf<"PushCompare">) => {
  if (raft.role !== "FOLLOWER") return "not a follower"
  if (Log.matches(log, index, entryTerm)) return "the same"
  return index > log.lastIndex ? "nothing there" : "another one there"
}
