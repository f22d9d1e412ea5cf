/**
 * What clients ask, one entry a request code: header and body become an event.
 *
 * RocketMQ `BrokerController.registerProcessor`; the fields are decoded in `impl/remoting/requests`.
 *
 * @module
 */
import { REVIVED } from "../../spec/pop/records.ts"
import { topicList } from "../../spec/registration/register.ts"
import { MAX_PROPERTIES_SIZE } from "../../spec/serving/rules/send-message.ts"
import { invalid, isLegalTopic, TBW102, topicOf } from "../../spec/serving/topics.ts"
import type { MessageType } from "../metrics/observations.ts"
import { decodeBatch } from "../message/batch.ts"
import { encodeMessageId } from "../message/message-id.ts"
import { decodeProperties, encodeProperties, joinProperties, MessageConst, PROPERTY_SEPARATOR } from "../message/properties.ts"
import { decodeStored, encodeStored } from "../message/stored.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { RequestError } from "../remoting/errors.ts"
import { header, text } from "../remoting/header-fields.ts"
import { checkClientConfig, getConsumerListByGroup, heartbeat, lockBatch, unregisterClient } from "../remoting/requests/clients.ts"
import { getEarliestMsgStoretime, getMaxOffset, getMinOffset, queryConsumerOffset, queryMessage, searchOffset, updateConsumerOffset, viewMessage } from "../remoting/requests/offsets.ts"
import { pullMessage, PullSysFlag } from "../remoting/requests/pull.ts"
import { consumerSendMsgBack, sendMessage } from "../remoting/requests/send.ts"
import { createTopic, deleteTopicInBroker } from "../remoting/requests/topics.ts"
import { adminRequests } from "./admin/index.ts"
import type { Draft } from "./bodies.ts"
import { popRequests } from "./pop.ts"
import type { Handle, RequestContext } from "./request-context.ts"
import { tagCodes } from "./tag-codes.ts"
import { endTransaction } from "./transactions.ts"
import { recallMessage, timerOf } from "./timer-messages.ts"
import { attributeChanges, takesMixed } from "./attributes.ts"
import { topicJson, topicTableJson } from "./topic-json.ts"

/** `MessageStoreConfig.defaultQueryMaxNum`. */
const DEFAULT_QUERY_MAX_NUM = 32

const topicNameOf = header({ topic: text })

/** Properties that say that a message is not simply stored: few messages have one, so the others' are not decoded. */
const MARKS = ["TIMER_DE", MessageConst.DELAY, MessageConst.TRAN_MSG, MessageConst.REPLY_TO_CLIENT]

/** RocketMQ 5.x `BrokerMetricsManager.getMessageType`. */
const typeOf = (properties: string): MessageType => {
  const has = (name: string): boolean => properties.startsWith(`${name}\u0001`) || properties.includes(`\u0002${name}\u0001`)
  if (has(MessageConst.TRAN_MSG)) return "transaction"
  if (has("__SHARDINGKEY")) return "fifo"
  return has(MessageConst.DELAY) || properties.includes("TIMER_DE") ? "delay" : "normal"
}

/** What the broker adds. Without its region a consumer of 5.x sends no trace. RocketMQ 5.x `AbstractSendMessageProcessor.buildMsgContext`. */
const ownProperties = ({ brokerClusterName, compatibility }: RequestContext["config"]): string =>
  `CLUSTER\u0001${brokerClusterName}${compatibility === "4.9" ? "" : "\u0002MSG_REGION\u0001DefaultRegion\u0002TRACE_ON\u0001true"}`

/** What only a broker says of a message is not taken from a producer, who may have copied it. */
const withoutOurs = (properties: string): string => {
  if (!properties.includes(`${REVIVED}\u0001`)) return properties
  const { [REVIVED]: _, ...others } = decodeProperties(properties)
  return encodeProperties(others, true)
}

const WAIT = "WAIT\u0001"

/** That a producer waits is nothing to keep. RocketMQ 4.9 leaves it out of single messages. */
const withoutWait = (properties: string): string =>
  properties.includes(WAIT) ? properties.split(PROPERTY_SEPARATOR).filter((property) => !property.startsWith(WAIT)).join(PROPERTY_SEPARATOR) : properties

