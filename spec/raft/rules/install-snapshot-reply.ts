import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { advanceCommit } from "../commit.ts"
import { save } from "../durability.ts"
import { sendEntries, withProgress } from "../replicate.ts"
import { stepDown } from "../step-down.ts"

/**
 * A follower has the snapshot: entries go on from there (E10).
 *
 * Raft §7 · DLedger 0.4.0 `EntryDispatcher.doInstallSnapshot`.
 */
export const installSnapshotReply = rule("InstallSnapshotReply", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("higher term", () => chain(self, stepDown(event.term), save))
    .with("of another term", "does not lead", () => ignore(self))
    .with("installed", () => chain(self, advance(event), advanceCommit, sendEntries(event.from)))
    .exhaustive()
)

const verdict = ({ raft }: Broker, reply: EventOf<"InstallSnapshotReply">) => {
  if (reply.term > raft.term) return "higher term"
  if (reply.term < raft.term) return "of another term"
  return raft.role === "LEADER" ? "installed" : "does not lead"
}

const advance =
  ({ from, index }: EventOf<"InstallSnapshotReply">): Part =>
  (self) => {
    const progress = self.raft.progress[from]
    if (progress === undefined) return [self, []]
    const match = Math.max(progress.match, index)
    return [withProgress(self, from, { ...progress, match, next: Math.max(progress.next, match + 1), awaiting: false }), []]
  }
