/**
 * Topic configurations as RocketMQ writes them in JSON.
 *
 * RocketMQ `TopicConfig`, `TopicConfigSerializeWrapper`.
 *
 * @module
 */
import type { TopicConfig } from "../../spec/broker/state.ts"

export const topicJson = (topicName: string, { order, perm, readQueueNums, writeQueueNums, topicSysFlag, attributes }: TopicConfig) => ({
  ...(attributes === undefined ? {} : { attributes }),
  order,
  perm,
  readQueueNums,
  topicFilterType: "SINGLE_TAG",
  topicName,
  topicSysFlag,
  writeQueueNums
})

export const topicTableJson = (topics: readonly (readonly [string, TopicConfig])[], counter: number, stateVersion: number, timestamp: number) => ({
  dataVersion: { counter, stateVersion, timestamp },
  topicConfigTable: Object.fromEntries(topics.map(([name, topic]) => [name, topicJson(name, topic)]))
})
