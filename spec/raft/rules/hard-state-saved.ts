import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { isSaved, release } from "../durability.ts"
import { countVote } from "../election.ts"

/**
 * Term and vote are on disk: what had to wait for them may leave, and a candidate's own vote counts (E5).
 *
 * Raft Figure 2 ("updated on stable storage before responding to RPCs") · DLedger `MemberState.persistTerm`.
 */
export const hardStateSaved = rule("HardStateSaved", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("outdated", () => [saved(self, event), []] as const)
    .with("saved", () => chain(saved(self, event), release, ownVote))
    .with("saved before", () => ignore(self))
    .exhaustive()
)

const verdict = (self: Broker, event: EventOf<"HardStateSaved">) => {
  if (isSaved(self)) return "saved before"
  return isSaved(saved(self, event)) ? "saved" : "outdated"
}

const saved = (self: Broker, { term, votedFor, voter }: EventOf<"HardStateSaved">): Broker => ({
  ...self,
  raft: { ...self.raft, saved: { term, votedFor, voter } }
})

const ownVote: Part = (self) =>
  self.raft.role === "CANDIDATE" && self.raft.votedFor === self.config.dLegerSelfId ? countVote(self.config.dLegerSelfId)(self) : [self, []]
