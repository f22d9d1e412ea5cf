/**
 * Controls: changes of a rule that keep every promise about runs. A suite that kills one of them tests the code, not the protocol.
 * What Figure 2 says of single events (`../dledger/refines`) they may do otherwise: that is what makes them variants.
 *
 * @module
 */
import { chain } from "../../spec/machine.ts"
import * as Log from "../../spec/log/log.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { ignore } from "../../spec/broker/rule.ts"
import { type Mutant, withRule } from "./mutant.ts"

export const controls: readonly Mutant[] = [
  {
    id: "control-starts-as-candidate",
    rule: "A member starts as candidate, as DLedger's does, not as follower.",
    seen: "DLedger MemberState",
    property: "none",
    model: "dledger/elections",
    machine: withRule("Recovered", (self, event, original) =>
      chain(self, (me) => original(me, event), (me) => [{ ...me, raft: { ...me.raft, role: me.raft.voter ? "CANDIDATE" : "FOLLOWER" } }, []])
    )
  },
  {
    id: "control-log-before-term",
    rule: "A voter looks at the candidate's log before its term, and does not take the term of one whose log is behind.",
    seen: "DLedger DLedgerLeaderElector.handleVote",
    property: "none",
    model: "dledger/terms",
    machine: withRule("RequestVote", (self, event, original) =>
      Log.isUpToDate(self.log, event.lastLogTerm, event.lastLogIndex) ? original(self, event) : ignore(self)
    )
  },
  {
    id: "control-one-entry-a-batch",
    rule: "AppendEntries carries one entry at most.",
    seen: "any batch size is as good",
    property: "none",
    model: "dledger/follower-reads",
    machine: { ...dledger, init: (config) => dledger.init({ ...config, maxBatchEntries: 1 }) }
  }
]
