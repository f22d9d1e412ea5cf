import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { awaitLeader } from "../step-down.ts"
import { handOver } from "../transfer.ts"

/**
 * An operator asks the leader to hand over. No message is accepted until the target has taken over or an election timeout
 * has passed: a leader that goes on appending would keep its target behind for ever.
 *
 * Raft dissertation §3.10 · DLedger `DLedgerLeaderElector.handleLeadershipTransfer`.
 */
export const leadershipTransfer = rule("LeadershipTransfer", (self, event) => verdict(self, event), (self, event, verdict) => {
  const answer = (code: "SUCCESS" | "SYSTEM_ERROR" | "SERVICE_NOT_AVAILABLE", remark: string) =>
    emit({ _tag: "Reply", request: event.request, code, remark })
  return match(verdict)
    .with("does not lead", () => answer("SERVICE_NOT_AVAILABLE", `${self.config.dLegerSelfId} is not the leader`)(self))
    .with("not a follower", () => answer("SYSTEM_ERROR", `to: ${event.to} is not a follower of this group`)(self))
    .with("under way", () => answer("SYSTEM_ERROR", `a transfer to ${self.raft.transferee} is under way`)(self))
    .with("begins", () =>
      chain({ ...self, raft: { ...self.raft, transferee: event.to } }, awaitLeader, handOver, answer("SUCCESS", ""))
    )
    .exhaustive()
})

const verdict = ({ raft }: Broker, { to }: EventOf<"LeadershipTransfer">) => {
  if (raft.role !== "LEADER") return "does not lead"
  if (raft.progress[to] === undefined) return "not a follower"
  return raft.transferee !== null ? "under way" : "begins"
}
