/**
 * Follower of the leader that just spoke.
 *
 * Raft §5.2 · DLedger `DLedgerLeaderElector.handleHeartBeat`.
 *
 * @module
 */
import type { Part } from "../broker/rule.ts"
import { chain } from "../machine.ts"
import { registerAs } from "../registration/register.ts"
import type { NodeId, Term } from "../vocabulary.ts"
import { brokerIdOf } from "./broker-id.ts"
import { awaitLeader, stepDown } from "./step-down.ts"

/** Takes `from` as the leader of `term` (not below the own one), and restarts the election timeout. */
export const follow =
  ({ from, term }: { readonly from: NodeId; readonly term: Term }): Part =>
  (self) => {
    const { raft } = self
    const known = raft.role === "FOLLOWER" && raft.leader === from && raft.term === term
    return known
      ? awaitLeader(self)
      : chain(self, stepDown(term, from), awaitLeader, (me) => registerAs(me, brokerIdOf(me)))
  }
