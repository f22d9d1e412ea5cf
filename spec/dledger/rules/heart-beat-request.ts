import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { awaitLeader } from "../../raft/step-down.ts"
import type { DLedgerEventOf } from "../events.ts"
import type { HeartBeatCode } from "../messages.ts"
import { toCandidate, toFollower } from "../role.ts"
import { type DLedgerPart, rule, send, withDLedger } from "../rule.ts"

/**
 * Whoever leads the term that a node is in is followed. A higher term makes the node a candidate that will take that term,
 * and a follower when it hears of the leader again.
 *
 * DLedger `DLedgerLeaderElector.handleHeartBeat`.
 */
export const heartBeatRequest = rule("HeartBeatRequest", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("old term", () => answer(event, "EXPIRED_TERM")(self))
    .with("from its leader", () => chain(self, awaitLeader, answer(event, "SUCCESS")))
    .with("from a new leader", () => chain(self, toFollower(event.from), answer(event, "SUCCESS")))
    .with("from another leader", () => answer(event, "INCONSISTENT_LEADER")(self))
    .with("higher term", () =>
      chain(self, toCandidate(event.term), (me) => [withDLedger(me, { needIncreaseTermImmediately: true }), []], answer(event, "TERM_NOT_READY"))
    )
    .exhaustive()
)

const verdict = ({ raft }: Broker, { from, term }: DLedgerEventOf<"HeartBeatRequest">) => {
  if (term < raft.term) return "old term"
  if (term > raft.term) return "higher term"
  if (raft.leader === null) return "from a new leader"
  return raft.leader === from ? "from its leader" : "from another leader"
}

const answer =
  ({ from, term: asked }: DLedgerEventOf<"HeartBeatRequest">, code: HeartBeatCode): DLedgerPart =>
  (self) =>
    send(from, { _tag: "HeartBeatResponse", asked, term: self.raft.term, code })(self)
