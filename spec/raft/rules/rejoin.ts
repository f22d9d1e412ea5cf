import { match } from "ts-pattern"
import { type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { say } from "../durability.ts"
import { withProgress } from "../replicate.ts"

/**
 * A member that lost its disk asks for this member's term. A leader forgets what it knew of that member's log: what was
 * acked before is gone (atomix #1069).
 */
export const rejoin = rule(
  "Rejoin",
  ({ raft }) => (raft.role === "LEADER" ? "leads" : "does not lead"),
  (self, { from }, verdict) =>
    match(verdict)
      .with("leads", () => chain(self, forget(from), reply(from, self.log.lastIndex)))
      .with("does not lead", () => reply(from, -1)(self))
      .exhaustive()
)

const forget =
  (peer: string): Part =>
  (self) => [withProgress(self, peer, { next: self.log.lastIndex + 1, match: -1, awaiting: false, mayHaveLost: true }), []]

const reply =
  (to: string, lastIndex: number): Part =>
  (self: Broker) =>
    say(to, { _tag: "RejoinReply", term: self.raft.term, lastIndex })(self)
