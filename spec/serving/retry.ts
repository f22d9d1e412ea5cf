/**
 * Messages that a group wants again: after a while in its retry topic, and after the last time in its dead letter queue.
 *
 * RocketMQ `MixAll.getRetryTopic`, `getDLQTopic`, `AbstractSendMessageProcessor.DLQ_NUMS_PER_GROUP`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Replication } from "../broker/replication.ts"
import type { Part } from "../broker/rule.ts"
import { type Broker, type SubscriptionGroupConfig, subscriptionGroupDefaults } from "../broker/state.ts"
import { PERM_READ, PERM_WRITE } from "../vocabulary.ts"
import { subscriptionGroupOf } from "./groups.ts"
import { setTopics, topicOf } from "./topics.ts"

const RETRY_GROUP_TOPIC_PREFIX = "%RETRY%"

/** Where a group's messages go that it wants again. */
export const retryTopic = (group: string): string => `${RETRY_GROUP_TOPIC_PREFIX}${group}`

/** Where they go that it has had often enough. */
export const dlqTopic = (group: string): string => `%DLQ%${group}`

export const isRetryTopic = (topic: string): boolean => topic.startsWith(RETRY_GROUP_TOPIC_PREFIX)

/** The group whose retry topic this is. */
export const groupOfRetryTopic = (topic: string): string | undefined =>
  isRetryTopic(topic) ? topic.slice(RETRY_GROUP_TOPIC_PREFIX.length) : undefined

const configOf = (self: Broker, group: string): SubscriptionGroupConfig => subscriptionGroupOf(self, group) ?? subscriptionGroupDefaults

/** Is this message one that its group has had often enough? What its consumer says counts, or else what an operator said. */
export const isDead = (self: Broker, group: string, reconsumeTimes: number, maxReconsumeTimes: number | null = null): boolean =>
  reconsumeTimes >= (maxReconsumeTimes ?? configOf(self, group).retryMaxTimes)

/** Does the group want nothing again? */
export const wantsNoRetries = (self: Broker, group: string): boolean => configOf(self, group).retryQueueNums <= 0

/** A topic of one queue, if it is not there. RocketMQ `createTopicInSendMessageBackMethod`. */
export const ensureTopic =
  (topic: string, replication: Replication): Part =>
  (self) => {
    if (topicOf(self, topic) !== undefined || !replication.keepsMetadata(self)) return [self, []]
    const config = { readQueueNums: 1, writeQueueNums: 1, perm: PERM_READ | PERM_WRITE, topicSysFlag: 0, order: false }
    return setTopics(HashMap.set(self.topics, topic, config), replication.brokerId(self))(self)
  }
