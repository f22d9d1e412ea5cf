/**
 * Topics: which exist, and what a send to one that does not exist makes of it.
 *
 * RocketMQ `TopicConfigManager`, `AbstractSendMessageProcessor.msgCheck`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { emit, type Part } from "../broker/rule.ts"
import type { Broker, TopicConfig } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { copyToAll } from "../metadata/copy.ts"
import { delaysOf, SCHEDULE_TOPIC } from "../schedule/levels.ts"
import { TIMER_TOPIC } from "../schedule/timers.ts"
import { REVIVE_QUEUE_ID, REVIVE_TOPIC_PREFIX, reviveTopic } from "../pop/records.ts"
import { registerAs } from "../registration/register.ts"
import { CHECK_MAX_TIME_TOPIC, HALF_TOPIC, OP_TOPIC } from "../transaction/halves.ts"
import { PERM_INHERIT, PERM_READ, PERM_WRITE } from "../vocabulary.ts"

/** The topic whose configuration new ones inherit. RocketMQ `TopicValidator.AUTO_CREATE_TOPIC_KEY_TOPIC`. */
export const TBW102 = "TBW102"

/** RocketMQ `TopicValidator.NOT_ALLOWED_SEND_TOPIC_SET`: what the broker writes itself. */
export const isReserved = (topic: string): boolean => RESERVED.has(topic) || topic.startsWith(REVIVE_TOPIC_PREFIX)

const RESERVED: ReadonlySet<string> = new Set([
  SCHEDULE_TOPIC,
  HALF_TOPIC,
  OP_TOPIC,
  CHECK_MAX_TIME_TOPIC,
  TIMER_TOPIC,
  "SELF_TEST_TOPIC",
  "OFFSET_MOVED_EVENT"
])

/** RocketMQ `TopicValidator`: the characters of a topic's name, and 127 of them at most. */
export const isLegalTopic = (topic: string): boolean => /^[%|a-zA-Z0-9_-]{1,127}$/.test(topic)

export const topicOf = (self: Broker, topic: string): TopicConfig | undefined => Option.getOrUndefined(HashMap.get(self.topics, topic))

/** May a send create a topic like this one? RocketMQ `createTopicInSendMessageMethod`. */
export const isTemplate = (self: Broker, defaultTopic = TBW102): boolean =>
  defaultTopic === TBW102 ? self.config.autoCreateTopicEnable : ((topicOf(self, defaultTopic)?.perm ?? 0) & PERM_INHERIT) !== 0

/** What a send would create: at most as many queues as the template has, for reading and writing. */
export const autoCreated = (self: Broker, defaultTopicQueueNums: number, defaultTopic = TBW102): TopicConfig => {
  const queues = Math.max(0, Math.min(defaultTopicQueueNums, topicOf(self, defaultTopic)?.writeQueueNums ?? self.config.defaultTopicQueueNums))
  return { readQueueNums: queues, writeQueueNums: queues, perm: PERM_READ | PERM_WRITE, topicSysFlag: 0, order: false }
}

/** A change of topics is kept, and told to the other replicas and the NameServers at once. */
export const setTopics =
  (topics: Broker["topics"], brokerId: number | undefined): Part =>
  (self) =>
    chain({ ...self, topics, topicVersion: self.topicVersion + 1 }, emit({ _tag: "SaveTopics" }), copyToAll, (me) => registerAs(me, brokerId))

/** Topics that a broker writes itself: no operator changes them. RocketMQ `TopicValidator.isSystemTopic`. */
export const isSystemTopic = (config: Broker["config"], topic: string): boolean => topic === CHECK_MAX_TIME_TOPIC || topic.startsWith("rmq_sys_") || systemTopics(config).some(([name]) => name === topic)

/** What a name that may not be is answered with: 4.9 calls it an error of its own. */
export const invalid = ({ config }: Broker): "SYSTEM_ERROR" | "INVALID_PARAMETER" => (config.compatibility === "4.9" ? "SYSTEM_ERROR" : "INVALID_PARAMETER")

/** The topics every broker has. RocketMQ `TopicConfigManager`'s constructor. */
export const systemTopics = (config: Broker["config"]): readonly (readonly [string, TopicConfig])[] => {
  const topic = (queues: number, perm: number): TopicConfig => ({ readQueueNums: queues, writeQueueNums: queues, perm, topicSysFlag: 0, order: false })
  const both = PERM_READ | PERM_WRITE
  return [
    ["SELF_TEST_TOPIC", topic(1, both)],
    ...(config.autoCreateTopicEnable ? [[TBW102, topic(config.defaultTopicQueueNums, both | PERM_INHERIT)] as const] : []),
    ["BenchmarkTest", topic(1024, both)],
    [config.brokerClusterName, topic(16, both | PERM_INHERIT)],
    [config.brokerName, topic(1, both | PERM_INHERIT)],
    [`${config.brokerClusterName}_REPLY_TOPIC`, topic(1, both)],
    ["OFFSET_MOVED_EVENT", topic(1, both)],
    [SCHEDULE_TOPIC, topic(delaysOf(config).length, both)],
    ...(config.timerWheelEnable ? [[TIMER_TOPIC, topic(1, both)] as const] : []),
    [HALF_TOPIC, topic(1, both)],
    [OP_TOPIC, topic(1, both)],
    [reviveTopic(config), topic(REVIVE_QUEUE_ID + 1, both)],
    ["RMQ_SYS_TRACE_TOPIC", topic(1, both)]
  ]
}
