import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { advanceCommit } from "../commit.ts"
import { save } from "../durability.ts"
import { noteRound } from "../read-index.ts"
import { sendEntries, withProgress } from "../replicate.ts"
import { owesRound } from "../rounds.ts"
import type { Index, NodeId } from "../../vocabulary.ts"
import type { Progress } from "../state.ts"
import { stepDown } from "../step-down.ts"
import { handOver } from "../transfer.ts"

/**
 * The leader learns what a follower holds, commits what a majority holds (E8), and sends what is still missing (E10).
 *
 * Raft §5.3 · DLedger `DLedgerEntryPusher.EntryDispatcher`, `QuorumAckChecker`.
 */
export const appendEntriesReply = rule("AppendEntriesReply", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("higher term", () => chain(self, stepDown(event.term), save))
    .with("of another term", "does not lead", () => ignore(self))
    .with("refused", () => chain(self, noteRound(event), tryEarlier(event), sendEntries(event.from)))
    // Sent again at once it would be refused again, as fast as the network carries it: the next heartbeat tries anew.
    .with("refused, nothing to try", () => noteRound(event)(withoutAwaiting(self, event.from)))
    .with("accepted", () => chain(self, noteRound(event), advance(event), advanceCommit, handOver, sendMore(event)))
    .exhaustive()
)

const verdict = ({ raft }: Broker, reply: EventOf<"AppendEntriesReply">) => {
  if (reply.term > raft.term) return "higher term"
  if (reply.term < raft.term) return "of another term"
  if (raft.role !== "LEADER") return "does not lead"
  if (reply.success) return "accepted"
  const progress = raft.progress[reply.from]
  return progress !== undefined && earlier(progress, reply.index).next === progress.next ? "refused, nothing to try" : "refused"
}

/**
 * Where the follower says its log may match. What it is known to hold stays known, since a late refusal may come behind a
 * success; only of a follower that may have lost what it acked is the refusal believed.
 */
const tryEarlier = ({ from, index }: EventOf<"AppendEntriesReply">): Part => update(from, (progress) => earlier(progress, index))

const earlier = ({ next, match, mayHaveLost }: Progress, index: Index): Progress => {
  const hint = Math.max(0, Math.min(index, next - 1))
  return mayHaveLost
    ? { next: hint, match: Math.min(match, hint - 1), awaiting: false, mayHaveLost }
    : { next: Math.max(match + 1, hint), match, awaiting: false, mayHaveLost }
}

const withoutAwaiting = (self: Broker, peer: NodeId): Broker => {
  const progress = self.raft.progress[peer]
  return progress === undefined ? self : withProgress(self, peer, { ...progress, awaiting: false })
}

const advance = ({ from, index }: EventOf<"AppendEntriesReply">): Part =>
  update(from, ({ next, match, mayHaveLost }) => ({
    match: Math.max(match, index),
    next: Math.max(next, index + 1),
    awaiting: false,
    mayHaveLost
  }))

const update =
  (peer: string, change: (progress: Progress) => Progress): Part =>
  (self) => {
    const progress = self.raft.progress[peer]
    return [progress === undefined ? self : withProgress(self, peer, change(progress)), []]
  }

const sendMore =
  ({ from }: EventOf<"AppendEntriesReply">): Part =>
  (self) => {
    const progress = self.raft.progress[from]
    return progress !== undefined && !progress.awaiting && (progress.next <= self.log.lastIndex || owesRound(self, from)) ? sendEntries(from)(self) : [self, []]
  }
