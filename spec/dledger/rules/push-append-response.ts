import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { advanceCommit, holds } from "../commit.ts"
import { backToCompare, pushNext } from "../dispatcher.ts"
import type { DLedgerEventOf } from "../events.ts"
import { type DLedgerPart, ignore, rule, withDispatcher } from "../rule.ts"
import type { Dispatcher } from "../state.ts"

/**
 * The leader counts what a follower has appended, and sends on. The answer is taken whenever it comes: an answer to an
 * earlier term is counted there, where nobody looks any more, but its refusal begins the comparing anew.
 *
 * DLedger `DLedgerEntryPusher.EntryDispatcher.doAppendInner` (0.3.1.2), `sendBatchAppendEntryRequest` (0.4.0).
 */
export const pushAppendResponse = rule("PushAppendResponse", (self, event) => verdict(self, event), (self, event, verdict) => {
  const { from, index, term, count } = event
  const last = index + count - 1
  return match(verdict)
    .with("does not push to it", "refused while comparing", () => ignore(self))
    .with("refused", () => chain(self, change(from, backToCompare), pushNext(from)))
    .with("known to be there", () => chain(self, change(from, answered(index)), pushNext(from)))
    .with("there", () => chain(self, change(from, answered(index)), change(from, matchesUpTo(last)), holds(from, last, term), advanceCommit, pushNext(from)))
    .exhaustive()
})

const verdict = ({ dledger, config }: Broker, { from, index, count, code }: DLedgerEventOf<"PushAppendResponse">) => {
  const dispatcher = dledger.dispatchers[from]
  if (dispatcher === undefined) return "does not push to it"
  if (code !== "SUCCESS") return dispatcher.state === "APPEND" ? "refused" : "refused while comparing"
  return config.dLedgerVersion === "0.4.0" && index + count - 1 <= dispatcher.matchIndex ? "known to be there" : "there"
}

const change =
  (peer: string, to: (self: Broker, dispatcher: Dispatcher) => Partial<Dispatcher>): DLedgerPart =>
  (self) => {
    const dispatcher = self.dledger.dispatchers[peer]
    return [dispatcher === undefined ? self : withDispatcher(self, peer, to(self, dispatcher)), []]
  }

const answered =
  (index: number) =>
  (_self: Broker, { state, awaiting }: Dispatcher): Partial<Dispatcher> =>
    state === "APPEND" && awaiting === index ? { awaiting: null } : {}

const matchesUpTo =
  (last: number) =>
  ({ config }: Broker): Partial<Dispatcher> =>
    config.dLedgerVersion === "0.4.0" ? { matchIndex: last } : {}
