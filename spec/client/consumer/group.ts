/**
 * The other members: a member says that it is there, asks who else is, and takes its share of the queues.
 *
 * RocketMQ `MQClientInstance.sendHeartbeatToAllBroker`, `RebalanceImpl.rebalanceByTopic`, `AllocateMessageQueueAveragely`.
 *
 * @module
 */
import { chain } from "../../machine.ts"
import { masterOf, slaveOf } from "../routing.ts"
import { advance, handOver, newQueue, progressOf, queuesWhere, readableQueues } from "./queues.ts"
import type { Next, Part } from "./rule.ts"
import { type Consumer, nameOf, type Progress } from "./state.ts"

/** To masters and slaves: a slave must know the members while its master is down. */
export const heartbeatToAll: Part = (self) => {
  const { consumerGroup: group, clientId, topic, heartbeatBrokerIntervalMs } = self.config
  const addresses = (self.routing.route?.brokerDatas ?? []).flatMap(({ brokerAddrs }) => Object.values(brokerAddrs))
  return [
    self,
    [
      ...addresses.map((to) => ({ _tag: "Heartbeat", to, group, clientId, topic }) as const),
      { _tag: "ArmTimer", event: { _tag: "HeartbeatTimeout" }, ms: heartbeatBrokerIntervalMs }
    ]
  ]
}

/** Any broker of the topic knows the members: the first one is asked, a slave where there is no master. */
export const rebalance = (self: Consumer): Next => {
  const [first] = self.routing.route?.brokerDatas ?? []
  const at = first && (masterOf(first) ?? slaveOf(first))
  const later = { _tag: "ArmTimer", event: { _tag: "RebalanceTimeout" }, ms: self.config.rebalanceIntervalMs } as const
  if (at === undefined) return [self, [later]]
  return [{ ...self, listAsked: { at, again: false } }, [{ _tag: "GetConsumerListByGroup", to: at, group: self.config.consumerGroup }, later]]
}

/** Equal shares of the queues, the first members one more each if there is a rest; a member that nobody knows gets none. */
export const shareOf = <A>(queues: readonly A[], members: readonly string[], clientId: string): readonly A[] => {
  const index = members.indexOf(clientId)
  if (index < 0) return []
  const each = Math.floor(queues.length / members.length)
  const rest = queues.length % members.length
  const from = index * each + Math.min(index, rest)
  return queues.slice(from, from + each + (index < rest ? 1 : 0))
}

/** Its lock or its offset was asked for: the answer is waited for before anything else is done with the queue, as in RocketMQ's `rebalanceByTopic`. */
const isBeginning = ({ asked, offset }: Progress): boolean => asked !== null && offset === null

/** Takes its share: hands the other queues over, now or the next time, and begins with those that are new. */
export const takeShare =
  (members: readonly string[]): Part =>
  (self) => {
    const all = [...readableQueues(self)].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    const mine = shareOf(all, [...members].sort(), self.config.clientId)
    const names = new Set(mine.map(nameOf))
    return chain(
      self,
      ...queuesWhere(self, (progress) => !names.has(nameOf(progress)) && !isBeginning(progress)).map(handOver),
      ...mine.filter((queue) => progressOf(self, nameOf(queue)) === undefined).map((queue) => advance(newQueue(self, queue)))
    )
  }
