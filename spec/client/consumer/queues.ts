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
import { lockerOf, lockTimersOf, unlock } from "./locks.ts"
import type { ConsumerOutput } from "./outputs.ts"
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
export const requestOf = (progress: Progress): string => {
  if (progress.lock === "wanted") return `lock ${nameOf(progress)}`
  return progress.offset === null ? `offset ${nameOf(progress)}` : `pull ${nameOf(progress)} ${progress.offset}`
}

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

interface Source {
  readonly address: string
  readonly slave: boolean
}

/** Whom to ask: the master; without one a slave, if the configuration says so (C5), but for locks, which masters alone give. */
const sourceOf = (self: Consumer, { brokerName, lock }: Progress): Source | undefined => {
  const broker = self.routing.route?.brokerDatas.find((data) => data.brokerName === brokerName)
  const master = broker && masterOf(broker)
  if (master !== undefined) return { address: master, slave: false }
  const address = broker && self.config.consumerFailoverToSlave && lock !== "wanted" ? slaveOf(broker) : undefined
  return address === undefined ? undefined : { address, slave: true }
}

/**
 * Asks for the lock if there must be one, then for the group's offset if it is not known, then for messages from there on.
 * The progress goes with the pull: the smallest offset that is not processed, so that an offset is committed only after
 * everything before it has been (S22).
 */
export const advance =
  (progress: Progress): Part =>
  (self) => {
    const source = sourceOf(self, progress)
    if (source === undefined) return chain(self, pause(progress), askAfterFailure)
    return [
      withQueue(self, { ...progress, asked: source.address }),
      [questionOf(self, progress, source), { _tag: "ArmTimer", event: timeoutOf(progress), ms: self.config.consumerTimeoutMillisWhenSuspend }]
    ]
  }

const questionOf = ({ config }: Consumer, progress: Progress, { address, slave }: Source): ConsumerOutput => {
  const ask = { to: address, request: requestOf(progress), group: config.consumerGroup, topic: config.topic, queueId: progress.queueId }
  if (progress.lock === "wanted") return { _tag: "LockBatchMQ", ...ask, clientId: config.clientId }
  if (progress.offset === null) return { _tag: "QueryConsumerOffset", ...ask }
  const done = doneUpTo(progress)
  return {
    _tag: "PullMessage",
    ...ask,
    offset: progress.offset,
    maxMsgNums: config.pullBatchSize,
    suspendTimeoutMillis: config.suspendTimeoutMillis,
    commitOffset: slave || done === 0 ? null : done,
    readFromFollower: slave
  }
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
    const { consumerGroup: group, topic } = self.config
    const tell: Part = (me) => [me, to === undefined || done === null || done === 0 ? [] : [{ _tag: "UpdateConsumerOffset", to, group, topic, queueId: progress.queueId, offset: done }]]
    return chain(self, tell, unlock(progress), forget(progress))
  }

/** Something has failed: the route may have changed. */
export const askAfterFailure = (self: Consumer): Next => (self.config.pollRouteOnFailure ? askRoute(self) : ignore(self))

export const withQueue = (self: Consumer, progress: Progress): Consumer => ({ ...self, queues: HashMap.set(self.queues, nameOf(progress), progress) })

const timeoutOf = (progress: Progress) => ({ _tag: "QueueTimeout", queue: nameOf(progress) }) as const
