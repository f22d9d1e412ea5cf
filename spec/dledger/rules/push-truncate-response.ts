import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { advanceCommit, holds } from "../commit.ts"
import { backToCompare, pushNext } from "../dispatcher.ts"
import type { DLedgerEventOf } from "../events.ts"
import { ignore, rule, withDispatcher } from "../rule.ts"

/**
 * The follower ends where the leader wants it to: what follows is appended. 0.3.1.2 counts the entry it ends with, of
 * whatever term it is.
 *
 * DLedger `DLedgerEntryPusher.EntryDispatcher.doTruncate`.
 */
export const pushTruncateResponse = rule("PushTruncateResponse", (self, event) => verdict(self, event), (self, event, verdict) => {
  const { from, index, term } = event
  return match(verdict)
    .with("not awaited", () => ignore(self))
    .with("refused", () => {
      const dispatcher = self.dledger.dispatchers[from]
      return dispatcher === undefined ? ignore(self) : pushNext(from)(withDispatcher(self, from, backToCompare(self, dispatcher)))
    })
    .with("ends with it", () =>
      chain(withDispatcher(self, from, { state: "APPEND", writeIndex: index + 1, awaiting: null }), holds(from, index, term), advanceCommit, pushNext(from))
    )
    .with("ends before it", () => pushNext(from)(withDispatcher(self, from, { state: "APPEND", awaiting: null })))
    .exhaustive()
})

const verdict = ({ raft, dledger, config }: Broker, { from, term, opaque, index, code }: DLedgerEventOf<"PushTruncateResponse">) => {
  const dispatcher = dledger.dispatchers[from]
  if (raft.role !== "LEADER" || term !== raft.term || dispatcher?.state !== "TRUNCATE" || dispatcher.awaiting !== index || dispatcher.opaque !== opaque) return "not awaited"
  if (code !== "SUCCESS") return "refused"
  return config.dLedgerVersion === "0.4.0" ? "ends before it" : "ends with it"
}
