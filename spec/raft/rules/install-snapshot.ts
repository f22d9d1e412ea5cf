import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"
import { chain } from "../../machine.ts"
import { commitTo } from "../commit.ts"
import { NOTHING, save, say } from "../durability.ts"
import { follow } from "../follow.ts"
import { isAsking } from "../rejoin.ts"
import { queuesAt } from "../../store/queues.ts"

/**
 * The leader no longer keeps what this follower needs and sends a snapshot instead (E10). One that is behind the own
 * commit changes nothing; where the own log holds its last entry, what follows that entry is kept.
 *
 * Raft §7 and Figure 13 · DLedger 0.4.0 `EntryHandler.handleDoInstallSnapshot`.
 */
export const installSnapshot = rule("InstallSnapshot", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("old term", () => chain(self, reply(event, NOTHING)))
    .with("from a second leader", "rejoining", () => ignore(self))
    .with("behind the own commit", () => chain(self, follow(event), save, reply(event, self.raft.commitIndex)))
    .with("keeps what follows", () => chain(self, follow(event), commitTo(event.lastIncludedIndex), save, reply(event, event.lastIncludedIndex)))
    .with("replaces the log", () => chain(self, follow(event), replaceLog(event), save, reply(event, event.lastIncludedIndex)))
    .exhaustive()
)

const verdict = (self: Broker, snapshot: EventOf<"InstallSnapshot">) => {
  const { log, raft } = self
  if (isAsking(self)) return "rejoining"
  if (snapshot.term < raft.term) return "old term"
  if (snapshot.term === raft.term && raft.role === "LEADER") return "from a second leader"
  if (snapshot.lastIncludedIndex <= raft.commitIndex) return "behind the own commit"
  return Log.matches(log, snapshot.lastIncludedIndex, snapshot.lastIncludedTerm) ? "keeps what follows" : "replaces the log"
}

/** What waits for its time, or for its end, is gone with its entries. */
const replaceLog =
  ({ lastIncludedIndex: index, lastIncludedTerm: term, ends }: EventOf<"InstallSnapshot">): Part =>
  (self) => [
    {
      ...self,
      log: Log.afterSnapshot(index, term),
      raft: { ...self.raft, commitIndex: index },
      dispatchedIndex: index,
      dispatchingIndex: index,
      baseEnds: ends,
      queues: queuesAt(ends),
      halves: HashMap.empty(),
      timed: HashMap.empty(),
      pop: { ...self.pop, checkPoints: HashMap.empty() }
    },
    [{ _tag: "ResetLog", index, term, ends }]
  ]

const reply =
  ({ from }: EventOf<"InstallSnapshot">, index: number): Part =>
  (self) =>
    say(from, { _tag: "InstallSnapshotReply", term: self.raft.term, index }, index)(self)
