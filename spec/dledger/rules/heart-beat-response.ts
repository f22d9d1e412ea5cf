import { match } from "ts-pattern"
import type { Broker } from "../../broker/state.ts"
import type { DLedgerEventOf } from "../events.ts"
import { concludeBeat, isHeard } from "../lead.ts"
import { ignore, rule, withDLedger } from "../rule.ts"

/**
 * A leader collects what its followers say to a heartbeat.
 *
 * DLedger `DLedgerLeaderElector.sendHeartbeats`: in 0.3.1.2 an answer that names a higher term counts for nothing once a
 * majority has agreed; in 0.4.0 it comes first.
 */
export const heartBeatResponse = rule("HeartBeatResponse", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("of a heartbeat that is over", () => ignore(self))
    .with("collected", () => [collect(self, event), []] as const)
    .with("the last one needed", () => concludeBeat(collect(self, event)))
    .exhaustive()
)

const verdict = (self: Broker, event: DLedgerEventOf<"HeartBeatResponse">) => {
  const { beat } = self.dledger
  if (beat === null || event.asked !== self.raft.term || beat[event.from] !== undefined) return "of a heartbeat that is over"
  return isHeard(self, withAnswer(beat, event)) ? "the last one needed" : "collected"
}

const withAnswer = (beat: NonNullable<Broker["dledger"]["beat"]>, { from, code, term }: DLedgerEventOf<"HeartBeatResponse">) => ({ ...beat, [from]: { code, term } })

const collect = (self: Broker, event: DLedgerEventOf<"HeartBeatResponse">): Broker => withDLedger(self, { beat: withAnswer(self.dledger.beat ?? {}, event) })
