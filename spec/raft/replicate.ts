/**
 * From the leader to its followers: one AppendEntries under way to each, all in parallel (E7). Entries that come
 * meanwhile leave together with the next one.
 *
 * Raft §5.3 · DLedger `DLedgerEntryPusher.EntryDispatcher`.
 *
 * @module
 */
import type { Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import type { NodeId } from "../vocabulary.ts"
import { say } from "./durability.ts"
import { roundOf } from "./rounds.ts"
import type { Progress } from "./state.ts"

/** Sends to each follower for whom nothing is under way. */
export const replicateToAll: Part = (self) => chain(self, ...self.config.peers.filter((peer) => !self.raft.progress[peer]?.awaiting).map(sendEntries))

/** What the follower needs next: entries, none of them (a heartbeat), or a snapshot when they are no longer kept (E10). */
export const sendEntries =
  (to: NodeId): Part =>
  (self) => {
    const progress = self.raft.progress[to]
    if (progress === undefined) return [self, []]
    const awaiting = withProgress(self, to, { ...progress, awaiting: true })
    const { raft, log, config } = self
    if (progress.next <= log.baseIndex)
      return config.enableSnapshot
        ? say(to, { _tag: "InstallSnapshot", term: raft.term, lastIncludedIndex: log.baseIndex, lastIncludedTerm: log.baseTerm, ends: self.baseEnds })(awaiting)
        : [self, []]
    const last = Math.min(log.lastIndex, progress.next + config.maxBatchEntries - 1)
    const entries = Log.slice(log, progress.next, last)
    return say(to, { _tag: "AppendEntries", term: raft.term, entries, leaderCommit: raft.commitIndex, ...roundOf(self) })(awaiting)
  }

export const withProgress = (self: Broker, peer: NodeId, progress: Progress): Broker => ({
  ...self,
  raft: { ...self.raft, progress: { ...self.raft.progress, [peer]: progress } }
})
