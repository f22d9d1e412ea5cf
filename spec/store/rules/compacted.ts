import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"

/**
 * The oldest entries are no longer kept as entries: a snapshot stands for them (E10). Only what is dispatched, and so
 * committed, may go.
 *
 * Raft §7 · DLedger 0.4.0 `DLedgerMmapFileStore.resetOffsetAfterSnapshot`.
 */
export const compacted = rule("Compacted", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("not dispatched", "gone before", () => ignore(self))
    .with("compacts", () => [{ ...self, log: Log.compact(self.log, event.index), baseEnds: event.ends }, []] as const)
    .exhaustive()
)

const verdict = ({ log, dispatchedIndex }: Broker, { index }: EventOf<"Compacted">) => {
  if (index > dispatchedIndex) return "not dispatched"
  return index <= log.baseIndex ? "gone before" : "compacts"
}
