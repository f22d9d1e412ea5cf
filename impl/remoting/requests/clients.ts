/**
 * Requests about clients: their heartbeats and groups, and the queues they lock.
 *
 * @module
 */
import type { SubscriptionGroupConfig } from "../../../spec/broker/state.ts"
import { bool, header, optional, or, text } from "../header-fields.ts"
import { bodyReader, type BodyReader } from "../body-reader.ts"
import type { RemotingCommand } from "../command.ts"

/** UNREGISTER_CLIENT (35): `UnregisterClientRequestHeader`. */
export const unregisterClient = header({ clientID: text, producerGroup: optional(text), consumerGroup: optional(text) })

/** GET_CONSUMER_LIST_BY_GROUP (38): `GetConsumerListByGroupRequestHeader`. */
export const getConsumerListByGroup = header({ consumerGroup: text })

/** GET_CONSUMER_CONNECTION_LIST (203): `GetConsumerConnectionListRequestHeader`. */
export const getConsumerConnectionList = header({ consumerGroup: text })

/** GET_PRODUCER_CONNECTION_LIST (204): `GetProducerConnectionListRequestHeader`. */
export const getProducerConnectionList = header({ producerGroup: text })

export interface SubscriptionData {
  readonly topic: string
  /** The expression as the consumer wrote it. */
  readonly subString: string
  readonly tagsSet: readonly string[]
  /** Hash codes of the tags. */
  readonly codeSet: readonly number[]
  /** Of two subscriptions to a topic the larger one is the later. The nearest double: Go counts nanoseconds. */
  readonly subVersion: number
  /** TAG or SQL92. */
  readonly expressionType: string
  readonly classFilterMode: boolean
}

export interface ConsumerData {
  readonly groupName: string
  /** CONSUME_ACTIVELY (pull), CONSUME_PASSIVELY (push), CONSUME_POP. */
  readonly consumeType: string
  /** CLUSTERING or BROADCASTING. */
  readonly messageModel: string
  /** CONSUME_FROM_LAST_OFFSET, CONSUME_FROM_FIRST_OFFSET, CONSUME_FROM_TIMESTAMP. */
  readonly consumeFromWhere: string
  readonly subscriptionDataSet: readonly SubscriptionData[]
  readonly unitMode: boolean
}

export interface HeartbeatData {
  readonly clientID: string
  readonly producerDataSet: readonly { readonly groupName: string }[]
  readonly consumerDataSet: readonly ConsumerData[]
}

/** RocketMQ `ConsumeFromWhere`, in its order. */
const FROM_WHERE = ["CONSUME_FROM_LAST_OFFSET", "CONSUME_FROM_LAST_OFFSET_AND_FROM_MIN_WHEN_BOOT_FIRST", "CONSUME_FROM_MIN_OFFSET", "CONSUME_FROM_MAX_OFFSET", "CONSUME_FROM_FIRST_OFFSET", "CONSUME_FROM_TIMESTAMP"]

/** HEART_BEAT (34): the body is a `HeartbeatData`. */
export const heartbeat = (command: RemotingCommand): HeartbeatData => {
  const body = bodyReader(command)
  return {
    clientID: body.text("clientID"),
    producerDataSet: body.objects("producerDataSet").map((producer) => ({ groupName: producer.text("groupName") })),
    consumerDataSet: body.objects("consumerDataSet").map((consumer) => ({
      groupName: consumer.text("groupName"),
      consumeType: consumer.name("consumeType", ["CONSUME_ACTIVELY", "CONSUME_PASSIVELY", "CONSUME_POP"], "CONSUME_PASSIVELY"),
      messageModel: consumer.name("messageModel", ["BROADCASTING", "CLUSTERING"], "CLUSTERING"),
      consumeFromWhere: consumer.name("consumeFromWhere", FROM_WHERE, "CONSUME_FROM_LAST_OFFSET"),
      subscriptionDataSet: consumer.objects("subscriptionDataSet").map(subscription),
      unitMode: consumer.bool("unitMode", false)
    }))
  }
}

const subscription = (data: BodyReader): SubscriptionData => ({
  topic: data.text("topic"),
  subString: data.text("subString", ""),
  tagsSet: data.texts("tagsSet"),
  codeSet: data.numbers("codeSet"),
  subVersion: data.number("subVersion", 0),
  expressionType: data.text("expressionType", "TAG"),
  classFilterMode: data.bool("classFilterMode", false)
})

