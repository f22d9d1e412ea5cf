/**
 * What clients ask, one entry a request code: header and body become an event.
 *
 * RocketMQ `RequestCode`; fields as in `SendMessageRequestHeaderV2`, `PullMessageRequestHeader`, …
 *
 * @module
 */
import { RequestCode, ResponseCode } from "../wire/codes.ts"
import { BadField, jsonBody, numberField, optionalNumber, optionalText, textField } from "../wire/fields.ts"
import { decodeBatch } from "../wire/batch.ts"
import { withProperty } from "../wire/properties.ts"
import { encodeStored, javaHash } from "../wire/stored.ts"
import type { RequestContext } from "./clients.ts"
import type { Draft } from "./bodies.ts"
import { runtimeInfo, brokerConfig } from "./admin.ts"
import { topicJson, topicTableJson } from "./topic-json.ts"
import { topicList } from "../../spec/registration/register.ts"
import { MAX_PROPERTIES_SIZE } from "../../spec/serving/rules/send-message.ts"
import { topicOf } from "../../spec/serving/topics.ts"

type Handle = (context: RequestContext) => void

/** `PullSysFlag`. */
const FLAG_COMMIT_OFFSET = 1
const FLAG_SUSPEND = 2
const FLAG_SUBSCRIPTION = 4

const queueOf = ({ command }: RequestContext) => ({ topic: textField(command, "topic"), queueId: numberField(command, "queueId") })

/** Header V1 spells its fields out, V2 uses letters. */
const send: Handle = (context) => {
  const { command, channel, timers, config, advertised, bodies, take } = context
  const body = command.body ?? Buffer.alloc(0)
  const topic = textField(command, "topic", "b")
  const common = {
    topic,
    sysFlag: optionalNumber(command, 0, "sysFlag", "f"),
    bornTimestamp: optionalNumber(command, timers.now(), "bornTimestamp", "g"),
    bornHost: channel.remote,
    storeHost: advertised(),
    reconsumeTimes: optionalNumber(command, 0, "reconsumeTimes", "j")
  }
  const isBatch = command.code === RequestCode.SEND_BATCH_MESSAGE || optionalText(command, "batch", "m") === "true"
  // A queue's directory has the topic's name: one that cannot be must not get into the log.
  if (!/^[%|a-zA-Z0-9_-]{1,127}$/.test(topic))
    throw new BadField(`the field topic is ${JSON.stringify(topic.slice(0, 200))}: only %, |, letters, digits, _ and - may be in it, 127 of them at most`)
  const header = { flag: optionalNumber(command, 0, "flag", "h"), properties: optionalText(command, "properties", "i") ?? "" }
  let messages: readonly { readonly flag: number; readonly body: Buffer; readonly properties: string }[]
  try {
    messages = isBatch ? decodeBatch(body) : [{ ...header, body }]
  } catch (error) {
    throw new BadField(`the body is no batch: ${(error as Error).message}`)
  }
  if (messages.length === 0) throw new BadField("the body is an empty batch")
  const stored = messages.map((message) => ({ ...message, properties: withProperty(message.properties, "CLUSTER", config.brokerClusterName) }))
  const propertiesSize = stored.reduce((most, { properties }) => Math.max(most, Buffer.byteLength(properties)), 0)
  const event = {
    topic,
    queueId: numberField(command, "queueId", "e"),
    count: messages.length,
    bodySize: body.length,
    propertiesSize,
    defaultTopicQueueNums: optionalNumber(command, 4, "defaultTopicQueueNums", "d")
  }
  const request = context.open()
  // What the rule refuses for its size is not encoded: the properties would not even fit their field.
  if (propertiesSize <= MAX_PROPERTIES_SIZE && body.length <= config.maxMessageSize)
    bodies.drafts.set(request, stored.map(({ flag, body: content, properties }): Draft => ({ encoded: encodeStored({ ...common, flag, body: content, properties }) })))
  take({ _tag: "SendMessage", request, ...event })
}

