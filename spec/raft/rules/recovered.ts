import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { fromDisk, startTimers } from "../../store/begin.ts"
import { save } from "../durability.ts"
import { askToRejoin } from "../rejoin.ts"
import { awaitLeader } from "../step-down.ts"

/**
 * The first event of every life: what the disk held. Term and vote are as they were (E5); commitIndex is learnt anew.
 *
 * Raft Figure 2 (persistent state) · DLedger `MemberState.loadTerm`, `DLedgerMmapFileStore.recover`.
 */
export const recovered = rule("Recovered", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("first start", "restart", "comes back as a voter", () => begin(self, event, event.voter))
    .with("disk lost", "still catching up", () => chain(self, (me) => begin(me, event, false), save, askToRejoin))
    .exhaustive()
)

const verdict = ({ config }: Broker, { blank, bootstrap, voter }: EventOf<"Recovered">) => {
  if (!blank) return voter ? "restart" : "still catching up"
  if (bootstrap) return "first start"
  return config.rejoin === "voter" ? "comes back as a voter" : "disk lost"
}

const begin = (self: Broker, event: EventOf<"Recovered">, voter: boolean) =>
  chain(
    fromDisk(self, event),
    (me) => [
      {
        ...me,
        raft: {
          ...me.raft,
          term: event.term,
          votedFor: event.votedFor,
          voter,
          saved: { term: event.term, votedFor: event.votedFor, voter: event.voter },
          commitIndex: event.log.baseIndex
        }
      },
      []
    ],
    awaitLeader,
    startTimers
  )
