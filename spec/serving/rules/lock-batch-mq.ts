import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { BrokerOutput } from "../../broker/outputs.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { offsetKey } from "../offsets.ts"

/**
 * A consumer locks queues to consume them in order: one holder a queue and group, until it unlocks or does not renew. Locks
 * live on the master alone and do not outlive it.
 *
 * RocketMQ `RebalanceLockManager.tryLockBatch`.
 */
export const lockBatchMQ = (replication: Replication) =>
  rule(
    "LockBatchMQ",
    (self) => (replication.keepsMetadata(self) ? "locks" : "not here"),
    (self, event, verdict) =>
      match(verdict)
        .with("not here", () => emit({ _tag: "ReplyLock", request: event.request, locked: [] })(self))
        .with("locks", () => lock(self, event))
        .exhaustive()
  )

const lock = (self: Broker, { request, group, clientId, queues }: EventOf<"LockBatchMQ">): Next => {
  let locks = self.locks
  const locked: { topic: string; queueId: number }[] = []
  const outputs: BrokerOutput[] = []
  for (const { topic, queueId } of queues) {
    const key = offsetKey(group, topic, queueId)
    const holder = Option.getOrUndefined(HashMap.get(locks, key))
    if (holder !== undefined && holder !== clientId) continue
    locks = HashMap.set(locks, key, clientId)
    locked.push({ topic, queueId })
    outputs.push({ _tag: "ArmTimer", event: { _tag: "LockExpired", key }, ms: self.config.timing.rebalanceLockMaxLiveTimeMs })
  }
  return [{ ...self, locks }, [...outputs, { _tag: "ReplyLock", request, locked }]]
}
