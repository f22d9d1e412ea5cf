/**
 * What there is to measure of one broker, as plain data: read when somebody asks, counted nowhere else.
 *
 * Names and labels are RocketMQ 5's: `BrokerMetricsConstant`, `DefaultStoreMetricsConstant`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../spec/broker/state.ts"
import { HALF_TOPIC } from "../../spec/transaction/halves.ts"
import { systemTopics } from "../../spec/serving/topics.ts"
import { groupNames } from "../broker/admin/groups.ts"
import { earliestTime } from "../broker/admin/runtime-info.ts"
import { Stats, type Statistics } from "../broker/admin/statistics.ts"
import { timedByTopic } from "../broker/admin/waiting.ts"
import type { ClientInfo } from "../broker/request-context.ts"
import type { Storage } from "../broker/storage.ts"
import { storeTimeAt } from "../broker/store-time.ts"
import { versionName } from "../remoting/command.ts"
import { lagsOf } from "./lags.ts"
import type { Counted, Spread } from "./observations.ts"

const CONSUME_MODES: { readonly [type: string]: string } = { CONSUME_ACTIVELY: "pull", CONSUME_POP: "pop" }

/** Every metric that is told: what it is, and what it counts. With a unit: told by that name besides, as RocketMQ 5's own exporter spells it. */
export const metrics = {
  rocketmq_messages_in_total: { type: "counter", help: "Messages that producers have sent, by topic and type." },
  rocketmq_throughput_in_total: { type: "counter", help: "Bytes of messages that producers have sent, by topic and type." },
  rocketmq_message_size: { type: "histogram", help: "Bytes of the messages that producers have sent." },
  rocketmq_messages_out_total: { type: "counter", help: "Messages that consumers have pulled or popped, by topic and group." },
  rocketmq_throughput_out_total: { type: "counter", help: "Bytes of messages that consumers have pulled or popped, by topic and group." },
  rocketmq_consumer_inflight_messages: { type: "gauge", help: "Messages that a group was handed by POP, and that are neither acked nor come again." },
  rocketmq_consumer_lag_messages: { type: "gauge", help: "Messages that a group has not consumed of a topic, by the offsets that it has committed." },
  rocketmq_consumer_lag_latency: { type: "gauge", unit: "milliseconds", help: "Milliseconds that the oldest message waits that a group has not consumed." },
  rocketmq_consumer_queueing_latency: { type: "gauge", unit: "milliseconds", help: "Milliseconds that the oldest message waits that a group was not handed." },
  rocketmq_consumer_ready_messages: { type: "gauge", help: "Messages that a group can get now." },
  rocketmq_send_to_dlq_messages_total: { type: "counter", help: "Messages that a group has had for the last time, and that are in its dead letter queue." },
  rocketmq_consumer_connections: { type: "gauge", help: "Consumers of a group that are connected." },
  rocketmq_producer_connections: { type: "gauge", help: "Producers that are connected." },
  rocketmq_topic_number: { type: "gauge", help: "Topics on this broker." },
  rocketmq_consumer_group_number: { type: "gauge", help: "Consumer groups that this broker knows." },
  rocketmq_broker_permission: { type: "gauge", help: "What clients may do here: 2 write, 4 read, 6 both." },
  rocketmq_processor_watermark: { type: "gauge", help: "Requests that wait for a thread: none, as there are no threads to wait for." },
  rocketmq_half_messages: { type: "gauge", help: "Half messages whose transaction has not ended." },
  rocketmq_commit_messages_total: { type: "counter", help: "Transactions that were committed, by topic." },
  rocketmq_rollback_messages_total: { type: "counter", help: "Transactions that were rolled back, by topic." },
  rocketmq_finish_message_latency: { type: "histogram", unit: "milliseconds", help: "Seconds from when a half message was made to its commit, whatever its other name says: RocketMQ counts seconds, too." },
  rocketmq_timer_enqueue_lag: { type: "gauge", help: "Timer messages that are stored and do not wait yet: none, they wait at once." },
  rocketmq_timer_dequeue_lag: { type: "gauge", help: "Timer messages whose time has come and that are not in their topics: none that somebody waits for." },
  rocketmq_timing_messages: { type: "gauge", help: "Timer messages that wait for their time, by topic." },
  rocketmq_rpc_latency: { type: "histogram", unit: "milliseconds", help: "Milliseconds from a request to its answer." },
  rocketmq_storage_size: { type: "gauge", unit: "bytes", help: "Bytes of messages in the log." },
  rocketmq_storage_flush_behind_bytes: { type: "gauge", help: "Bytes of the log that are not on disk yet." },
  rocketmq_storage_dispatch_behind_bytes: { type: "gauge", help: "Bytes of the log that are not in their queues yet." },
  rocketmq_storage_message_reserve_time: { type: "gauge", unit: "milliseconds", help: "Milliseconds since the oldest message that is kept was stored." }
} as const satisfies Readonly<Record<string, { readonly type: "counter" | "gauge" | "histogram"; readonly unit?: string; readonly help: string }>>

