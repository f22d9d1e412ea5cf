/**
 * What a leader does for one follower: compare until both have an entry in common, cut what follows it there, append, and
 * say now and then how far is committed. One request is under way at a time (DLedger sends up to a thousand APPENDs ahead).
 *
 * What a dispatcher was at when its node stopped leading is still there when it leads again: 0.3.1.2 goes on comparing at the
 * old compareIndex, 0.4.0 at the old writeIndex.
 *
 * DLedger `DLedgerEntryPusher.EntryDispatcher`.
 *
 * @module
 */
import { match } from "ts-pattern"
import type { Broker } from "../broker/state.ts"
import * as Log from "../log/log.ts"
import type { Index, NodeId } from "../vocabulary.ts"
import { type DLedgerPart, send, withDispatcher } from "./rule.ts"
import type { Dispatcher, DLedger } from "./state.ts"

/** The dispatchers of a node that has just started. */
export const freshDispatchers = (self: Broker): DLedger["dispatchers"] => {
  const writeIndex = self.config.dLedgerVersion === "0.4.0" ? self.log.lastIndex + 1 : -1
  return Object.fromEntries(self.config.peers.map((peer) => [peer, { state: "COMPARE", compareIndex: -1, writeIndex, matchIndex: -1, awaiting: null, opaque: 0 } as const]))
}

/** `changeState(COMPARE)`: only out of APPEND it begins at the end of the log again (0.3.1.2: out of TRUNCATE too). */
export const backToCompare = (self: Broker, dispatcher: Dispatcher): Dispatcher => {
  const next = { ...dispatcher, state: "COMPARE", awaiting: null } as const
  if (self.config.dLedgerVersion === "0.4.0") return dispatcher.state === "APPEND" ? { ...next, writeIndex: self.log.lastIndex + 1 } : next
  return dispatcher.state === "COMPARE" ? next : { ...next, compareIndex: -1, writeIndex: -1 }
}

/** What is under way will not be waited for any longer. */
export const giveUp = (dispatcher: Dispatcher): Dispatcher =>
  dispatcher.awaiting === null || dispatcher.state === "APPEND" ? { ...dispatcher, awaiting: null } : { ...dispatcher, awaiting: null, opaque: dispatcher.opaque + 1 }

/** At the start of a leadership in a new term, of which no request is under way. */
export const beginCompare = (self: Broker): DLedger["dispatchers"] =>
  Object.fromEntries(Object.entries(self.dledger.dispatchers).map(([peer, dispatcher]) => [peer, { ...backToCompare(self, dispatcher), opaque: 0 }]))

/**
 * At the end of a leadership: what was asked is not waited for any longer, and a TRUNCATE that was under way has failed. An APPEND is still
 * under way (`pendingMap`): a node that leads again in the same term does not compare anew, and sends again what was not answered.
 */
export const forgetPush = (self: Broker): DLedger["dispatchers"] =>
  Object.fromEntries(Object.entries(self.dledger.dispatchers).map(([peer, dispatcher]) => [peer, stopped(self, dispatcher)]))

const stopped = (self: Broker, dispatcher: Dispatcher): Dispatcher =>
  match(dispatcher.state)
    .with("APPEND", () => dispatcher)
    .with("COMPARE", () => giveUp(dispatcher))
    .with("TRUNCATE", () => backToCompare(self, giveUp(dispatcher)))
    .exhaustive()

/** The next request to this follower, if none is under way and there is one to make. */
export const pushNext =
  (peer: NodeId): DLedgerPart =>
  (self) => {
    const dispatcher = self.dledger.dispatchers[peer]
    if (dispatcher === undefined || dispatcher.awaiting !== null || self.raft.role !== "LEADER") return [self, []]
    return dispatcher.state === "APPEND" ? append(peer, dispatcher)(self) : compare(peer, dispatcher)(self)
  }

/** Nothing is compared while the leader has nothing, nor where it has nothing (any more). */
const compare =
  (peer: NodeId, dispatcher: Dispatcher): DLedgerPart =>
  (self) => {
    const { log } = self
    if (log.lastIndex < 0) return [self, []]
    const index = self.config.dLedgerVersion === "0.4.0" ? dispatcher.writeIndex - 1 : inRange(self, dispatcher.compareIndex)
    const entryTerm = Log.termAt(log, index)
    if (entryTerm === undefined) return [self, []]
    const compareIndex = self.config.dLedgerVersion === "0.4.0" ? -1 : index
    return send(peer, { _tag: "PushCompare", term: self.raft.term, opaque: dispatcher.opaque, index, entryTerm })(
      withDispatcher(self, peer, { state: "COMPARE", compareIndex, awaiting: index })
    )
  }

const inRange = ({ log }: Broker, index: Index): Index => (index < 0 || index > log.lastIndex ? log.lastIndex : index)

/** From `index` on the follower is to hold nothing else. 0.3.1.2 sends the last entry that it is to keep, and it is written again. */
export const truncate =
  (peer: NodeId, index: Index): DLedgerPart =>
  (self) => {
    const { log, raft, config, dledger } = self
    const opaque = dledger.dispatchers[peer]?.opaque ?? 0
    const entries = unlinked(config.dLedgerVersion === "0.4.0" ? Log.slice(log, index, index - 1) : Log.slice(log, index, index))
    return send(peer, { _tag: "PushTruncate", term: raft.term, opaque, index, entries, commitIndex: raft.commitIndex })(
      withDispatcher(self, peer, { state: "TRUNCATE", compareIndex: -1, awaiting: index })
    )
  }

const append =
  (peer: NodeId, { writeIndex }: Dispatcher): DLedgerPart =>
  (self) => {
    const { log, raft, config } = self
    if (writeIndex > log.lastIndex) return [self, []]
    const last = Math.min(log.lastIndex, writeIndex + config.maxBatchEntries - 1)
    return send(peer, { _tag: "PushAppend", term: raft.term, entries: unlinked(Log.slice(log, writeIndex, last)), commitIndex: raft.commitIndex })(
      withDispatcher(self, peer, { writeIndex: last + 1, awaiting: writeIndex })
    )
  }

/** Says nothing of the entry before: DLedger's entries come alone. */
const unlinked = (entries: Log.Slice): Log.Slice => ({ ...entries, prevLogTerm: Log.NO_TERM })
