import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { RETRY_MS } from "../../schedule/rules/delay-timeout.ts"
import { queueKey } from "../../vocabulary.ts"
import { topicOf } from "../../serving/topics.ts"
import { chain } from "../../machine.ts"
import { checkPointOf, openIn, runOut } from "../check-points.ts"
import { wakePops } from "../held.ts"
import type { CheckPoint } from "../state.ts"

/**
 * Messages were invisible for their time, and not acked: they are read, to be handed out again. Those that were handed out in order
 * have not left their queue, and are handed out from there.
 *
 * RocketMQ `PopReviveService.mergeAndRevive`; `ConsumerOrderInfoManager.OrderInfo.needBlock`, `ConsumerOrderInfoLockManager`.
 */
export const reviveTimeout = (replication: Replication) => {
  const verdict = (self: Broker, key: string) => {
    if (!replication.keepsMetadata(self)) return "not here"
    const checkPoint = checkPointOf(self, key)
    if (checkPoint === undefined || openIn(self, checkPoint, checkPoint.offsets).length === 0) return "done with"
    if (checkPoint.order !== undefined && topicOf(self, checkPoint.topic) !== undefined) return "in order"
    return replication.refusesWrites(self) !== undefined || self.pending.length >= self.config.maxPendingRequestsNum ? "not now" : "due"
  }
  return rule("ReviveTimeout", (self, { checkPoint }) => verdict(self, checkPoint), (self, event, verdict) => {
    const checkPoint = checkPointOf(self, event.checkPoint) as CheckPoint
    return match(verdict)
      .with("not here", "done with", () => ignore(self))
      .with("in order", () => chain(self, runOut(event.checkPoint), wakePops([queueKey(checkPoint.topic, checkPoint.queueId)])))
      .with("not now", () => emit({ _tag: "ArmTimer", event, ms: [RETRY_MS, RETRY_MS] })(self))
      .with("due", () => emit({ _tag: "ReadCheckPoint", checkPoint: event.checkPoint, queue: queueKey(checkPoint.topic, checkPoint.queueId), offsets: openIn(self, checkPoint, checkPoint.offsets) })(self))
      .exhaustive()
  })
}
