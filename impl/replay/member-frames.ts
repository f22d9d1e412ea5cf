/**
 * What a member of a consumer group asks of a broker, as RocketMQ's frames, and the answers as the models have them.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import { decodeStoredAll } from "../message/stored.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { RequestCode, ResponseCode, responseName } from "../remoting/codes.ts"
import { NotPerformable } from "./stage.ts"

export interface MemberFrame {
  readonly code: number
  readonly fields: Readonly<Record<string, string>>
  readonly body?: Buffer
}

/** An answer as a member takes it. */
export type MemberAnswer = { readonly _tag: string; readonly request: string } & Readonly<Record<string, unknown>>

const COMMIT_OFFSET = 1
const SUSPEND = 2
const SUBSCRIPTION = 4

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value))

/** `brokerName`: of the one that is asked. */
export const frameOf = (event: BrokerEvent, brokerName: string): MemberFrame => {
  switch (event._tag) {
    case "PullMessage": {
      const { group, topic, queueId, offset, maxMsgNums, suspendTimeoutMillis, commitOffset, readFromFollower } = event
      const sysFlag = SUBSCRIPTION + (suspendTimeoutMillis > 0 ? SUSPEND : 0) + (commitOffset === null ? 0 : COMMIT_OFFSET)
      return {
        code: RequestCode.PULL_MESSAGE,
        fields: {
          consumerGroup: group, topic, queueId: String(queueId), queueOffset: String(offset), maxMsgNums: String(maxMsgNums), sysFlag: String(sysFlag), commitOffset: String(commitOffset ?? 0),
          suspendTimeoutMillis: String(suspendTimeoutMillis), subscription: "*", subVersion: "0", expressionType: "TAG", ...(readFromFollower ? { readFromFollower: "true" } : {})
        }
      }
    }
    case "QueryConsumerOffset":
      return { code: RequestCode.QUERY_CONSUMER_OFFSET, fields: { consumerGroup: event.group, topic: event.topic, queueId: String(event.queueId) } }
    case "UpdateConsumerOffset":
      return { code: RequestCode.UPDATE_CONSUMER_OFFSET, fields: { consumerGroup: event.group, topic: event.topic, queueId: String(event.queueId), commitOffset: String(event.offset) } }
    case "LockBatchMQ":
    case "UnlockBatchMQ":
      return {
        code: event._tag === "LockBatchMQ" ? RequestCode.LOCK_BATCH_MQ : RequestCode.UNLOCK_BATCH_MQ,
        fields: {},
        body: json({ consumerGroup: event.group, clientId: event.clientId, mqSet: event.queues.map(({ topic, queueId }) => ({ topic, brokerName, queueId })) })
      }
    case "Heartbeat":
      return {
        code: RequestCode.HEART_BEAT,
        fields: {},
        body: json({
          clientID: event.clientId,
          producerDataSet: [],
          consumerDataSet: event.consumers.map(({ group, subscriptions, ...consumer }) => ({
            groupName: group, ...consumer, unitMode: false, subscriptionDataSet: subscriptions.map((subscription) => ({ classFilterMode: false, tagsSet: [], ...subscription }))
          }))
        })
      }
    case "GetConsumerListByGroup":
      return { code: RequestCode.GET_CONSUMER_LIST_BY_GROUP, fields: { consumerGroup: event.group } }
    default:
      throw new NotPerformable(`no member of a consumer group is known to ask ${event._tag}`)
  }
}

/** `undefined`: nobody waits for it. */
export const answerTo = (event: BrokerEvent, { code, extFields, body }: RemotingCommand): MemberAnswer | undefined => {
  const [, request] = "request" in event ? String(event.request).split(":") : []
  if (request === undefined) return undefined
  switch (event._tag) {
    case "PullMessage": {
      const found = code === ResponseCode.SUCCESS && body !== undefined ? decodeStoredAll(body).map((message) => ({ offset: message.queueOffset, message: message.body.toString() })) : []
      return { _tag: "PullReply", request, code: responseName(code), found, nextBeginOffset: Number(extFields["nextBeginOffset"] ?? -1) }
    }
    case "QueryConsumerOffset":
      return { _tag: "OffsetReply", request, code: responseName(code), offset: Number(extFields["offset"] ?? -1) }
    case "LockBatchMQ": {
      const { lockOKMQSet = [] } = code === ResponseCode.SUCCESS && body !== undefined ? (JSON.parse(body.toString()) as { readonly lockOKMQSet?: readonly unknown[] }) : {}
      return { _tag: "LockReply", request, locked: lockOKMQSet.length > 0 }
    }
    default:
      return undefined
  }
}

/** Who is in the group, as a broker answers. */
export const membersIn = ({ code, body }: RemotingCommand): readonly string[] =>
  code === ResponseCode.SUCCESS && body !== undefined ? [...((JSON.parse(body.toString()) as { readonly consumerIdList?: readonly string[] }).consumerIdList ?? [])].sort() : []

