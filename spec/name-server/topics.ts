/**
 * Topics of a broker: publishing them, and taking them off writing.
 *
 * RocketMQ `RouteInfoManager.createAndUpdateQueueData`, `operateWritePermOfBroker`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { TopicConfig } from "../broker/state.ts"
import type { Part } from "./rule.ts"
import type { NameServer, TopicQueue } from "./state.ts"

/**
 * The master's topics go into the routes. What it publishes as before stays as it is, an operator's wipe included, unless
 * this broker is `fresh`. A topic that it does not publish any more stays until somebody deletes it.
 */
export const publish =
  (brokerName: string, topics: readonly (readonly [string, TopicConfig])[], fresh: boolean): Part =>
  (self) => {
    let table = self.topicQueueTable
    for (const [topic, { readQueueNums, writeQueueNums, perm, topicSysFlag }] of topics) {
      const queues = Option.getOrElse(HashMap.get(table, topic), () => HashMap.empty<string, TopicQueue>())
      const old = Option.getOrUndefined(HashMap.get(queues, brokerName))
      const now: TopicQueue = { readQueueNums, writeQueueNums, perm, topicSysFlag, publishedPerm: perm }
      if (old !== undefined && samePublished(old, now) && (!fresh || old.perm === perm)) continue
      table = HashMap.set(table, topic, HashMap.set(queues, brokerName, now))
    }
    return [table === self.topicQueueTable ? self : { ...self, topicQueueTable: table }, []]
  }

const samePublished = (a: TopicQueue, b: TopicQueue): boolean =>
  a.readQueueNums === b.readQueueNums &&
  a.writeQueueNums === b.writeQueueNums &&
  a.publishedPerm === b.publishedPerm &&
  a.topicSysFlag === b.topicSysFlag

/** Changes what clients may do with every topic of a broker. Says how many topics it has. */
export const setPerm = (self: NameServer, brokerName: string, perm: (old: number) => number): readonly [NameServer, number] => {
  let table = self.topicQueueTable
  let count = 0
  for (const [topic, queues] of HashMap.entries(self.topicQueueTable)) {
    const queue = HashMap.get(queues, brokerName)
    if (Option.isNone(queue)) continue
    count += 1
    table = HashMap.set(table, topic, HashMap.set(queues, brokerName, { ...queue.value, perm: perm(queue.value.perm) }))
  }
  return [{ ...self, topicQueueTable: table }, count]
}
