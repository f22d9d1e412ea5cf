import { match } from "ts-pattern"
import { chain } from "../../machine.ts"
import { fromDisk, startTimers } from "../../store/begin.ts"
import { freshDispatchers } from "../dispatcher.ts"
import { rule, withDLedger } from "../rule.ts"
import { goOn } from "../waits.ts"

/**
 * The first event of every life. The node is a candidate, in the term and with the vote that its disk held. A disk that
 * holds nothing is that of a new node: DLedger does not ask whether it was lost.
 *
 * DLedger `MemberState.loadTerm`, `DLedgerMmapFileStore.recover`, which takes commitIndex from a checkpoint; here it is
 * learnt anew.
 */
export const recovered = rule(
  "Recovered",
  (_self, { blank }) => (blank ? "nothing found" : "restart"),
  (self, event, verdict) =>
    chain(
      fromDisk(self, event),
      (me) => {
        const { term, votedFor } = match(verdict)
          .with("nothing found", () => ({ term: 0, votedFor: null }))
          .with("restart", () => event)
          .exhaustive()
        return [
          withDLedger(
            { ...me, raft: { ...me.raft, role: "CANDIDATE", term, votedFor, commitIndex: me.dispatchedIndex } },
            { dispatchers: freshDispatchers(me) }
          ),
          []
        ]
      },
      goOn,
      startTimers(self.config.ackRequires === "PAGE_CACHE")
    )
)
