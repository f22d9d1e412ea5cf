/**
 * Going on with a queue: one question is open at a time, or a timer runs.
 *
 * RocketMQ `DefaultMQPushConsumerImpl.pullMessage`, `RebalanceImpl.updateProcessQueueTableInRebalance`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { chain } from "../../machine.ts"
import { PERM_READ } from "../../vocabulary.ts"
import { askRoute, masterOf, slaveOf } from "../routing.ts"
import { ignore, type Next, type Part } from "./rule.ts"
import { type Consumer, type Message, nameOf, type Progress } from "./state.ts"

/** The topic's readable queues, in the order of their names. RocketMQ `topicRouteData2TopicSubscribeInfo`. */
export const readableQueues = ({ routing: { route } }: Consumer): readonly { readonly brokerName: string; readonly queueId: number }[] =>
  (route?.queueDatas ?? []).flatMap(({ brokerName, perm, readQueueNums }) =>
    (perm & PERM_READ) === 0 ? [] : Array.from({ length: readQueueNums }, (_, queueId) => ({ brokerName, queueId }))
  )

export const progressOf = (self: Consumer, name: string): Progress | undefined => Option.getOrUndefined(HashMap.get(self.queues, name))

/** Queues that such a thing is true of, in the order of their names. */
export const queuesWhere = (self: Consumer, holds: (progress: Progress) => boolean): readonly Progress[] =>
  [...HashMap.values(self.queues)].filter(holds).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))

/** Id of the question that is open: what is asked, of which queue. It is the same for the same question. */
export const requestOf = (progress: Progress): string =>
  progress.lock === "wanted" ? `lock ${nameOf(progress)}` : progress.offset === null ? `offset ${nameOf(progress)}` : `pull ${nameOf(progress)} ${progress.offset}`

/** The queue whose open question this is. Answers to other questions come too late. */
export const askedAs = (self: Consumer, request: string | number): Progress | undefined =>
  [...HashMap.values(self.queues)].find((progress) => progress.asked !== null && requestOf(progress) === request)

/** What the group has done with: the smallest offset that is not processed. RocketMQ `ProcessQueue.removeMessage`. */
export const doneUpTo = ({ offset, unprocessed }: Progress): number | null => unprocessed[0]?.offset ?? offset

/** A queue that is new: nothing of it is known yet. */
export const newQueue = (self: Consumer, { brokerName, queueId }: Pick<Progress, "brokerName" | "queueId">): Progress => ({
  brokerName,
  queueId,
  offset: null,
  asked: null,
  unprocessed: [],
  lock: self.config.consumeOrderly ? "wanted" : "not needed"
})

/** Where to read: from the master; without one from a slave, if the configuration says so (C5). */
const sourceOf = (self: Consumer, { brokerName }: Progress): { readonly address: string; readonly slave: boolean } | undefined => {
  const broker = self.routing.route?.brokerDatas.find((data) => data.brokerName === brokerName)
  const master = broker && masterOf(broker)
  if (master !== undefined) return { address: master, slave: false }
  const address = broker && self.config.consumerFailoverToSlave ? slaveOf(broker) : undefined
  return address === undefined ? undefined : { address, slave: true }
}

/** Locks are asked of masters alone. */
export const lockerOf = (self: Consumer, { brokerName }: Progress): string | undefined => {
  const broker = self.routing.route?.brokerDatas.find((data) => data.brokerName === brokerName)
  return broker && masterOf(broker)
}

/**
 * Asks for the lock if there must be one, then for the group's offset if it is not known, then for messages from there on.
 * The progress goes with the pull: the smallest offset that is not processed, so that an offset is committed only after
 * everything before it has been (S22).
 */
export const advance =
  (progress: Progress): Part =>
  (self) => {
    const locker = lockerOf(self, progress)
    const source = progress.lock === "wanted" ? (locker === undefined ? undefined : { address: locker, slave: false }) : sourceOf(self, progress)
    if (source === undefined) return chain(self, pause(progress), askAfterFailure)
    const { config } = self
    const done = doneUpTo(progress)
    const ask = { to: source.address, request: requestOf(progress), group: config.consumerGroup, topic: config.topic, queueId: progress.queueId }
    return [
      withQueue(self, { ...progress, asked: source.address }),
      [
        progress.lock === "wanted"
          ? { _tag: "LockBatchMQ", ...ask, clientId: config.clientId }
          : progress.offset === null
          ? { _tag: "QueryConsumerOffset", ...ask }
          : {
              _tag: "PullMessage",
              ...ask,
              offset: progress.offset,
              maxMsgNums: config.pullBatchSize,
              suspendTimeoutMillis: config.suspendTimeoutMillis,
              commitOffset: source.slave || done === 0 ? null : done,
              readFromFollower: source.slave
            },
        { _tag: "ArmTimer", event: timeoutOf(progress), ms: config.consumerTimeoutMillisWhenSuspend }
      ]
    ]
  }

/** The application has these, and is done with them. */
export const consume =
  ({ brokerName, queueId }: Progress, messages: readonly Message[]): Part =>
  (self) => [
    self.config.remembersConsumed ? { ...self, consumed: [...self.consumed, ...messages.map(({ offset, message }) => ({ brokerName, queueId, offset, message }))] } : self,
    [{ _tag: "Consumed", brokerName, queueId, messages }]
  ]

/** Goes on after a while. */
export const pause =
  (progress: Progress): Part =>
  (self) => [
    withQueue(self, { ...progress, asked: null }),
    [{ _tag: "ArmTimer", event: timeoutOf(progress), ms: self.config.pullTimeDelayMillsWhenException }]
  ]

/** Nothing to read yet: a broker that may hold pulls is asked again at once, another after a while. */
export const awaitMore = (progress: Progress): Part => (self) =>
  (self.config.suspendTimeoutMillis > 0 ? advance(progress) : pause(progress))(self)

export const forget =
  (progress: Progress): Part =>
  (self) => [
    { ...self, queues: HashMap.remove(self.queues, nameOf(progress)) },
    [{ _tag: "CancelTimer", event: timeoutOf(progress) }, ...(progress.lock === "held" ? lockTimersOf(progress).map((event) => ({ _tag: "CancelTimer", event }) as const) : [])]
  ]

/** Another member's from now on: its progress is told, its lock given back, and what was fetched is not processed here. */
export const handOver =
  (progress: Progress): Part =>
  (self) => {
    const to = lockerOf(self, progress)
    const done = doneUpTo(progress)
    const { consumerGroup: group, topic, clientId } = self.config
    const { queueId } = progress
    return chain(
      self,
      (me) => [me, to === undefined || done === null || done === 0 ? [] : [{ _tag: "UpdateConsumerOffset", to, group, topic, queueId, offset: done }]],
      (me) => [me, to === undefined || progress.lock !== "held" ? [] : [{ _tag: "UnlockBatchMQ", to, group, clientId, topic, queueId }]],
      forget(progress)
    )
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

const lockTimersOf = (progress: Progress) => [{ _tag: "LockTimeout", queue: nameOf(progress) }, { _tag: "LockLapsed", queue: nameOf(progress) }] as const

/** Something has failed: the route may have changed. */
export const askAfterFailure = (self: Consumer): Next => (self.config.pollRouteOnFailure ? askRoute(self) : ignore(self))

export const withQueue = (self: Consumer, progress: Progress): Consumer => ({ ...self, queues: HashMap.set(self.queues, nameOf(progress), progress) })

const timeoutOf = (progress: Progress) => ({ _tag: "QueueTimeout", queue: nameOf(progress) }) as const