const send: Handle = (context) => {
  const { command, channel, config, advertised, bodies, take, state, timers } = context
  const fields = sendMessage(command)
  const { topic, queueId, defaultTopic, defaultTopicQueueNums } = fields
  // A queue's directory has the topic's name: one that no directory can have must not get into the log.
  if (!isLegalTopic(topic)) throw new RequestError("topic", `the topic is ${JSON.stringify(topic.slice(0, 200))}: send 1 to 127 characters of ^[%|a-zA-Z0-9_-]+$`, ResponseCode[invalid(state())])
  const body = command.body ?? Buffer.alloc(0)
  const sent =
    command.code === RequestCode.SEND_BATCH_MESSAGE || fields.batch
      ? decodeBatch(body)
      : [{ flag: fields.flag, body, properties: config.compatibility === "4.9" ? withoutWait(fields.properties) : fields.properties }]
  const messages = sent.map((message) => ({ ...message, properties: joinProperties(withoutOurs(message.properties), ownProperties(config)) }))
  if (messages.length === 0) throw new RequestError("body", "the batch is empty: put a message into it")
  const type = typeOf(fields.properties)
  const propertiesSize = Math.max(...messages.map(({ properties }) => Buffer.byteLength(properties)))
  // A message that its rule refuses for its size is not encoded: its properties might not even fit their field.
  const drafts =
    propertiesSize > MAX_PROPERTIES_SIZE || body.length > state().config.maxMessageSize
      ? []
      : messages.map(({ flag, body: content, properties }): Draft => ({
          encoded: encodeStored({
            topic,
            queueId: 0,
            flag,
            queueOffset: 0,
            physicalOffset: 0,
            sysFlag: fields.sysFlag,
            bornTimestamp: fields.bornTimestamp,
            bornHost: channel.remote,
            storeTimestamp: 0,
            storeHost: advertised(),
            reconsumeTimes: fields.reconsumeTimes,
            preparedTransactionOffset: 0,
            body: content,
            properties
          }),
          ...(type === "normal" ? {} : { type })
        }))
  const request = context.open()
  bodies.drafts.set(request, drafts)
  const properties = messages.length === 1 && MARKS.some((mark) => fields.properties.includes(mark)) ? decodeProperties(fields.properties) : {}
  const delayLevel = Number(properties[MessageConst.DELAY] ?? 0)
  take({
    _tag: "SendMessage",
    request,
    topic,
    queueId,
    count: messages.length,
    bodySize: body.length,
    propertiesSize,
    defaultTopicQueueNums,
    ...(defaultTopic === TBW102 ? {} : { defaultTopic }),
    ...(Number.isSafeInteger(delayLevel) && delayLevel > 0 ? { delayLevel } : {}),
    ...(config.compatibility === "4.9" ? {} : timerOf(properties, timers.now())),
    ...(command.code === RequestCode.SEND_REPLY_MESSAGE || command.code === RequestCode.SEND_REPLY_MESSAGE_V2
      ? { replyTo: properties[MessageConst.REPLY_TO_CLIENT] ?? null }
      : {}),
    ...(properties[MessageConst.TRAN_MSG]?.toLowerCase() === "true" ? { prepared: true } : {}),
    ...(fields.reconsumeTimes > 0 ? { reconsumeTimes: fields.reconsumeTimes } : {}),
    ...(fields.maxReconsumeTimes === undefined ? {} : { maxReconsumeTimes: fields.maxReconsumeTimes })
  })
}

const sendBack: Handle = ({ command, storage, open, take }) => {
  const { offset, group, delayLevel, maxReconsumeTimes } = consumerSendMsgBack(command)
  const found = storage.log.readAt(offset)
  const message = found === undefined || found.body.length === 0 ? undefined : decodeStored(found.body)
  const properties = message === undefined ? {} : decodeProperties(message.properties)
  take({
    _tag: "ConsumerSendMsgBack",
    request: open(),
    group,
    message:
      found === undefined || message === undefined
        ? null
        : {
            index: found.index,
            topic: message.topic,
            retryTopic: properties[MessageConst.RETRY_TOPIC] ?? null,
            messageId: encodeMessageId(message.storeHost, message.physicalOffset),
            originMessageId: properties[MessageConst.ORIGIN_MESSAGE_ID] ?? null,
            reconsumeTimes: message.reconsumeTimes,
            propertiesSize: Buffer.byteLength(message.properties)
          },
    delayLevel,
    maxReconsumeTimes: maxReconsumeTimes ?? null
  })
}

