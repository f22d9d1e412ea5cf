import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"
import { chain } from "../../machine.ts"
import { queuesAt } from "../../store/queues.ts"
import type { Index } from "../../vocabulary.ts"
import { commitTo } from "../commit.ts"
import { flushAsRequired, NOTHING, save, say } from "../durability.ts"
import { follow } from "../follow.ts"
import { echo } from "../rounds.ts"
import { isAsking, voteAgain } from "../rejoin.ts"

/**
 * A follower takes what its leader sends: it checks term and prevLogIndex/prevLogTerm, cuts what conflicts, writes what is
 * new, has it on disk before it says so (E7), and commits as far as this very message has verified (E8, E10, E11).
 *
 * Raft §5.3 and Figure 2 · DLedger `EntryHandler.handleDoCompare`, `handleDoTruncate`, `handleDoAppend`, `handleDoCommit`.
 */
export const appendEntries = rule("AppendEntries", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("old term", () => refuse(event, NOTHING)(self))
    .with("from a second leader", "rejoining", () => ignore(self))
    .with("gap", () => chain(self, follow(event), refuse(event, self.log.lastIndex + 1)))
    .with("other term at prevLogIndex", () =>
      chain(self, follow(event), refuse(event, Log.firstOfTermAt(self.log, event.entries.prevLogIndex)))
    )
    .with("conflict", () =>
      chain(self, follow(event), cutConflict(event), write(event), flushAsRequired, commit(event), accept(event), voteAgain)
    )
    .with("new entries", () => chain(self, follow(event), write(event), flushAsRequired, commit(event), accept(event), voteAgain))
    .with("nothing new", () => chain(self, follow(event), commit(event), accept(event), voteAgain))
    .exhaustive()
)

const verdict = (self: Broker, { term, entries }: EventOf<"AppendEntries">) => {
  const { log, raft } = self
  // What it said before it lost its disk may have been of a later term: it must not ack before it knows.
  if (isAsking(self)) return "rejoining"
  if (term < raft.term) return "old term"
  if (term === raft.term && raft.role === "LEADER") return "from a second leader"
  if (entries.prevLogIndex > log.lastIndex) return "gap"
  // What a snapshot stands for is committed, so it matches.
  if (entries.prevLogIndex >= log.baseIndex && !Log.matches(log, entries.prevLogIndex, entries.prevLogTerm))
    return "other term at prevLogIndex"
  if (Log.firstConflict(log, entries) !== undefined) return "conflict"
  return entries.lastIndex > log.lastIndex ? "new entries" : "nothing new"
}

const cutConflict =
  ({ entries }: EventOf<"AppendEntries">): Part =>
  (self) => {
    const from = Log.firstConflict(self.log, entries) ?? self.log.lastIndex + 1
    const cut = { ...self, log: Log.truncate(self.log, from) }
    return [from > self.raft.commitIndex ? cut : forgetCommitted(cut, from), [{ _tag: "TruncateLog", from }]]
  }

/**
 * With acks from page cache a power loss may have taken what was committed, and the leader of the others knows nothing of it
 * (W12): this member gives it up as well. Its queues are filled anew from what is left.
 */
const forgetCommitted = (self: Broker, from: Index): Broker => {
  const raft = { ...self.raft, commitIndex: from - 1 }
  // What is on its way into the queues is gone as well, and asked for anew.
  if (from > self.dispatchedIndex) return { ...self, raft, dispatchingIndex: self.dispatchedIndex }
  const { baseIndex } = self.log
  return { ...self, raft, dispatchedIndex: baseIndex, dispatchingIndex: baseIndex, queues: queuesAt(self.baseEnds), halves: HashMap.empty(), timed: HashMap.empty(), pop: { ...self.pop, cursors: HashMap.empty(), checkPoints: HashMap.empty() } }
}

const write =
  ({ entries }: EventOf<"AppendEntries">): Part =>
  (self) => [
    { ...self, log: Log.appendSlice(self.log, entries) },
    [{ _tag: "WriteEntries", first: self.log.lastIndex + 1, last: entries.lastIndex }]
  ]

/** Only what this message has verified: behind it the log may hold what the leader never had. */
const commit = ({ leaderCommit, entries }: EventOf<"AppendEntries">): Part => commitTo(Math.min(leaderCommit, entries.lastIndex))

const accept = (event: EventOf<"AppendEntries">): Part => {
  const { from, entries } = event
  return (self) =>
    chain(
      self,
      save,
      say(from, { _tag: "AppendEntriesReply", term: self.raft.term, success: true, index: entries.lastIndex, ...echo(event) }, entries.lastIndex)
    )
}

const refuse =
  (event: EventOf<"AppendEntries">, hint: Index): Part =>
  (self) =>
    chain(self, save, say(event.from, { _tag: "AppendEntriesReply", term: self.raft.term, success: false, index: hint, ...echo(event) }))
