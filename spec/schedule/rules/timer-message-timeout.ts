import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { isLegalTopic, isReserved } from "../../serving/topics.ts"
import { put, REAL_QID, REAL_TOPIC } from "../../store/put.ts"
import { forget, timedAt, withTimed } from "../timers.ts"
import type { Timed } from "../state.ts"
import { RETRY_MS } from "./delay-timeout.ts"

/**
 * A timer message is due: it goes into its own topic, through the log as any other, and the copy says which one it is of.
 *
 * RocketMQ 5.x `TimerMessageStore.dequeue`, `doPut`, `convertMessage`.
 */
export const timerMessageTimeout = (replication: Replication) => {
  const verdict = (self: Broker, offset: number) => {
    const timed = timedAt(self, offset)
    if (timed === undefined || timed.standing === "DELIVERING" || !replication.keepsMetadata(self)) return "not here"
    if (timed.standing === "RECALLED") return "recalled"
    // Whether a recall is kept is seen once it is readable.
    if (timed.standing === "RECALLING" || replication.refusesWrites(self) !== undefined || self.pending.length >= self.config.maxPendingRequestsNum) return "not now"
    return isLegalTopic(timed.topic) && !isReserved(timed.topic) && timed.queueId >= 0 ? "delivers" : "goes nowhere"
  }
  return rule("TimerMessageTimeout", (self, { offset }) => verdict(self, offset), (self, event, verdict) => {
    const { offset } = event
    const timed = timedAt(self, offset) as Timed
    return match(verdict)
      .with("not here", () => ignore(self))
      .with("recalled", "goes nowhere", () => [forget(self, offset), []] as const)
      .with("not now", () => emit({ _tag: "ArmTimer", event, ms: [RETRY_MS, RETRY_MS] })(self))
      .with("delivers", () =>
        put(replication, {
          request: `timer/${offset}`,
          place: { topic: timed.topic, queueId: timed.queueId, rewrite: { set: [], remove: [REAL_TOPIC, REAL_QID], endsTimer: offset } },
          task: { _tag: "Own" },
          source: timed.index
        })(withTimed(self, offset, { ...timed, standing: "DELIVERING" }))
      )
      .exhaustive()
  })
}