const pull: Handle = (context) => {
  const { command, channel, take } = context
  const { topic, queueId, consumerGroup, queueOffset, maxMsgNums, sysFlag, subscription = "*", expressionType, suspendTimeoutMillis, commitOffset } = pullMessage(command)
  take({
    _tag: "PullMessage",
    request: context.open(),
    topic,
    queueId,
    channel: channel.id,
    group: consumerGroup,
    offset: queueOffset,
    maxMsgNums: Math.max(1, maxMsgNums),
    codeSet: (sysFlag & PullSysFlag.SUBSCRIPTION) !== 0 ? tagCodes(subscription, expressionType) : null,
    ...((sysFlag & PullSysFlag.SUBSCRIPTION) !== 0 && expressionType === "SQL92" ? { expression: subscription } : {}),
    suspendTimeoutMillis: (sysFlag & PullSysFlag.SUSPEND) !== 0 ? suspendTimeoutMillis : 0,
    // A consumer that knows no progress says -1.
    commitOffset: (sysFlag & PullSysFlag.COMMIT_OFFSET) !== 0 && commitOffset >= 0 && queueId >= 0 ? commitOffset : null,
    readFromFollower: command.extFields["readFromFollower"] === "true"
  })
}

const beat: Handle = (context) => {
  const { clientID, producerDataSet, consumerDataSet } = heartbeat(context.command)
  context.take({
    _tag: "Heartbeat",
    request: context.open(),
    channel: context.channel.id,
    clientId: clientID,
    producers: producerDataSet.map(({ groupName }) => groupName),
    consumers: consumerDataSet.map(({ groupName, consumeType, messageModel, consumeFromWhere, subscriptionDataSet }) => ({
      group: groupName,
      consumeType,
      messageModel,
      consumeFromWhere,
      subscriptions: subscriptionDataSet
        .map(({ topic, subString, expressionType, subVersion }) => ({ topic, subString, codeSet: tagCodes(subString, expressionType), expressionType, subVersion }))
        .sort((a, b) => (a.topic < b.topic ? -1 : 1))
    }))
  })
}

const locks = ({ command }: RequestContext) => {
  const { consumerGroup, clientId, mqSet } = lockBatch(command)
  return { group: consumerGroup, clientId, queues: mqSet.map(({ topic, queueId }) => ({ topic, queueId })) }
}