/** CHECK_CLIENT_CONFIG (46): the body is a `CheckClientRequestBody`. */
export const checkClientConfig = (command: RemotingCommand): SubscriptionData => subscription(bodyReader(command).object("subscriptionData"))

export interface MessageQueue {
  readonly topic: string
  readonly brokerName: string
  readonly queueId: number
}

export interface LockBatch {
  readonly consumerGroup: string
  readonly clientId: string
  readonly mqSet: readonly MessageQueue[]
}

/** LOCK_BATCH_MQ (41) and UNLOCK_BATCH_MQ (42): the body is a `LockBatchRequestBody` or `UnlockBatchRequestBody`. */
export const lockBatch = (command: RemotingCommand): LockBatch => {
  const body = bodyReader(command)
  return {
    consumerGroup: body.text("consumerGroup"),
    clientId: body.text("clientId"),
    mqSet: body.objects("mqSet").map((queue) => ({ topic: queue.text("topic"), brokerName: queue.text("brokerName"), queueId: queue.int("queueId") }))
  }
}

/** A group's configuration by its name; what 5.x says besides is there if it was said. */
export type SentGroup = Omit<SubscriptionGroupConfig, "attributes"> & {
  readonly groupName: string
  /** 5.x; each key begins with + or -. */
  readonly attributes: Readonly<Record<string, string>>
}

/** UPDATE_AND_CREATE_SUBSCRIPTIONGROUP (200): the body is a `SubscriptionGroupConfig`; what is absent has that class's default. */
export const subscriptionGroup = (command: RemotingCommand): SentGroup => groupConfig(bodyReader(command))

/** UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST (225): the body is a `SubscriptionGroupList`. */
export const subscriptionGroupList = (command: RemotingCommand): readonly SentGroup[] => bodyReader(command).objects("groupConfigList").map(groupConfig)

/** DELETE_SUBSCRIPTIONGROUP (207): `DeleteSubscriptionGroupRequestHeader`; 5.x calls `removeOffset` `cleanOffset`. */
export const deleteSubscriptionGroup = header({ groupName: text, removeOffset: or(bool, false), cleanOffset: or(bool, false) })

const groupConfig = (body: BodyReader): SentGroup => ({
  groupName: body.text("groupName"),
  consumeEnable: body.bool("consumeEnable", true),
  consumeFromMinEnable: body.bool("consumeFromMinEnable", true),
  consumeBroadcastEnable: body.bool("consumeBroadcastEnable", true),
  retryQueueNums: body.int("retryQueueNums", 1),
  retryMaxTimes: body.int("retryMaxTimes", 16),
  brokerId: body.int("brokerId", 0),
  whichBrokerWhenConsumeSlowly: body.int("whichBrokerWhenConsumeSlowly", 1),
  notifyConsumerIdsChangedEnable: body.bool("notifyConsumerIdsChangedEnable", true),
  ...(body.has("consumeMessageOrderly") ? { consumeMessageOrderly: body.bool("consumeMessageOrderly") } : {}),
  ...(body.has("groupRetryPolicy") ? { groupRetryPolicy: retryPolicy(body.object("groupRetryPolicy")) } : {}),
  ...(body.has("groupSysFlag") ? { groupSysFlag: body.int("groupSysFlag") } : {}),
  ...(body.has("consumeTimeoutMinute") ? { consumeTimeoutMinute: body.int("consumeTimeoutMinute") } : {}),
  ...(body.has("subscriptionDataSet") ? { subscriptionDataSet: body.objects("subscriptionDataSet").map(simpleSubscription) } : {}),
  attributes: body.record("attributes")
})

const retryPolicy = (policy: BodyReader): NonNullable<SubscriptionGroupConfig["groupRetryPolicy"]> => {
  const exponential = policy.has("exponentialRetryPolicy") ? policy.object("exponentialRetryPolicy") : undefined
  return {
    type: policy.name("type", ["EXPONENTIAL", "CUSTOMIZED"], "CUSTOMIZED"),
    ...(exponential === undefined ? {} : { exponentialRetryPolicy: { initial: exponential.number("initial", 5_000), max: exponential.number("max", 7_200_000), multiplier: exponential.number("multiplier", 2) } }),
    ...(policy.has("customizedRetryPolicy") ? { customizedRetryPolicy: { next: policy.object("customizedRetryPolicy").numbers("next") } } : {})
  }
}

/** RocketMQ `SimpleSubscriptionData`. */
const simpleSubscription = (data: BodyReader) => ({ topic: data.text("topic"), expressionType: data.text("expressionType", "TAG"), expression: data.text("expression", ""), version: data.number("version", 0) })