const pull: Handle = (context) => {
  const { command, channel, take } = context
  const sysFlag = numberField(command, "sysFlag")
  const subscription = (sysFlag & FLAG_SUBSCRIPTION) !== 0 ? (optionalText(command, "subscription") ?? "*") : undefined
  const event = {
    ...queueOf(context),
    channel: channel.id,
    group: textField(command, "consumerGroup"),
    offset: numberField(command, "queueOffset"),
    maxMsgNums: Math.max(1, numberField(command, "maxMsgNums")),
    codeSet: subscription === undefined ? null : tagCodes(subscription, optionalText(command, "expressionType") ?? "TAG"),
    suspendTimeoutMillis: (sysFlag & FLAG_SUSPEND) !== 0 ? optionalNumber(command, 15_000, "suspendTimeoutMillis") : 0,
    commitOffset: (sysFlag & FLAG_COMMIT_OFFSET) !== 0 ? optionalNumber(command, 0, "commitOffset") : null,
    readFromFollower: optionalText(command, "readFromFollower") === "true"
  }
  take({ _tag: "PullMessage", request: context.open(), ...event })
}

/** `FilterAPI.buildSubscriptionData`: tags by hash code; the client compares the text again. */
const tagCodes = (expression: string, type: string): readonly number[] =>
  type !== "TAG" || expression === "" || expression.trim() === "*"
    ? []
    : expression.split("||").map((tag) => tag.trim()).filter((tag) => tag !== "").map(javaHash)

interface HeartbeatBody {
  readonly clientID?: string
  readonly producerDataSet?: readonly { readonly groupName: string }[]
  readonly consumerDataSet?: readonly {
    readonly groupName: string
    readonly consumeType?: string
    readonly messageModel?: string
    readonly consumeFromWhere?: string
    readonly subscriptionDataSet?: readonly {
      readonly topic: string
      readonly subString?: string
      readonly expressionType?: string
      readonly subVersion?: number
    }[]
  }[]
}

const heartbeat: Handle = (context) => {
  const { clientID, producerDataSet = [], consumerDataSet = [] } = jsonBody<HeartbeatBody>(context.command)
  if (typeof clientID !== "string") throw new BadField("the body's field clientID is missing")
  context.take({
    _tag: "Heartbeat",
    request: context.open(),
    channel: context.channel.id,
    clientId: clientID,
    producers: producerDataSet.map(({ groupName }) => groupName),
    consumers: consumerDataSet.map((consumer) => ({
      group: consumer.groupName,
      consumeType: consumer.consumeType ?? "CONSUME_PASSIVELY",
      messageModel: consumer.messageModel ?? "CLUSTERING",
      consumeFromWhere: consumer.consumeFromWhere ?? "CONSUME_FROM_LAST_OFFSET",
      subscriptions: (consumer.subscriptionDataSet ?? [])
        .map(({ topic, subString = "*", expressionType, subVersion = 0 }) => ({
          topic,
          subString,
          codeSet: tagCodes(subString, expressionType ?? "TAG"),
          expressionType: expressionType ?? "TAG",
          subVersion
        }))
        .sort((a, b) => (a.topic < b.topic ? -1 : 1))
    }))
  })
}

interface LockBody {
  readonly consumerGroup: string
  readonly clientId: string
  readonly mqSet?: readonly { readonly topic: string; readonly queueId: number; readonly brokerName?: string }[]
}

const lockBody = ({ command }: RequestContext) => {
  const { consumerGroup, clientId, mqSet = [] } = jsonBody<LockBody>(command)
  if (typeof consumerGroup !== "string" || typeof clientId !== "string") throw new BadField("the body's fields consumerGroup and clientId must be there")
  return { group: consumerGroup, clientId, queues: mqSet.map(({ topic, queueId }) => ({ topic, queueId })) }
}

