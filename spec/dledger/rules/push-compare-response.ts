import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { advanceCommit, holds } from "../commit.ts"
import { pushNext, truncate } from "../dispatcher.ts"
import type { DLedgerEventOf } from "../events.ts"
import { type DLedgerPart, ignore, rule, withDispatcher } from "../rule.ts"

/**
 * The leader compares further back, or has found an entry in common. 0.3.1.2 goes on from there at once if the follower has
 * nothing behind it, and counts it; 0.4.0 always cuts first, and goes back a whole term at a time.
 *
 * DLedger `DLedgerEntryPusher.EntryDispatcher.doCompare`.
 */
export const pushCompareResponse = rule("PushCompareResponse", (self, event) => verdict(self, event), (self, event, verdict) => {
  const { from, index, endIndex, xIndex } = event
  const tryAt = (place: { readonly compareIndex: number } | { readonly writeIndex: number }): DLedgerPart => (me) =>
    pushNext(from)(withDispatcher(me, from, { ...place, awaiting: null }))
  return match(verdict)
    .with("not awaited", () => ignore(self))
    .with("not a follower", () => [withDispatcher(self, from, { awaiting: null }), []] as const)
    .with("in common, and its last", () =>
      chain(withDispatcher(self, from, { state: "APPEND", compareIndex: -1, writeIndex: index + 1, awaiting: null }), holds(from, index, event.term), advanceCommit, pushNext(from))
    )
    .with("in common", () => truncate(from, index)(self))
    .with("in common, cut behind it", () =>
      chain(withDispatcher(self, from, { matchIndex: index }), holds(from, index, event.term), advanceCommit, truncate(from, index + 1))
    )
    .with("nothing in common", () => truncate(from, self.log.baseIndex + 1)(self))
    .with("shorter", () => tryAt({ compareIndex: endIndex })(self))
    .with("differs", () => tryAt({ compareIndex: index - 1 })(self))
    .with("shorter, next term", () => tryAt({ writeIndex: endIndex + 1 })(self))
    .with("differs, next term", () => tryAt({ writeIndex: xIndex })(self))
    .exhaustive()
})

const verdict = ({ raft, dledger, log, config }: Broker, { from, term, opaque, index, code, endIndex, xIndex }: DLedgerEventOf<"PushCompareResponse">) => {
  const dispatcher = dledger.dispatchers[from]
  if (raft.role !== "LEADER" || term !== raft.term || dispatcher?.state !== "COMPARE" || dispatcher.awaiting !== index || dispatcher.opaque !== opaque) return "not awaited"
  if (code === "NOT_FOLLOWER") return "not a follower"
  if (config.dLedgerVersion === "0.4.0") {
    if (code === "SUCCESS") return "in common, cut behind it"
    return xIndex < 0 ? "shorter, next term" : "differs, next term"
  }
  if (code === "SUCCESS") return index === endIndex ? "in common, and its last" : "in common"
  if (endIndex <= log.baseIndex) return "nothing in common"
  if (index > endIndex) return "shorter"
  return index - 1 <= log.baseIndex ? "nothing in common" : "differs"
}
