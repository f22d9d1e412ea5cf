/**
 * The topics that every broker has from its first start, said a second time.
 *
 * RocketMQ `TopicConfigManager`'s constructor, 5.x with `PopMessageProcessor`'s and `TimerMessageStore`'s.
 *
 * @module
 */
import { systemTopics } from "../../spec/serving/topics.ts"
import { same } from "../same.ts"
import { wherever } from "./broker-stop.ts"

const [READ_WRITE, INHERITED] = [6, 7]

export const hasSystemTopics = wherever("S87 HasSystemTopics", "A broker has the topics of its own from the beginning: for itself, its cluster, templates, tests and traces, for what waits for its time or its end, and for what is handed out.", "TopicConfigManager, TopicValidator", ["running", "config"], ({ config }) => {
  const { brokerClusterName: cluster, brokerName, defaultTopicQueueNums, autoCreateTopicEnable, timerWheelEnable, messageDelayLevel } = config
  const levels = messageDelayLevel.trim().split(/ +/).length
  const found = new Map(systemTopics(config).map(([name, { readQueueNums, writeQueueNums, perm, topicSysFlag, order }]) => [name, [readQueueNums, writeQueueNums, perm, topicSysFlag, order]]))
  const expected = new Map<string, readonly [queues: number, perm: number]>([
    ...["SELF_TEST_TOPIC", "OFFSET_MOVED_EVENT", "RMQ_SYS_TRANS_HALF_TOPIC", "RMQ_SYS_TRANS_OP_HALF_TOPIC", "RMQ_SYS_TRACE_TOPIC", `${cluster}_REPLY_TOPIC`, `rmq_sys_REVIVE_LOG_${cluster}`, ...(timerWheelEnable ? ["rmq_sys_wheel_timer"] : [])].map((name) => [name, [1, READ_WRITE]] as const),
    ["BenchmarkTest", [1024, READ_WRITE]],
    ["SCHEDULE_TOPIC_XXXX", [levels, READ_WRITE]],
    [cluster, [16, INHERITED]],
    [brokerName, [1, INHERITED]],
    ...(autoCreateTopicEnable ? [["TBW102", [defaultTopicQueueNums, INHERITED]] as const] : [])
  ])
  return found.size === expected.size && [...expected].every(([name, [queues, perm]]) => same(found.get(name), [queues, queues, perm, 0, false]))
})
