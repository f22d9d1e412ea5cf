/**
 * Locks of queues, for orderly consumption: whom they are asked of, how long they are relied on.
 *
 * RocketMQ `RebalanceImpl.lock`, `unlock`, `lockAll`, `ProcessQueue.isLockExpired`.
 *
 * @module
 */
import { chain } from "../../machine.ts"
import { masterOf } from "../routing.ts"
import type { Part } from "./rule.ts"
import { type Consumer, nameOf, type Progress } from "./state.ts"

/** Locks are asked of masters alone. */
export const lockerOf = (self: Consumer, { brokerName }: Pick<Progress, "brokerName">): string | undefined => {
  const broker = self.routing.route?.brokerDatas.find((data) => data.brokerName === brokerName)
  return broker && masterOf(broker)
}

/** Asks for the lock again that it holds: whoever answers late is not waited for. */
export const renewLock =
  (progress: Progress): Part =>
  (self) => {
    const to = lockerOf(self, progress)
    const { consumerGroup: group, topic, clientId } = self.config
    const asked: Part = (me) => [me, to === undefined ? [] : [{ _tag: "LockBatchMQ", to, request: renewalOf(progress), group, topic, queueId: progress.queueId, clientId }]]
    return chain(self, asked, renewLater(progress))
  }

export const renewLater =
  (progress: Progress): Part =>
  (self) => [self, [{ _tag: "ArmTimer", event: lockTimersOf(progress)[0], ms: self.config.rebalanceLockIntervalMs }]]

/** Id of the question whether a lock that is held still is. */
export const renewalOf = (progress: Progress): string => `renew ${nameOf(progress)}`

/** The lock is relied on from the answer on. RocketMQ `ProcessQueue.setLastLockTimestamp`. */
export const relyOnLock =
  (progress: Progress): Part =>
  (self) => [self, [{ _tag: "ArmTimer", event: lockTimersOf(progress)[1], ms: self.config.rebalanceLockMaxLiveTimeMs }]]

/** Renewed no more. */
export const stopRenewing =
  (progress: Progress): Part =>
  (self) => [self, lockTimersOf(progress).map((event) => ({ _tag: "CancelTimer", event }) as const)]

export const lockTimersOf = (progress: Progress) => [{ _tag: "LockTimeout", queue: nameOf(progress) }, { _tag: "LockLapsed", queue: nameOf(progress) }] as const

/** Gives back a lock that it holds. */
export const unlock =
  (progress: Progress): Part =>
  (self) => {
    const to = lockerOf(self, progress)
    const { consumerGroup: group, topic, clientId } = self.config
    return [self, to === undefined || progress.lock !== "held" ? [] : [{ _tag: "UnlockBatchMQ", to, group, clientId, topic, queueId: progress.queueId }]]
  }