export const requests: { readonly [code: number]: Handle } = {
  [RequestCode.SEND_MESSAGE]: send,
  [RequestCode.SEND_MESSAGE_V2]: send,
  [RequestCode.SEND_BATCH_MESSAGE]: send,
  [RequestCode.SEND_REPLY_MESSAGE]: send,
  [RequestCode.SEND_REPLY_MESSAGE_V2]: send,
  [RequestCode.PULL_MESSAGE]: pull,
  [RequestCode.LITE_PULL_MESSAGE]: pull,
  [RequestCode.CHECK_CLIENT_CONFIG]: (context) => {
    const { expressionType, subString } = checkClientConfig(context.command)
    context.take({ _tag: "CheckClientConfig", request: context.open(), expressionType, expression: subString })
  },
  [RequestCode.END_TRANSACTION]: endTransaction,
  [RequestCode.RECALL_MESSAGE]: recallMessage,
  [RequestCode.HEART_BEAT]: beat,
  [RequestCode.CONSUMER_SEND_MSG_BACK]: sendBack,
  [RequestCode.UNREGISTER_CLIENT]: (context) => {
    const { clientID, producerGroup, consumerGroup } = unregisterClient(context.command)
    context.take({ _tag: "UnregisterClient", request: context.open(), clientId: clientID, producerGroup: producerGroup ?? null, consumerGroup: consumerGroup ?? null })
  },
  [RequestCode.GET_CONSUMER_LIST_BY_GROUP]: (context) => {
    const { consumerGroup } = getConsumerListByGroup(context.command)
    context.take({ _tag: "GetConsumerListByGroup", request: context.open(), group: consumerGroup })
  },
  [RequestCode.QUERY_CONSUMER_OFFSET]: (context) => {
    const { topic, queueId, consumerGroup, setZeroIfNotFound } = queryConsumerOffset(context.command)
    const asked = setZeroIfNotFound === false && context.config.compatibility !== "4.9" ? ({ noZero: true } as const) : {}
    context.take({ _tag: "QueryConsumerOffset", request: context.open(), topic, queueId, group: consumerGroup, ...asked })
  },
  [RequestCode.UPDATE_CONSUMER_OFFSET]: (context) => {
    const { topic, queueId, consumerGroup, commitOffset } = updateConsumerOffset(context.command)
    context.take({ _tag: "UpdateConsumerOffset", request: context.open(), topic, queueId, group: consumerGroup, offset: commitOffset })
  },
  [RequestCode.GET_MAX_OFFSET]: (context) => {
    const { topic, queueId } = getMaxOffset(context.command)
    context.take({ _tag: "GetMaxOffset", request: context.open(), topic, queueId, channel: context.channel.id })
  },
  [RequestCode.GET_MIN_OFFSET]: (context) => {
    const { topic, queueId } = getMinOffset(context.command)
    context.take({ _tag: "GetMinOffset", request: context.open(), topic, queueId })
  },
  [RequestCode.GET_EARLIEST_MSG_STORETIME]: (context) => {
    const { topic, queueId } = getEarliestMsgStoretime(context.command)
    context.take({ _tag: "GetEarliestStoreTime", request: context.open(), topic, queueId })
  },
  [RequestCode.SEARCH_OFFSET_BY_TIMESTAMP]: (context) => {
    const { topic, queueId, timestamp } = searchOffset(context.command)
    const boundary = context.command.extFields["boundaryType"]?.toUpperCase() === "UPPER" ? "UPPER" : "LOWER"
    context.take({ _tag: "SearchOffset", request: context.open(), topic, queueId, timestamp, boundary })
  },
  [RequestCode.VIEW_MESSAGE_BY_ID]: (context) => {
    const found = context.storage.log.readAt(viewMessage(context.command).offset)
    context.take({ _tag: "ViewMessage", request: context.open(), index: found?.index ?? -1 })
  },
  [RequestCode.QUERY_MESSAGE]: (context) => {
    const { topic, key, maxNum, beginTimestamp, endTimestamp, uniqueKey } = queryMessage(context.command)
    context.take({ _tag: "QueryMessage", request: context.open(), topic, key, maxNum: uniqueKey ? DEFAULT_QUERY_MAX_NUM : maxNum, begin: beginTimestamp, end: endTimestamp })
  },
  [RequestCode.LOCK_BATCH_MQ]: (context) => {
    const asked = locks(context)
    context.take({ _tag: "LockBatchMQ", request: context.open(), ...asked })
  },
  [RequestCode.UNLOCK_BATCH_MQ]: (context) => {
    const asked = locks(context)
    context.take({ _tag: "UnlockBatchMQ", request: context.open(), ...asked })
  },
  [RequestCode.UPDATE_AND_CREATE_TOPIC]: (context) => {
    const { topic, readQueueNums, writeQueueNums, perm, topicSysFlag, order, attributes = "" } = createTopic(context.command)
    const changes = attributeChanges(attributes, takesMixed(context.items))
    context.take({ _tag: "UpdateAndCreateTopic", request: context.open(), topic, config: { readQueueNums, writeQueueNums, perm, topicSysFlag, order }, ...(changes.length === 0 ? {} : { attributes: changes }) })
  },
  [RequestCode.DELETE_TOPIC_IN_BROKER]: (context) => {
    const { topic } = deleteTopicInBroker(context.command)
    context.take({ _tag: "DeleteTopic", request: context.open(), topic })
  },
  [RequestCode.GET_ALL_TOPIC_CONFIG]: ({ config, state, reply, timers }) => {
    const self = state()
    const topics = topicList(self)
    // A tool of 5.x asks for parts, and is done once it has so many.
    const extFields = config.compatibility === "4.9" ? {} : { totalTopicNum: String(topics.length) }
    reply(ResponseCode.SUCCESS, { extFields, body: Buffer.from(JSON.stringify(topicTableJson(topics, self.topicVersion, self.raft.term, timers.now()))) })
  },
  [RequestCode.GET_TOPIC_CONFIG]: ({ command, state, reply }) => {
    const name = topicNameOf(command).topic
    const topic = topicOf(state(), name)
    if (topic === undefined) reply(ResponseCode.TOPIC_NOT_EXIST, { remark: `No topic in this broker. topic: ${name}` })
    else reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify({ attributes: {}, ...topicJson(name, topic) })) })
  },
  ...popRequests,
  ...adminRequests
}
