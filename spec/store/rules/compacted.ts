import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"

/**
 * The oldest entries are no longer kept as entries: a snapshot stands for them (E10), or their time is up (`../expired.ts`). Only what
 * is dispatched, and so committed, may go.
 *
 * Raft §7 · RocketMQ `CommitLog.deleteExpiredFile` · DLedger 0.4.0 `DLedgerMmapFileStore.resetOffsetAfterSnapshot`.
 */
export const compacted = (replication: Replication) =>
  rule("Compacted", (self, event) => verdict(self, event), (self, event, verdict) =>
    match(verdict)
      .with("not dispatched", "gone before", () => ignore(self))
      .with("compacts", () => [withSnapshot(self, event), []] as const)
      // The snapshot is on disk, and with it what no flush has reached: acks that waited for that one need not wait.
      .with("compacts what was only written", () => replication.flushed(withSnapshot(self, event)))
      .exhaustive()
  )

const withSnapshot = (self: Broker, { index, ends }: EventOf<"Compacted">): Broker => ({ ...self, log: Log.compact(self.log, index), baseEnds: ends, halves: behind(self.halves, index), timed: behind(self.timed, index) })

/** Nobody can be asked about a half message that is gone, and a timer message that is gone cannot come. */
const behind = <E extends { readonly index: number }>(open: HashMap.HashMap<string, E>, index: number): HashMap.HashMap<string, E> =>
  HashMap.some(open, (entry) => entry.index <= index) ? HashMap.filter(open, (entry) => entry.index > index) : open

const verdict = ({ log, dispatchedIndex }: Broker, { index }: EventOf<"Compacted">) => {
  if (index > dispatchedIndex) return "not dispatched"
  if (index <= log.baseIndex) return "gone before"
  return index > log.durableIndex ? "compacts what was only written" : "compacts"
}