export type Metric = keyof typeof metrics

export interface Sample {
  readonly metric: Metric
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  /** Of a histogram: how many up to a bound (label `le`), their sum, or how many. */
  readonly part?: "_bucket" | "_sum" | "_count"
}

/** What a broker is measured by. */
export interface Observed {
  readonly state: () => Broker
  readonly storage: Pick<Storage, "log" | "queues">
  readonly statistics: Statistics
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly clientAt: (channel: string) => ClientInfo | undefined
}

const LOCAL = { storage_type: "local", storage_medium: "disk" }

/** Threads that RocketMQ has for requests, by what they do. */
const PROCESSORS = ["send", "async_put", "pull", "ack", "query_message", "client_manager", "heartbeat", "lite_pull", "transaction", "consumer_manager", "admin", "reply"]

/** RocketMQ `MixAll.CID_RMQ_SYS_PREFIX`. */
const isSystemGroup = (group: string): boolean => group.toLowerCase().startsWith("cid_rmq_sys_")

export const samplesOf = ({ state, storage, statistics, now, clientAt }: Observed): readonly Sample[] => {
  const { log } = storage
  const self = state()
  const { config } = self
  const node = { cluster: config.brokerClusterName, node_type: "broker", node_id: config.brokerName }
  const system = new Set(systemTopics(config).map(([topic]) => topic))
  const isSystem = (topic: string, group = ""): string => String(system.has(topic) || isSystemGroup(group))
  const about = (topic: string, group: string) => ({ topic, consumer_group: group, is_system: isSystem(topic, group), is_retry: String(topic.startsWith("%RETRY%")) })
  const samples: Sample[] = []
  const tell = (metric: Metric, value: number, labels: Readonly<Record<string, string>> = {}): void => void samples.push({ metric, value, labels: { ...node, ...labels } })
  const each = (metric: Metric, counted: readonly Counted[], more: (labels: Counted["labels"]) => Readonly<Record<string, string>> = () => ({})): void => {
    for (const { labels, value } of counted) tell(metric, value, { ...labels, ...more(labels) })
  }
  const spread = (metric: Metric, spreads: readonly Spread[], more: (labels: Spread["labels"]) => Readonly<Record<string, string>> = () => ({})): void => {
    for (const { labels: own, bounds, counts, sum } of spreads) {
      const labels = { ...node, ...own, ...more(own) }
      let count = 0
      for (const [i, inBucket] of counts.entries()) {
        count += inBucket
        samples.push({ metric, part: "_bucket", value: count, labels: { ...labels, le: bounds[i] === undefined ? "+Inf" : String(bounds[i]) } })
      }
      samples.push({ metric, part: "_sum", value: sum, labels }, { metric, part: "_count", value: count, labels })
    }
  }
  const { observations } = statistics
  const ofTopic = ({ topic = "" }: Counted["labels"]) => ({ is_system: isSystem(topic) })
  each("rocketmq_messages_in_total", observations.messagesIn.all(), ofTopic)
  each("rocketmq_throughput_in_total", observations.throughputIn.all(), ofTopic)
  spread("rocketmq_message_size", observations.messageSizes.all(), ofTopic)
  for (const [metric, name] of [["rocketmq_messages_out_total", Stats.GROUP_GET_NUMS], ["rocketmq_throughput_out_total", Stats.GROUP_GET_SIZE]] as const)
    for (const [key, sum] of statistics.totals(name)) {
      const [topic = "", group = ""] = key.split("@")
      tell(metric, sum, about(topic, group))
    }

  for (const { group, topic, messages, inFlight, oldest } of lagsOf(self, (name, queueId, offset) => storeTimeAt(storage, name, queueId, offset))) {
    const labels = about(topic, group)
    const waits = oldest === 0 ? 0 : Math.max(0, now() - oldest)
    tell("rocketmq_consumer_lag_messages", messages, labels)
    tell("rocketmq_consumer_lag_latency", waits, labels)
    tell("rocketmq_consumer_queueing_latency", waits, labels)
    tell("rocketmq_consumer_inflight_messages", inFlight, labels)
    tell("rocketmq_consumer_ready_messages", messages - inFlight, labels)
  }
  each("rocketmq_send_to_dlq_messages_total", observations.dead.all(), ({ topic = "", consumer_group = "" }) => ({ is_system: isSystem(topic, consumer_group) }))

  for (const [[metric, labels], count] of connections(self, clientAt)) tell(metric, count, labels)
  tell("rocketmq_topic_number", HashMap.size(self.topics))
  tell("rocketmq_consumer_group_number", groupNames(self).length)
  tell("rocketmq_broker_permission", 6)
  for (const processor of PROCESSORS) tell("rocketmq_processor_watermark", 0, { processor })
  tell("rocketmq_half_messages", HashMap.size(self.halves), { topic: HALF_TOPIC })
  each("rocketmq_commit_messages_total", observations.commits.all())
  each("rocketmq_rollback_messages_total", observations.rollbacks.all())
  spread("rocketmq_finish_message_latency", observations.finishLatencies.all())
  spread("rocketmq_rpc_latency", observations.rpcLatencies.all())
  tell("rocketmq_timer_enqueue_lag", 0, LOCAL)
  tell("rocketmq_timer_dequeue_lag", 0, LOCAL)
  for (const [topic, count] of timedByTopic(self)) tell("rocketmq_timing_messages", count, { topic, ...LOCAL })

  const before = log.firstIndex - 1
  const end = log.positionAfter(log.lastIndex)
  tell("rocketmq_storage_size", end - log.positionAfter(before), LOCAL)
  tell("rocketmq_storage_flush_behind_bytes", end - log.positionAfter(Math.max(self.log.durableIndex, before)), LOCAL)
  tell("rocketmq_storage_dispatch_behind_bytes", end - log.positionAfter(Math.max(self.dispatchedIndex, before)), LOCAL)
  const earliest = earliestTime(log)
  if (earliest > 0) tell("rocketmq_storage_message_reserve_time", Math.max(0, now() - earliest), LOCAL)
  return samples
}

/** How many clients of each kind are connected. */
const connections = (self: Broker, clientAt: Observed["clientAt"]): readonly (readonly [readonly [Metric, Readonly<Record<string, string>>], number])[] => {
  const counts = new Map<string, { readonly what: readonly [Metric, Readonly<Record<string, string>>]; count: number }>()
  const one = (metric: Metric, channel: string, labels: Readonly<Record<string, string>>): void => {
    const info = clientAt(channel)
    if (info === undefined) return
    const all = { ...labels, language: info.language.toLowerCase(), version: versionName(info.version).toLowerCase(), protocol_type: "remoting" }
    const key = `${metric} ${JSON.stringify(all)}`
    const counted = counts.get(key) ?? { what: [metric, all] as const, count: 0 }
    counts.set(key, counted)
    counted.count++
  }
  for (const channel of HashMap.values(self.producers)) one("rocketmq_producer_connections", channel, {})
  for (const [group, { members, consumeType }] of self.groups)
    for (const { channel } of members) one("rocketmq_consumer_connections", channel, { consumer_group: group, consume_mode: CONSUME_MODES[consumeType] ?? "push", is_system: String(isSystemGroup(group)) })
  return [...counts.values()].map(({ what, count }) => [what, count])
}
