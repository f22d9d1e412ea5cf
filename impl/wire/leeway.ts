/**
 * What happens inside a node and leaves no frame, and what a released dispatcher does besides what its rules say: it pushes up to a
 * thousand entries ahead of the answers, one at a time or in lists, asks once more for the first one that was not counted, and tells
 * how far is committed whenever it has nothing to push. All of it is made of the rules' own parts.
 *
 * DLedger `DLedgerEntryPusher.EntryDispatcher.doAppend`, `doCheckAppendResponse`, `doCommit`.
 *
 * @module
 */
import { type Config, defaults, timers } from "../../spec/broker/config.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { pushNext } from "../../spec/dledger/dispatcher.ts"
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import type { DLedgerOutput } from "../../spec/dledger/outputs.ts"
import { dledgerReplication } from "../../spec/dledger/replication.ts"
import { withDispatcher } from "../../spec/dledger/rule.ts"
import * as Log from "../../spec/log/log.ts"
import { step } from "../../spec/machine.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import type { NodeId } from "../../spec/vocabulary.ts"

export type Taken = readonly [Broker, readonly DLedgerOutput[]]

/** A member of a group as released: every push carries one entry unless said otherwise. */
export const memberConfig = (group: string, self: NodeId, peers: readonly NodeId[]): Config => ({
  ...defaults,
  brokerName: group,
  dLegerGroup: group,
  dLegerSelfId: self,
  peers: [...peers].sort(),
  ackRequires: "PAGE_CACHE",
  dLedgerVersion: "0.3.1.2",
  maxBatchEntries: 1,
  timing: timers.dledger
})

export const take = (self: Broker, event: DLedgerEvent): Taken => step(dledgerReleased, self, event)

const recovered = (blank: boolean, term: number, votedFor: NodeId | null, log: Log.Log): DLedgerEvent => ({
  _tag: "Recovered",
  blank,
  bootstrap: false,
  voter: true,
  term,
  votedFor,
  log,
  baseEnds: [],
  topics: [],
  offsets: []
})

/** A node that was never started before. */
export const freshNode = (config: Config): Broker => take(dledgerReleased.init(config), recovered(true, 0, null, Log.empty))[0]

/** The process was killed and started again: term and vote are as they were, and so is the log unless said. */
export const restart = ({ config, raft, log: last }: Broker, log: Log.Log = last): Broker => take(dledgerReleased.init(config), recovered(false, raft.term, raft.votedFor, Log.flushed(log, log.lastIndex)))[0]

/**
 * The log as a restart would find it, where that is longer: what a TRUNCATE has cut is there until something is written over it, and
 * recovery reads on until it finds nothing. Entries that were written again as they were, over themselves, change nothing.
 *
 * DLedger `MmapFileList.truncateOffset`, which moves a position, `DLedgerMmapFileStore.recover`.
 */
export const leftBehind = (known: Log.Log | undefined, before: Log.Log, after: Log.Log): Log.Log | undefined => {
  const longer = known ?? (after.lastIndex < before.lastIndex ? before : undefined)
  return longer !== undefined && longer.lastIndex > after.lastIndex && (after.lastIndex < 0 || Log.matches(longer, after.lastIndex, Log.lastTerm(after))) ? longer : undefined
}

/** Entries of clients, or the broker's own, up to `last`; whoever pushes them does so later. */
export const appendUpTo = (self: Broker, last: number): Broker => (last > self.log.lastIndex ? dledgerReplication.append(self, last - self.log.lastIndex).self : self)

/** The next entries to this follower, whether what was sent before is answered or not. `undefined`: it does not append to it now. */
export const pushAhead = (self: Broker, peer: NodeId, count: number): Taken | undefined => {
  if (self.raft.role !== "LEADER" || self.dledger.dispatchers[peer]?.state !== "APPEND") return undefined
  const [next, outputs] = pushNext(peer)({ ...withDispatcher(self, peer, { awaiting: null }), config: { ...self.config, maxBatchEntries: count } })
  return outputs.length === 0 ? undefined : [{ ...next, config: self.config }, outputs]
}

/** Entries that were pushed before and are not known to be there, once more. */
export const pushAgain = (self: Broker, peer: NodeId, first: number, count: number): Taken | undefined => {
  const dispatcher = self.dledger.dispatchers[peer]
  if (dispatcher === undefined || first >= dispatcher.writeIndex || first > (self.dledger.watermarks[peer] ?? -1) + 1) return undefined
  const pushed = pushAhead(withDispatcher(self, peer, { writeIndex: first }), peer, count)
  return pushed && [withDispatcher(pushed[0], peer, { writeIndex: Math.max(dispatcher.writeIndex, first + count) }), pushed[1]]
}

/** How far is committed, without anything to push. */
export const tellCommit = (self: Broker, peer: NodeId): Taken | undefined =>
  self.raft.role === "LEADER" && self.dledger.dispatchers[peer]?.state === "APPEND"
    ? [self, [{ _tag: "SendToPeer", to: peer, message: { _tag: "PushCommit", term: self.raft.term, commitIndex: self.raft.commitIndex } }]]
    : undefined

/**
 * A COMPARE that reached nobody, as long as a follower cannot be connected to, was made when the log of this leadership ended at `index`;
 * what was not answered is compared again where it was.
 */
export const comparedUnseen = (self: Broker, peer: NodeId, index: number): Broker | undefined => {
  const dispatcher = self.dledger.dispatchers[peer]
  const isPossible = dispatcher?.state === "COMPARE" && dispatcher.compareIndex === -1 && index >= self.raft.noopIndex && index <= self.log.lastIndex
  return isPossible ? withDispatcher(self, peer, { compareIndex: index }) : undefined
}
