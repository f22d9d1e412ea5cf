import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { save } from "../durability.ts"
import { isAsking } from "../rejoin.ts"
import { stepDown } from "../step-down.ts"

/** A rejoining member hears of a term in which it may have voted, and of entries that it may have acked. */
export const rejoinReply = rule("RejoinReply", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("did not ask", () => ignore(self))
    .with("higher term", () => chain(self, stepDown(event.term), note(event), save))
    .with("heard", () => note(event)(self))
    .exhaustive()
)

const verdict = (self: Broker, reply: EventOf<"RejoinReply">) => {
  if (!isAsking(self)) return "did not ask"
  return reply.term > self.raft.term ? "higher term" : "heard"
}

const note =
  ({ from, term, lastIndex }: EventOf<"RejoinReply">): Part =>
  ({ raft, ...self }) => [
    {
      ...self,
      raft: {
        ...raft,
        votes: raft.votes.includes(from) ? raft.votes : [...raft.votes, from].sort(),
        catchUpTo: term === raft.term ? Math.max(raft.catchUpTo, lastIndex) : raft.catchUpTo
      }
    },
    []
  ]
