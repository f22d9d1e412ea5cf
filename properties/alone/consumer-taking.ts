/**
 * A consumer while it takes an event, as it should be: what {@link ./consumer.ts} says is said in these words.
 *
 * @module
 */
import type { ConsumerEvent } from "../../spec/client/consumer/events.ts"
import type { ConsumerOutput } from "../../spec/client/consumer/outputs.ts"
import type { Consumer, Message, Progress } from "../../spec/client/consumer/state.ts"
import { type Expected, hashMapOf, refining, tableOf } from "./refines.ts"
import { routingFrom } from "./routing.ts"

export const refines = refining<Consumer, ConsumerEvent, ConsumerOutput>()
export type Now = Expected<Consumer, ConsumerOutput>

/** `x@0`. */
export const named = ({ brokerName, queueId }: { readonly brokerName: string; readonly queueId: number }): string => `${brokerName}@${queueId}`

/** The question that is open, as brokers repeat it in their answers. */
export const questionOf = (queue: Progress): string =>
  queue.lock === "wanted" ? `lock ${named(queue)}` : queue.offset === null ? `offset ${named(queue)}` : `pull ${named(queue)} ${queue.offset}`

/** What all before it was processed. */
const processedTo = ({ offset, unprocessed }: Progress): number | null => (unprocessed.length > 0 ? Math.min(...unprocessed.map((message) => message.offset)) : offset)

