/**
 * What operators change: topics, groups, settings, progress. The leader that serves keeps it, and tells the others at once.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent, EventOf } from "../../../spec/broker/events.ts"
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import { serves } from "./step.ts"
import { endOf, inOrder, offsetIn, refusal, type Served, success } from "./served.ts"

/** Topics that every broker has, and nobody removes. RocketMQ `TopicConfigManager`. */
const systemTopics = ({ brokerName, brokerClusterName, autoCreateTopicEnable }: Broker["config"]): readonly string[] => [
  "SELF_TEST_TOPIC",
  ...(autoCreateTopicEnable ? ["TBW102"] : []),
  "BenchmarkTest",
  brokerClusterName,
  brokerName,
  `${brokerClusterName}_REPLY_TOPIC`,
  "OFFSET_MOVED_EVENT",
  "SCHEDULE_TOPIC_XXXX",
  "RMQ_SYS_TRANS_HALF_TOPIC",
  "RMQ_SYS_TRANS_OP_HALF_TOPIC",
  "RMQ_SYS_TRACE_TOPIC",
  "TRANS_CHECK_MAX_TIME_TOPIC"
]

const isSystem = ({ config }: Broker, topic: string): boolean => topic.startsWith("rmq_sys_") || systemTopics(config).includes(topic)

/** 5.x has a code of its own for what no name may be. */
const misnamed = ({ config }: Broker): "SYSTEM_ERROR" | "INVALID_PARAMETER" => (config.compatibility === "4.9" ? "SYSTEM_ERROR" : "INVALID_PARAMETER")

export const administered = (before: Broker, event: BrokerEvent): Served | undefined => {
  switch (event._tag) {
    case "UpdateAndCreateTopic": {
      if (!serves(before)) return refusal(event, "SYSTEM_BUSY")
      if (!/^[%|a-zA-Z0-9_-]+$/.test(event.topic) || event.topic.length > 127 || isSystem(before, event.topic)) return refusal(event, misnamed(before))
      if (event.config.readQueueNums < 1 || event.config.writeQueueNums < 1) return refusal(event, "SYSTEM_ERROR")
      return withTopics(before, event, HashMap.set(before.topics, event.topic, event.config))
    }
    case "DeleteTopic":
      if (!serves(before)) return refusal(event, "SYSTEM_BUSY")
      return isSystem(before, event.topic) ? refusal(event, misnamed(before)) : withTopics(before, event, HashMap.remove(before.topics, event.topic))
    case "UpdateAndCreateSubscriptionGroup": {
      if (!serves(before)) return refusal(event, "SYSTEM_ERROR")
      if (event.groups.some(([name]) => !/^[%|a-zA-Z0-9_-]+$/.test(name) || name.length > 255)) return refusal(event, misnamed(before))
      const subscriptionGroups = event.groups.reduce((table, [name, config]) => HashMap.set(table, name, config), before.subscriptionGroups)
      return { subscriptionGroups, outputs: [{ _tag: "SaveSubscriptionGroups" }, ...copies({ ...before, subscriptionGroups }), success(event)] }
    }
    case "DeleteSubscriptionGroup": {
      if (!serves(before)) return refusal(event, "SYSTEM_ERROR")
      const subscriptionGroups = HashMap.remove(before.subscriptionGroups, event.group)
      const offsets = event.removeOffset ? HashMap.filter(before.offsets, (_, key) => key.split("@")[0] !== event.group) : before.offsets
      return { subscriptionGroups, offsets, outputs: [{ _tag: "SaveSubscriptionGroups" }, ...(event.removeOffset ? [{ _tag: "SaveOffsets" } as const] : []), ...copies({ ...before, subscriptionGroups, offsets }), success(event)] }
    }
    case "UpdateBrokerConfig": {
      // What it does to routes, the accounts of masters and slaves say.
      if (event.settings.brokerPermission !== undefined) return undefined
      const { maxMessageSize } = event.settings
      return maxMessageSize !== undefined && maxMessageSize < 1 ? refusal(event, "SYSTEM_ERROR") : { config: { ...before.config, ...event.settings }, outputs: [success(event)] }
    }
    case "ResetOffset":
      return searched(before, event)
    case "OffsetsFound":
      return resets(before, event)
    default:
      return undefined
  }
}

const copies = (after: Broker): readonly BrokerOutput[] =>
  after.config.peers.map((to) => ({
    _tag: "CopyMetadataTo",
    to,
    term: after.raft.term,
    topicVersion: after.topicVersion,
    topics: inOrder(after.topics),
    offsets: inOrder(after.offsets),
    ...(HashMap.isEmpty(after.subscriptionGroups) ? {} : { subscriptionGroups: inOrder(after.subscriptionGroups) })
  }))

/** A change of topics is kept, and told to the other members and to the NameServers. */
const withTopics = (before: Broker, event: { readonly request: number | string }, topics: Broker["topics"]): Served => {
  const after = { ...before, topics, topicVersion: before.topicVersion + 1 }
  return { topics, topicVersion: after.topicVersion, outputs: [{ _tag: "SaveTopics" }, ...copies(after), { _tag: "RegisterBroker", brokerId: 0, term: before.raft.term, topics: inOrder(topics) }, success(event)] }
}

const searched = (before: Broker, event: EventOf<"ResetOffset">): Served => {
  const { request, group, topic, timestamp, isForce } = event
  if (!serves(before)) return refusal(event, "SYSTEM_BUSY")
  const config = HashMap.get(before.topics, topic)
  const isFive = before.config.compatibility !== "4.9"
  if (config._tag === "None") return refusal(event, isFive ? "TOPIC_NOT_EXIST" : "SYSTEM_ERROR")
  const queues = Array.from({ length: config.value.writeQueueNums }, (_, queueId) => ({ queueId, end: endOf(before, `${topic}@${queueId}`) }))
  const isThere = isFive && (HashMap.has(before.groups, group) || HashMap.has(before.subscriptionGroups, group))
  if (!isThere && queues.every(({ queueId }) => offsetIn(before, `${group}@${topic}@${queueId}`) === undefined)) return refusal(event, isFive ? "SUBSCRIPTION_GROUP_NOT_EXIST" : "SYSTEM_ERROR")
  return { outputs: [{ _tag: "FindOffsets", request, group, topic, timestamp, isForce, queues }] }
}

/** Members that are connected are told; a group without any is reset here by 5.x, and not at all by 4.9. Forward only if forced. */
const resets = (before: Broker, event: EventOf<"OffsetsFound">): Served => {
  const { request, group, topic, timestamp, isForce, found } = event
  const offsets = found.map(({ queueId, offset }) => {
    const now = offsetIn(before, `${group}@${topic}@${queueId}`)
    return { queueId, offset: isForce || now === undefined || offset < now ? offset : now }
  })
  const members = HashMap.get(before.groups, group)
  const answer: BrokerOutput = { _tag: "ReplyOffsets", request, topic, offsets }
  if (members._tag === "Some" && members.value.members.length > 0) return { outputs: [{ _tag: "ResetConsumerClientOffset", group, topic, timestamp, offsets, channels: members.value.members.map(({ channel }) => channel) }, answer] }
  if (before.config.compatibility === "4.9") return refusal(event, "CONSUMER_NOT_ONLINE")
  return { offsets: offsets.reduce((table, { queueId, offset }) => HashMap.set(table, `${group}@${topic}@${queueId}`, offset), before.offsets), outputs: [{ _tag: "SaveOffsets" }, answer] }
}
