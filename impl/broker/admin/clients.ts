/**
 * Who is connected, and what operators ask of those who are.
 *
 * RocketMQ `AdminBrokerProcessor.getConsumerConnectionList`, `getProducerConnectionList`, `callConsumer`, `Broker2Client`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../../spec/broker/state.ts"
import { groupOf, subscriptionGroupOf } from "../../../spec/serving/groups.ts"
import { topicOf } from "../../../spec/serving/topics.ts"
import { formatAddress } from "../../layers/network.ts"
import { decodeMessageId } from "../../message/message-id.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { parseFastJsonBody, writeFastJsonBody } from "../../remoting/fastjson.ts"
import { header, optional, text } from "../../remoting/header-fields.ts"
import { getConsumerConnectionList, getProducerConnectionList } from "../../remoting/requests/clients.ts"
import { RequestError } from "../../remoting/errors.ts"
import type { Handle, RequestContext } from "../request-context.ts"

/** RocketMQ waits so long for a consumer. */
const CALL_MS = 10_000
const STATUS_MS = 5_000

const consumerHeader = header({ consumerGroup: text, clientId: text })
const directlyHeader = header({ consumerGroup: text, clientId: optional(text), msgId: text, topic: optional(text) })
const statusHeader = header({ topic: text, group: text, clientAddr: optional(text) })
const subscriptionHeader = header({ group: text, topic: text })

/** RocketMQ `Connection`. */
const connection = ({ clientAt }: RequestContext, clientId: string, channel: string): object | undefined => {
  const client = clientAt(channel)
  return client && { clientAddr: formatAddress(client.channel.remote), clientId, language: client.info.language, version: client.info.version }
}

/** Producers as `clientId`, group and channel: their key is `clientId group`, and neither has a space in it. */
const producersIn = ({ state }: RequestContext): readonly { readonly clientId: string; readonly group: string; readonly channel: string }[] =>
  [...HashMap.entries(state().producers)].map(([key, channel]) => {
    const at = key.lastIndexOf(" ")
    return { clientId: key.slice(0, at), group: key.slice(at + 1), channel }
  })

/** RocketMQ `SubscriptionData`, without the tags, which their text says. */
const subscriptionJson = ({ codeSet, expressionType, subString, subVersion, topic }: { readonly codeSet: readonly number[]; readonly expressionType: string; readonly subString: string; readonly subVersion: number; readonly topic: string }) => ({
  classFilterMode: false,
  codeSet,
  expressionType,
  subString,
  subVersion,
  tagsSet: expressionType !== "TAG" || subString === "*" || subString === "" ? [] : subString.split("||").map((tag) => tag.trim()),
  topic
})

/** What a group that is connected has subscribed to of a topic. */
export const subscriptionOf = (self: Broker, group: string, topic: string): ReturnType<typeof subscriptionJson> | undefined => {
  const found = groupOf(self, group)?.subscriptions.find((each) => each.topic === topic)
  return found && subscriptionJson(found)
}

const consumerConnections: Handle = (context) => {
  const { command, state, reply } = context
  const { consumerGroup } = getConsumerConnectionList(command)
  const group = groupOf(state(), consumerGroup)
  if (group === undefined) return reply(ResponseCode.CONSUMER_NOT_ONLINE, { remark: `the consumer group[${consumerGroup}] not online` })
  const { consumeFromWhere, consumeType, messageModel, members, subscriptions } = group
  reply(ResponseCode.SUCCESS, {
    body: writeFastJsonBody({
      connectionSet: members.map(({ clientId, channel }) => connection(context, clientId, channel)).filter((each) => each !== undefined),
      consumeFromWhere,
      consumeType,
      messageModel,
      subscriptionTable: Object.fromEntries(subscriptions.map((each) => [each.topic, subscriptionJson(each)]))
    })
  })
}

const producerConnections: Handle = (context) => {
  const { command, reply } = context
  const { producerGroup } = getProducerConnectionList(command)
  const connectionSet = producersIn(context)
    .filter(({ group }) => group === producerGroup)
    .map(({ clientId, channel }) => connection(context, clientId, channel))
    .filter((each) => each !== undefined)
  if (connectionSet.length === 0) return reply(ResponseCode.SYSTEM_ERROR, { remark: `the producer group[${producerGroup}] not exist` })
  reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ connectionSet }) })
}

const allProducers: Handle = (context) => {
  const data: Record<string, object[]> = {}
  for (const { clientId, group, channel } of producersIn(context)) {
    const client = context.clientAt(channel)
    if (client === undefined) continue
    const list = (data[group] ??= [])
    list.push({ clientId, language: client.info.language, lastUpdateTimestamp: client.info.lastUpdate, remoteIP: `/${formatAddress(client.channel.remote)}`, version: client.info.version })
  }
  context.reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ data }) })
}

