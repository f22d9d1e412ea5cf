import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import { followCommit } from "../commit.ts"
import type { DLedgerEventOf } from "../events.ts"
import { ignore, rule } from "../rule.ts"

/**
 * A follower hears how far is committed. 0.3.1.2 refuses an older term, and takes a higher one without being in it; 0.4.0 does
 * not look at the term. Neither asks who leads, nor whether the entries up to there are the leader's.
 *
 * DLedger `DLedgerEntryPusher.EntryHandler.handleDoCommit`.
 */
export const pushCommit = rule("PushCommit", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("not a follower", "old term", () => ignore(self))
    .with("commits", () => followCommit(event.commitIndex)(self))
    .exhaustive()
)

const verdict = ({ raft, config }: Broker, { term }: DLedgerEventOf<"PushCommit">) => {
  if (raft.role !== "FOLLOWER") return "not a follower"
  return config.dLedgerVersion === "0.3.1.2" && term < raft.term ? "old term" : "commits"
}