export const requests: { readonly [code: number]: Handle } = {
  [RequestCode.SEND_MESSAGE]: send,
  [RequestCode.SEND_MESSAGE_V2]: send,
  [RequestCode.SEND_BATCH_MESSAGE]: send,
  [RequestCode.PULL_MESSAGE]: pull,
  [RequestCode.LITE_PULL_MESSAGE]: pull,
  [RequestCode.HEART_BEAT]: heartbeat,
  [RequestCode.UNREGISTER_CLIENT]: (context) =>
    context.take({
      _tag: "UnregisterClient",
      clientId: textField(context.command, "clientID"),
      producerGroup: optionalText(context.command, "producerGroup") ?? null,
      consumerGroup: optionalText(context.command, "consumerGroup") ?? null,
      request: context.open()
    }),
  [RequestCode.GET_CONSUMER_LIST_BY_GROUP]: (context) =>
    context.take({ _tag: "GetConsumerListByGroup", group: textField(context.command, "consumerGroup"), request: context.open() }),
  [RequestCode.QUERY_CONSUMER_OFFSET]: (context) =>
    context.take({ _tag: "QueryConsumerOffset", ...queueOf(context), group: textField(context.command, "consumerGroup"), request: context.open() }),
  [RequestCode.UPDATE_CONSUMER_OFFSET]: (context) =>
    context.take({
      _tag: "UpdateConsumerOffset",
      ...queueOf(context),
      group: textField(context.command, "consumerGroup"),
      offset: numberField(context.command, "commitOffset"),
      request: context.open()
    }),
  [RequestCode.GET_MAX_OFFSET]: (context) => context.take({ _tag: "GetMaxOffset", ...queueOf(context), request: context.open() }),
  [RequestCode.GET_MIN_OFFSET]: (context) => context.take({ _tag: "GetMinOffset", ...queueOf(context), request: context.open() }),
  [RequestCode.GET_EARLIEST_MSG_STORETIME]: (context) =>
    context.take({ _tag: "GetEarliestStoreTime", ...queueOf(context), request: context.open() }),
  [RequestCode.SEARCH_OFFSET_BY_TIMESTAMP]: (context) =>
    context.take({
      _tag: "SearchOffset",
      ...queueOf(context),
      timestamp: numberField(context.command, "timestamp"),
      boundary: optionalText(context.command, "boundaryType")?.toUpperCase() === "UPPER" ? "UPPER" : "LOWER",
      request: context.open()
    }),
  [RequestCode.VIEW_MESSAGE_BY_ID]: (context) => {
    const found = context.storage.log.readAt(numberField(context.command, "offset"))
    context.take({ _tag: "ViewMessage", index: found?.index ?? -1, request: context.open() })
  },
  [RequestCode.LOCK_BATCH_MQ]: (context) => context.take({ _tag: "LockBatchMQ", ...lockBody(context), request: context.open() }),
  [RequestCode.UNLOCK_BATCH_MQ]: (context) => context.take({ _tag: "UnlockBatchMQ", ...lockBody(context), request: context.open() }),
  [RequestCode.UPDATE_AND_CREATE_TOPIC]: (context) => {
    const { command } = context
    context.take({
      _tag: "UpdateAndCreateTopic",
      topic: textField(command, "topic"),
      config: {
        readQueueNums: numberField(command, "readQueueNums"),
        writeQueueNums: numberField(command, "writeQueueNums"),
        perm: numberField(command, "perm"),
        topicSysFlag: optionalNumber(command, 0, "topicSysFlag"),
        order: optionalText(command, "order") === "true"
      },
      request: context.open()
    })
  },
  [RequestCode.DELETE_TOPIC_IN_BROKER]: (context) =>
    context.take({ _tag: "DeleteTopic", topic: textField(context.command, "topic"), request: context.open() }),
  [RequestCode.GET_ALL_TOPIC_CONFIG]: ({ state, reply, timers }) => {
    const self = state()
    reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify(topicTableJson(topicList(self), self.topicVersion, self.raft.term, timers.now()))) })
  },
  [RequestCode.GET_TOPIC_CONFIG]: ({ command, state, reply }) => {
    const name = textField(command, "topic")
    const topic = topicOf(state(), name)
    if (topic === undefined) reply(ResponseCode.TOPIC_NOT_EXIST, { remark: `No topic in this broker. topic: ${name}` })
    else reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify({ ...topicJson(name, topic), attributes: {} })) })
  },
  [RequestCode.GET_BROKER_RUNTIME_INFO]: (context) =>
    context.reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify({ table: runtimeInfo(context) })) }),
  [RequestCode.GET_BROKER_CONFIG]: (context) =>
    context.reply(ResponseCode.SUCCESS, { extFields: { version: "{}" }, body: Buffer.from(brokerConfig(context)) })
}
