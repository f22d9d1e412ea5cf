import { match } from "ts-pattern"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { stand } from "../election.ts"
import { askToRejoin } from "../rejoin.ts"
import { chain } from "../../machine.ts"
import { awaitLeader } from "../step-down.ts"

/**
 * No leader was heard of for an election timeout: stand for election (E4).
 *
 * Raft §5.2 · DLedger `DLedgerLeaderElector.maintainAsFollower`, `maintainAsCandidate`.
 */
export const electionTimeout = rule("ElectionTimeout", (self) => verdict(self), (self, _event, verdict) =>
  match(verdict)
    .with("stands", () => stand(self))
    .with("asks to rejoin", () => chain(self, askToRejoin, awaitLeader))
    .with("gives up the transfer", () => [{ ...self, raft: { ...self.raft, transferee: null } }, []] as const)
    .with("leads", () => ignore(self))
    .exhaustive()
)

const verdict = ({ raft }: Broker) => {
  if (raft.role === "LEADER") return raft.transferee === null ? "leads" : "gives up the transfer"
  return raft.voter ? "stands" : "asks to rejoin"
}
