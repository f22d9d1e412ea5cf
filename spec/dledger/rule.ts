import type { Next } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { chain, rulesFor, type Step } from "../machine.ts"
import type { NodeId } from "../vocabulary.ts"
import type { DLedgerEvent } from "./events.ts"
import type { DLedgerMessage } from "./messages.ts"
import type { DLedgerOutput } from "./outputs.ts"
import type { Dispatcher, DLedger } from "./state.ts"

/** What a rule of a DLedger node gives. */
export type DLedgerNext = Step<Broker, DLedgerOutput>

/** A part of a step, to be chained with others; the parts of shared rules fit too. */
export type DLedgerPart = (self: Broker) => DLedgerNext

/** `rule(event, verdict, step)`: a rule of a DLedger node. */
export const rule = rulesFor<Broker, DLedgerEvent, DLedgerOutput>()

/** What a shared rule asks for: it passes outputs on and looks into none, so that more kinds of them do no harm. */
export const asNext = (next: DLedgerNext): Next => next as unknown as Next

export const ignore = (self: Broker): DLedgerNext => [self, []]

export const send =
  (to: NodeId, message: DLedgerMessage): DLedgerPart =>
  (self) => [self, [{ _tag: "SendToPeer", to, message }]]

export const emit =
  (...outputs: readonly DLedgerOutput[]): DLedgerPart =>
  (self) => [self, outputs]

/** The node with this known otherwise. */
export const withDLedger = (self: Broker, known: Partial<DLedger>): Broker => ({ ...self, dledger: { ...self.dledger, ...known } })

export const withDispatcher = (self: Broker, peer: NodeId, change: Partial<Dispatcher>): Broker => {
  const dispatcher = self.dledger.dispatchers[peer]
  return dispatcher === undefined ? self : withDLedger(self, { dispatchers: { ...self.dledger.dispatchers, [peer]: { ...dispatcher, ...change } } })
}

/** Each part of a step in turn, for every other member. */
export const forAll =
  (part: (peer: NodeId) => DLedgerPart): DLedgerPart =>
  (self) =>
    chain(self, ...self.config.peers.map(part))
