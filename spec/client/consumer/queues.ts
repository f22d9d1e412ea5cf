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
import { type Consumer, nameOf, type Progress } from "./state.ts"

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
  progress.offset === null ? `offset ${nameOf(progress)}` : `pull ${nameOf(progress)} ${progress.offset}`

/** The queue whose open question this is. Answers to other questions come too late. */
export const askedAs = (self: Consumer, request: string | number): Progress | undefined =>
  [...HashMap.values(self.queues)].find((progress) => progress.asked !== null && requestOf(progress) === request)

/** Where to read: from the master; without one from a slave, if the configuration says so (C5). */
const sourceOf = (self: Consumer, { brokerName }: Progress): { readonly address: string; readonly slave: boolean } | undefined => {
  const broker = self.routing.route?.brokerDatas.find((data) => data.brokerName === brokerName)
  const master = broker && masterOf(broker)
  if (master !== undefined) return { address: master, slave: false }
  const address = broker && self.config.consumerFailoverToSlave ? slaveOf(broker) : undefined
  return address === undefined ? undefined : { address, slave: true }
}

/**
 * Asks for the group's offset if it is not known, else for messages from there on. The progress goes with the pull, so that
 * an offset is committed only after everything before it has been consumed.
 */
export const advance =
  (progress: Progress): Part =>
  (self) => {
    const source = sourceOf(self, progress)
    if (source === undefined) return chain(self, pause(progress), askAfterFailure)
    const { config } = self
    const ask = { to: source.address, request: requestOf(progress), group: config.consumerGroup, topic: config.topic, queueId: progress.queueId }
    return [
      withQueue(self, { ...progress, asked: source.address }),
      [
        progress.offset === null
          ? { _tag: "QueryConsumerOffset", ...ask }
          : {
              _tag: "PullMessage",
              ...ask,
              offset: progress.offset,
              maxMsgNums: config.pullBatchSize,
              suspendTimeoutMillis: config.suspendTimeoutMillis,
              commitOffset: source.slave || progress.offset === 0 ? null : progress.offset,
              readFromFollower: source.slave
            },
        { _tag: "ArmTimer", event: timeoutOf(progress), ms: config.consumerTimeoutMillisWhenSuspend }
      ]
    ]
  }

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
  (self) => [{ ...self, queues: HashMap.remove(self.queues, nameOf(progress)) }, [{ _tag: "CancelTimer", event: timeoutOf(progress) }]]

/** Something has failed: the route may have changed. */
export const askAfterFailure = (self: Consumer): Next => (self.config.pollRouteOnFailure ? askRoute(self) : ignore(self))

const withQueue = (self: Consumer, progress: Progress): Consumer => ({ ...self, queues: HashMap.set(self.queues, nameOf(progress), progress) })

const timeoutOf = (progress: Progress) => ({ _tag: "QueueTimeout", queue: nameOf(progress) }) as const
