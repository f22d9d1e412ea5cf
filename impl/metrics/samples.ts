/**
 * What there is to measure of one broker, as plain data: read when somebody asks, counted nowhere else.
 *
 * Names and labels are RocketMQ 5's: `BrokerMetricsConstant`, `DefaultStoreMetricsConstant`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../spec/broker/state.ts"
import { endOf } from "../../spec/serving/hold.ts"
import { allOffsets } from "../../spec/serving/offsets.ts"
import { systemTopics } from "../../spec/serving/topics.ts"
import { queueKey } from "../../spec/vocabulary.ts"
import { Stats, type Statistics } from "../broker/admin/statistics.ts"
import type { EntryLog } from "../store/entry-log.ts"

const CONSUME_MODES: { readonly [type: string]: string } = { CONSUME_ACTIVELY: "pull", CONSUME_POP: "pop" }

/** Every metric that is told: what it is, and what it counts. */
export const metrics = {
  rocketmq_messages_in_total: { type: "counter", help: "Messages that producers have sent, by topic." },
  rocketmq_throughput_in_total: { type: "counter", help: "Bytes of messages that producers have sent, by topic." },
  rocketmq_messages_out_total: { type: "counter", help: "Messages that consumers have pulled, by topic and group." },
  rocketmq_throughput_out_total: { type: "counter", help: "Bytes of messages that consumers have pulled, by topic and group." },
  rocketmq_consumer_inflight_messages: { type: "gauge", help: "Messages that a group was handed by POP, and that are neither acked nor come again." },
  rocketmq_consumer_lag_messages: { type: "gauge", help: "Messages that a group has not consumed of a topic, by the offsets that it has committed." },
  rocketmq_consumer_connections: { type: "gauge", help: "Consumers of a group that are connected." },
  rocketmq_producer_connections: { type: "gauge", help: "Producers that are connected." },
  rocketmq_topic_number: { type: "gauge", help: "Topics on this broker." },
  rocketmq_consumer_group_number: { type: "gauge", help: "Consumer groups that this broker knows." },
  rocketmq_half_messages: { type: "gauge", help: "Half messages whose transaction has not ended." },
  rocketmq_storage_size: { type: "gauge", help: "Bytes of messages in the log." },
  rocketmq_storage_flush_behind_bytes: { type: "gauge", help: "Bytes of the log that are not on disk yet." },
  rocketmq_storage_dispatch_behind_bytes: { type: "gauge", help: "Bytes of the log that are not in their queues yet." }
} as const satisfies Readonly<Record<string, { readonly type: "counter" | "gauge"; readonly help: string }>>

export type Metric = keyof typeof metrics

export interface Sample {
  readonly metric: Metric
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What a broker is measured by. */
export interface Observed {
  readonly state: () => Broker
  readonly log: EntryLog
  readonly statistics: Statistics
}

const LOCAL = { storage_type: "local", storage_medium: "disk" }

export const samplesOf = ({ state, log, statistics }: Observed): readonly Sample[] => {
  const self = state()
  const { config } = self
  const node = { cluster: config.brokerClusterName, node_type: "broker", node_id: config.brokerName }
  const system = new Set(systemTopics(config).map(([topic]) => topic))
  const about = (topic: string) => ({ topic, is_system: String(system.has(topic)), is_retry: String(topic.startsWith("%RETRY%")) })
  const samples: Sample[] = []
  const tell = (metric: Metric, value: number, labels: Readonly<Record<string, string>> = {}): void => void samples.push({ metric, value, labels: { ...node, ...labels } })

  for (const [topic, sum] of statistics.totals(Stats.TOPIC_PUT_NUMS)) tell("rocketmq_messages_in_total", sum, about(topic))
  for (const [topic, sum] of statistics.totals(Stats.TOPIC_PUT_SIZE)) tell("rocketmq_throughput_in_total", sum, about(topic))
  const byGroup = (metric: Metric, name: string): void => {
    for (const [key, sum] of statistics.totals(name)) {
      const [topic = "", group = ""] = key.split("@")
      tell(metric, sum, { ...about(topic), consumer_group: group })
    }
  }
  byGroup("rocketmq_messages_out_total", Stats.GROUP_GET_NUMS)
  byGroup("rocketmq_throughput_out_total", Stats.GROUP_GET_SIZE)

  const lags = new Map<string, number>()
  for (const [key, offset] of allOffsets(self)) {
    const [group = "", topic = "", queueId = ""] = key.split("@")
    const behind = Math.max(0, endOf(self, queueKey(topic, Number(queueId))) - offset)
    lags.set(`${group}@${topic}`, (lags.get(`${group}@${topic}`) ?? 0) + behind)
  }
  for (const [key, lag] of lags) {
    const [group = "", topic = ""] = key.split("@")
    tell("rocketmq_consumer_lag_messages", lag, { ...about(topic), consumer_group: group })
  }
  const inFlight = new Map<string, number>()
  for (const { group, topic, offsets } of HashMap.values(self.pop.checkPoints)) inFlight.set(`${group}@${topic}`, (inFlight.get(`${group}@${topic}`) ?? 0) + offsets.length)
  for (const [key, messages] of inFlight) {
    const [group = "", topic = ""] = key.split("@")
    tell("rocketmq_consumer_inflight_messages", messages, { ...about(topic), consumer_group: group })
  }
  for (const [group, { members, consumeType }] of self.groups) tell("rocketmq_consumer_connections", members.length, { consumer_group: group, consume_mode: CONSUME_MODES[consumeType] ?? "push" })
  tell("rocketmq_producer_connections", HashMap.size(self.producers))
  tell("rocketmq_topic_number", HashMap.size(self.topics))
  tell("rocketmq_consumer_group_number", new Set([...HashMap.keys(self.groups), ...HashMap.keys(self.subscriptionGroups)]).size)
  tell("rocketmq_half_messages", HashMap.size(self.halves))

  const before = log.firstIndex - 1
  const end = log.positionAfter(log.lastIndex)
  tell("rocketmq_storage_size", end - log.positionAfter(before), LOCAL)
  tell("rocketmq_storage_flush_behind_bytes", end - log.positionAfter(Math.max(self.log.durableIndex, before)), LOCAL)
  tell("rocketmq_storage_dispatch_behind_bytes", end - log.positionAfter(Math.max(self.dispatchedIndex, before)), LOCAL)
  return samples
}
