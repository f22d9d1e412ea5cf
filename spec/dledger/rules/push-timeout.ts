import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { backToCompare, giveUp, pushNext } from "../dispatcher.ts"
import type { DLedgerEventOf } from "../events.ts"
import { type DLedgerPart, ignore, rule, send, withDispatcher } from "../rule.ts"
import type { Dispatcher } from "../state.ts"
import { awaitTurn } from "../waits.ts"

/**
 * A dispatcher's turn: what was not answered is given up and asked again, and a follower that has everything hears how far
 * is committed.
 *
 * DLedger `DLedgerEntryPusher.EntryDispatcher.doWork`, `doCheckAppendResponse`, `doCommit`.
 */
export const pushTimeout = rule("PushTimeout", (self, event) => verdict(self, event), (self, event, verdict) => {
  const { peer } = event
  const again = awaitTurn(peer)
  return match(verdict)
    .with("does not lead", () => ignore(self))
    .with("compares", () => chain(self, anew(peer), pushNext(peer), again))
    .with("append unanswered", () => chain(self, appendAgain(peer), pushNext(peer), again))
    .with("append unanswered and not counted", () => chain(self, forget(peer), pushNext(peer), again))
    .with("appends", () => chain(self, pushNext(peer), again))
    .with("has everything", () => chain(self, send(peer, { _tag: "PushCommit", term: self.raft.term, commitIndex: self.raft.commitIndex }), again))
    .exhaustive()
})

const verdict = (self: Broker, { peer }: DLedgerEventOf<"PushTimeout">) => {
  const dispatcher = self.dledger.dispatchers[peer]
  if (self.raft.role !== "LEADER" || dispatcher === undefined) return "does not lead"
  if (dispatcher.state !== "APPEND") return "compares"
  if (dispatcher.awaiting === null) return dispatcher.writeIndex <= self.log.lastIndex ? "appends" : "has everything"
  // Only what follows the watermark is sent again; in 0.4.0 the watermark does not move with entries of older terms.
  return dispatcher.awaiting === nextUncounted(self, peer) ? "append unanswered" : "append unanswered and not counted"
}

const nextUncounted = (self: Broker, peer: string): number => (self.dledger.watermarks[peer] ?? -1) + 1

const change =
  (peer: string, to: (self: Broker, dispatcher: Dispatcher) => Partial<Dispatcher>): DLedgerPart =>
  (self) => {
    const dispatcher = self.dledger.dispatchers[peer]
    return [dispatcher === undefined ? self : withDispatcher(self, peer, to(self, dispatcher)), []]
  }

const anew = (peer: string): DLedgerPart => change(peer, (self, dispatcher) => backToCompare(self, giveUp(dispatcher)))

const appendAgain = (peer: string): DLedgerPart => change(peer, (self) => ({ awaiting: null, writeIndex: nextUncounted(self, peer) }))

const forget = (peer: string): DLedgerPart => change(peer, (_self, dispatcher) => giveUp(dispatcher))
