/**
 * What routes look like.
 *
 * RocketMQ `RouteInfoManager.pickupTopicRouteData`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BrokerAddrs, BrokerData, NameServer, QueueData, RouteData } from "./state.ts"
import { brokerOf } from "./tables.ts"
import { sorted } from "../sorted.ts"

export const brokerData = (brokerName: string, { cluster, addrs }: BrokerAddrs): BrokerData => ({
  cluster,
  brokerName,
  brokerAddrs: Object.fromEntries(addrs)
})

/** The brokers that have queues of this topic, and some address: a slave's will do. `undefined`: there is none. */
export const routeOf = (self: NameServer, topic: string): RouteData | undefined => {
  const queues = HashMap.get(self.topicQueueTable, topic)
  if (Option.isNone(queues)) return undefined
  const brokerDatas: BrokerData[] = []
  const queueDatas: QueueData[] = []
  for (const [brokerName, { readQueueNums, writeQueueNums, perm, topicSysFlag }] of sorted(queues.value)) {
    const broker = brokerOf(self, brokerName)
    if (broker !== undefined) brokerDatas.push(brokerData(brokerName, broker))
    queueDatas.push({ brokerName, readQueueNums, writeQueueNums, perm, topicSysFlag })
  }
  return brokerDatas.length > 0 ? { brokerDatas, queueDatas } : undefined
}
