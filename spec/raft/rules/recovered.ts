import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { fromDisk, startTimers } from "../../store/begin.ts"
import { save } from "../durability.ts"
import { askToRejoin } from "../rejoin.ts"
import type { HardState } from "../state.ts"
import { awaitLeader } from "../step-down.ts"

/**
 * The first event of every life: what the disk held. Term and vote are as they were (E5); commitIndex is learnt anew, from what is in
 * the queues on. A log that lacks what it once had on disk may lack what this member has acked (E3): it counts for nothing until it has
 * caught up, as if its disk were lost.
 *
 * Raft Figure 2 (persistent state) · Alagappan et al., Protocol-Aware Recovery (FAST '18) · DLedger `MemberState.loadTerm`,
 * `DLedgerMmapFileStore.recover`, which goes on as a voter with whatever is whole.
 */
export const recovered = rule("Recovered", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    // What was never written is written now, so that the next start knows that there was a first one.
    .with("first start", "comes back as a voter", () => chain(self, (me) => begin(me, event, NOTHING_SAVED, true), save))
    .with("restart", () => begin(self, event, savedBy(event), true))
    .with("log damaged", () => chain(self, (me) => begin(me, event, savedBy(event), false), save, askToRejoin))
    .with("disk lost", () => chain(self, (me) => begin(me, event, NOTHING_SAVED, false), save, askToRejoin))
    .with("still catching up", () => chain(self, (me) => begin(me, event, savedBy(event), false), askToRejoin))
    .exhaustive()
)

const verdict = ({ config }: Broker, { blank, bootstrap, voter, log, onceDurable = log.lastIndex }: EventOf<"Recovered">) => {
  if (!blank && !voter) return "still catching up"
  if (!blank) return onceDurable > log.lastIndex && config.rejoin !== "voter" ? "log damaged" : "restart"
  if (bootstrap) return "first start"
  return config.rejoin === "voter" ? "comes back as a voter" : "disk lost"
}

const NOTHING_SAVED: HardState = { term: -1, votedFor: null, voter: false }

const savedBy = ({ term, votedFor, voter }: EventOf<"Recovered">): HardState => ({ term, votedFor, voter })

const begin = (self: Broker, event: EventOf<"Recovered">, saved: HardState, voter: boolean) =>
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
          saved,
          // What is in the queues was committed.
          commitIndex: me.dispatchedIndex
        }
      },
      []
    ],
    awaitLeader,
    startTimers(self.config.ackRequires === "PAGE_CACHE")
  )