/** Passes a request on to a consumer, and its answer back. */
const callConsumer = (context: RequestContext, consumerGroup: string, clientId: string, body: Buffer | undefined, fields = context.command.extFields): void => {
  const { command, state, callClient, reply } = context
  const member = groupOf(state(), consumerGroup)?.members.find((each) => each.clientId === clientId)
  if (member === undefined) return reply(ResponseCode.SYSTEM_ERROR, { remark: `The Consumer <${consumerGroup}> <${clientId}> not online` })
  void callClient(member.channel, command.code, fields, body, CALL_MS).then((answer) =>
    answer === undefined
      ? reply(ResponseCode.CONSUME_MSG_TIMEOUT, { remark: `consumer <${consumerGroup}> <${clientId}> Timeout: no answer in ${CALL_MS} ms` })
      : reply(answer.code, {
          ...(answer.remark === undefined ? {} : { remark: answer.remark }),
          extFields: answer.extFields,
          ...(answer.body === undefined ? {} : { body: answer.body })
        })
  )
}

const consumeDirectly: Handle = (context) => {
  const { consumerGroup, clientId = "", msgId, topic } = directlyHeader(context.command)
  const body = context.storage.log.readAt(positionIn(msgId))?.body
  if (body === undefined) throw new RequestError("msgId", `msgId: no message of this broker is ${msgId.slice(0, 64)}`)
  const topicSysFlag = topic === undefined ? undefined : topicOf(context.state(), topic)?.topicSysFlag
  const groupSysFlag = subscriptionGroupOf(context.state(), consumerGroup)?.groupSysFlag
  const flags = { ...(topicSysFlag === undefined ? {} : { topicSysFlag: String(topicSysFlag) }), ...(groupSysFlag === undefined ? {} : { groupSysFlag: String(groupSysFlag) }) }
  callConsumer(context, consumerGroup, clientId, body, { ...context.command.extFields, ...flags, brokerName: context.config.brokerName })
}

const positionIn = (msgId: string): number => {
  try {
    return decodeMessageId(msgId).physicalOffset
  } catch {
    throw new RequestError("msgId", `msgId: ${JSON.stringify(msgId.slice(0, 64))} is no offset message id`)
  }
}

/** Asks every member of a group, or one, how far it is. */
const consumerStatus: Handle = (context) => {
  const { command, state, callClient, reply } = context
  const { topic, group, clientAddr = "" } = statusHeader(command)
  const members = groupOf(state(), group)?.members ?? []
  if (members.length === 0) return reply(ResponseCode.SYSTEM_ERROR, { remark: `No Any Consumer online in the consumer group: [${group}]` })
  const asked = members.filter(({ clientId }) => clientAddr.trim() === "" || clientAddr === clientId)
  const answers = asked.map(async ({ clientId, channel }) => {
    const answer = await callClient(channel, RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT, { topic, group }, undefined, STATUS_MS)
    if (answer?.code !== ResponseCode.SUCCESS || answer.body === undefined) return []
    const table = (parseFastJsonBody(answer.body) as { readonly messageQueueTable?: unknown }).messageQueueTable
    return [[clientId, table ?? {}] as const]
  })
  void Promise.all(answers).then(
    (tables) => reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ consumerTable: Object.fromEntries(tables.flat()) }) }),
    (error: Error) => reply(ResponseCode.SYSTEM_ERROR, { remark: `consumer status of ${group}: ${error.message}` })
  )
}

export const clientRequests: { readonly [code: number]: Handle } = {
  [RequestCode.GET_CONSUMER_CONNECTION_LIST]: consumerConnections,
  [RequestCode.GET_PRODUCER_CONNECTION_LIST]: producerConnections,
  [RequestCode.GET_ALL_PRODUCER_INFO]: allProducers,
  [RequestCode.GET_CONSUMER_RUNNING_INFO]: (context) => {
    const { consumerGroup, clientId } = consumerHeader(context.command)
    callConsumer(context, consumerGroup, clientId, undefined)
  },
  [RequestCode.CONSUME_MESSAGE_DIRECTLY]: consumeDirectly,
  [RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS]: consumerStatus,
  [RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER]: ({ command, state, reply }) => {
    const { group, topic } = subscriptionHeader(command)
    reply(ResponseCode.SUCCESS, { body: writeFastJsonBody({ group, subscriptionData: subscriptionOf(state(), group, topic), topic }) })
  }
}
