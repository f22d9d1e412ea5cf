/**
 * Which queues a member of a group is to use, as its broker tells it.
 *
 * RocketMQ `AllocateMessageQueueAveragely`, `AllocateMessageQueueAveragelyByCircle`, `QueryAssignmentProcessor.allocate4Pop`.
 *
 * @module
 */
import { shareOf } from "../client/consumer/group.ts"

export interface AssignedQueue {
  readonly brokerName: string
  /** −1: any queue of this broker. */
  readonly queueId: number
}

type Strategy = (queues: readonly AssignedQueue[], members: readonly string[], clientId: string) => readonly AssignedQueue[]

/** By name; both give nothing to a member that nobody knows. */
export const strategies: { readonly [name: string]: Strategy | undefined } = {
  AVG: shareOf,
  AVG_BY_CIRCLE: (queues, members, clientId) => {
    const index = members.indexOf(clientId)
    return index < 0 ? [] : queues.filter((_, i) => i % members.length === index)
  }
}

const nameOf = ({ brokerName, queueId }: AssignedQueue): string => `${brokerName}@${queueId}`

/**
 * Of a group that pops: every member any queue of every broker, or, if only so many others may have a queue too, its own share and
 * the shares of as many that come behind it.
 */
export const allocateForPop = (strategy: Strategy, queues: readonly AssignedQueue[], members: readonly string[], clientId: string, popShareQueueNum: number): readonly AssignedQueue[] => {
  if (popShareQueueNum <= 0 || popShareQueueNum >= members.length - 1) return distinct(queues.map(({ brokerName }) => ({ brokerName, queueId: -1 })))
  const index = members.indexOf(clientId)
  if (members.length > queues.length) return index < 0 ? [] : [queues[index % queues.length] as AssignedQueue]
  if (index < 0) return []
  const sharers = Array.from({ length: popShareQueueNum + 1 }, (_, i) => members[(index + i) % members.length] as string)
  return distinct(sharers.flatMap((member) => strategy(queues, members, member)))
}

const distinct = (queues: readonly AssignedQueue[]): readonly AssignedQueue[] => [...new Map(queues.map((queue) => [nameOf(queue), queue])).values()]