export const taking = (self: Consumer) => {
  const { config } = self
  const says: ConsumerOutput[] = []
  const queues = tableOf(self.queues)
  const routing = routingFrom(self, (output) => says.push(output))
  let { listAsked } = self
  const ids = { group: config.consumerGroup, topic: config.topic }

  const brokers = () => routing.now().route?.brokerDatas ?? []
  const addressesOf = (brokerName: string): { readonly [id: string]: string } => brokers().find((broker) => broker.brokerName === brokerName)?.brokerAddrs ?? {}
  const masterOf = (brokerName: string): string | undefined => addressesOf(brokerName)["0"]
  const slaveOf = (brokerName: string): string | undefined => Object.entries(addressesOf(brokerName)).filter(([id]) => id !== "0").sort(([a], [b]) => Number(a) - Number(b))[0]?.[1]

  const arm = (event: Extract<ConsumerOutput, { readonly _tag: "ArmTimer" }>["event"], ms: readonly [number, number]): void => void says.push({ _tag: "ArmTimer", event, ms })
  const cancel = (event: Extract<ConsumerOutput, { readonly _tag: "CancelTimer" }>["event"]): void => void says.push({ _tag: "CancelTimer", event })
  const askAfterFailure = (): void => {
    if (config.pollRouteOnFailure) routing.ask()
  }

  /** Nobody is asked for a while. */
  const rest = (queue: Progress): void => {
    queues.set(named(queue), { ...queue, asked: null })
    arm({ _tag: "QueueTimeout", queue: named(queue) }, config.pullTimeDelayMillsWhenException)
  }

  /** The next question: for the lock, then for the group's offset, then for messages. A slave is read where there is no master, if that is wanted. */
  const goOn = (queue: Progress): void => {
    const master = masterOf(queue.brokerName)
    const to = master ?? (config.consumerFailoverToSlave && queue.lock !== "wanted" ? slaveOf(queue.brokerName) : undefined)
    if (to === undefined) {
      rest(queue)
      return askAfterFailure()
    }
    queues.set(named(queue), { ...queue, asked: to })
    arm({ _tag: "QueueTimeout", queue: named(queue) }, config.consumerTimeoutMillisWhenSuspend)
    const ask = { to, request: questionOf(queue), ...ids, queueId: queue.queueId }
    if (queue.lock === "wanted") says.push({ _tag: "LockBatchMQ", ...ask, clientId: config.clientId })
    else if (queue.offset === null) says.push({ _tag: "QueryConsumerOffset", ...ask })
    else
      says.push({
        _tag: "PullMessage",
        ...ask,
        offset: queue.offset,
        maxMsgNums: config.pullBatchSize,
        suspendTimeoutMillis: config.suspendTimeoutMillis,
        commitOffset: master === undefined ? null : processedTo(queue) || null,
        readFromFollower: master === undefined
      })
  }

  const begin = ({ brokerName, queueId }: { readonly brokerName: string; readonly queueId: number }): void =>
    goOn({ brokerName, queueId, offset: null, asked: null, unprocessed: [], lock: config.consumeOrderly ? "wanted" : "not needed" })

  const watchLockNoMore = (queue: Progress): void => {
    cancel({ _tag: "LockTimeout", queue: named(queue) })
    cancel({ _tag: "LockLapsed", queue: named(queue) })
  }

  /** It is not this member's any more. */
  const leave = (queue: Progress): void => {
    queues.delete(named(queue))
    cancel({ _tag: "QueueTimeout", queue: named(queue) })
    if (queue.lock === "held") watchLockNoMore(queue)
  }

  return {
    queues,
    routing,
    says,
    masterOf,
    arm,
    askAfterFailure,
    rest,
    goOn,
    begin,
    leave,
    brokers,
    list: () => listAsked,
    setList: (now: Consumer["listAsked"]): void => void (listAsked = now),
    /** The queue whose open question this answers. */
    asked: (request: string | number): Progress | undefined => [...queues.values()].find((queue) => queue.asked !== null && questionOf(queue) === request),
    /** In the order of their names. */
    sortedQueues: (): readonly Progress[] => [...queues.values()].sort((a, b) => (named(a) < named(b) ? -1 : 1)),
    readable: () => (routing.now().route?.queueDatas ?? []).flatMap(({ brokerName, perm, readQueueNums }) => (perm % 8 >= 4 ? Array.from({ length: readQueueNums }, (_, queueId) => ({ brokerName, queueId })) : [])),
    give: (queue: Progress, messages: readonly Message[]): void => void says.push({ _tag: "Consumed", brokerName: queue.brokerName, queueId: queue.queueId, messages }),
    /** Told to whoever has it next: how far it was processed, and that the lock is free. */
    handOver: (queue: Progress): void => {
      const to = masterOf(queue.brokerName)
      const offset = processedTo(queue)
      if (to !== undefined && offset !== null && offset > 0) says.push({ _tag: "UpdateConsumerOffset", to, ...ids, queueId: queue.queueId, offset })
      if (to !== undefined && queue.lock === "held") says.push({ _tag: "UnlockBatchMQ", to, ...ids, clientId: config.clientId, queueId: queue.queueId })
      leave(queue)
    },
    /** The lock is not relied on any more, nor what was fetched under it. */
    loseLock: (queue: Progress): void => {
      watchLockNoMore(queue)
      rest({ ...queue, lock: "wanted", offset: null, unprocessed: [] })
    },
    relyOnLock: (queue: Progress): void => arm({ _tag: "LockLapsed", queue: named(queue) }, config.rebalanceLockMaxLiveTimeMs),
    renewLater: (queue: Progress): void => arm({ _tag: "LockTimeout", queue: named(queue) }, config.rebalanceLockIntervalMs),
    heartbeats: (): void => {
      for (const { brokerAddrs } of brokers()) for (const to of Object.values(brokerAddrs)) says.push({ _tag: "Heartbeat", to, ...ids, clientId: config.clientId })
      arm({ _tag: "HeartbeatTimeout" }, config.heartbeatBrokerIntervalMs)
    },
    /** Any broker of the topic knows the members. */
    askMembers: (): void => {
      const first = brokers()[0]?.brokerName
      const at = first === undefined ? undefined : (masterOf(first) ?? slaveOf(first))
      arm({ _tag: "RebalanceTimeout" }, config.rebalanceIntervalMs)
      if (at === undefined) return
      listAsked = { at, again: false }
      says.push({ _tag: "GetConsumerListByGroup", to: at, group: config.consumerGroup })
    },
    now: (): Now => ({ next: { routing: routing.now(), queues: hashMapOf(queues), listAsked }, says })
  }
}
