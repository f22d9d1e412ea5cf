/**
 * Between clients and the machine: a request becomes an event, an output becomes its answer. What the answer says, the
 * machine decides.
 *
 * RocketMQ `BrokerController.registerProcessor`.
 *
 * @module
 */
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import { type RequestId, splitQueueKey } from "../../spec/vocabulary.ts"
import { MessageError } from "../message/format.ts"
import { encodeMessageId } from "../message/message-id.ts"
import { peekPhysicalOffset, peekQueueOffset, peekStoreTimestamp } from "../message/peek.ts"
import { isOneway, isResponse, type RemotingCommand, response, VERSIONS } from "../remoting/command.ts"
import { isOfFive, requestName, RequestCode, responseName, ResponseCode } from "../remoting/codes.ts"
import { writeFastJsonBody } from "../remoting/fastjson.ts"
import { RequestError } from "../remoting/errors.ts"
import { type Channel, type RemotingServer, serveRemoting, VIP_OFFSET } from "../remoting/server.ts"
import { DamagedFileError } from "../store/errors.ts"
import { clientCalls } from "./client-calls.ts"
import { checkTransactionState, endedTransaction, transactionId } from "./transactions.ts"
import { REVIVE_QUEUE_ID } from "../../spec/pop/records.ts"
import { popAnswer } from "./pop.ts"
import { ORDER_REVIVE_QUEUE_ID } from "./receipt-handle.ts"
import { pushReplyMessage } from "./reply-message.ts"
import type { ClientInfo, ClientsOptions, RequestContext } from "./request-context.ts"
import { offsetAtTime } from "./store-time.ts"
import { requests } from "./requests.ts"
import { hasTimer, recalledId, recallHandle } from "./timer-messages.ts"

/** A stored message's status is a code of its answer. RocketMQ `SendMessageProcessor.handlePutMessageResult`. */
const STORED = {
  SEND_OK: ResponseCode.SUCCESS,
  FLUSH_DISK_TIMEOUT: ResponseCode.FLUSH_DISK_TIMEOUT,
  FLUSH_SLAVE_TIMEOUT: ResponseCode.FLUSH_SLAVE_TIMEOUT,
  SLAVE_NOT_AVAILABLE: ResponseCode.SLAVE_NOT_AVAILABLE
} as const

const SENDS: ReadonlySet<number> = new Set([RequestCode.SEND_MESSAGE, RequestCode.SEND_MESSAGE_V2, RequestCode.SEND_BATCH_MESSAGE])

/** It was not stored because of the broker, not because of the message. */
const NOT_STORED: ReadonlySet<string> = new Set(["SYSTEM_BUSY", "SERVICE_NOT_AVAILABLE"])

/** A request that awaits its answer. */
interface Open {
  readonly channel: Channel
  readonly command: RemotingCommand
  /** When it came. */
  readonly at: number
}

export interface Clients {
  readonly server: RemotingServer
  /** Carries out an output; false if it is none for clients. */
  readonly perform: (output: BrokerOutput) => boolean
  /** What the client on a channel is, once it has sent a heartbeat. */
  readonly clientAt: (channel: string) => ClientInfo | undefined
  readonly close: () => void
}

export const openClients = async (options: ClientsOptions): Promise<Clients> => {
  const { storage, bodies, take, config, advertised, statistics, timers } = options
  const open = new Map<RequestId, Open>()
  const infos = new Map<string, ClientInfo>()
  const calls = clientCalls(timers, (id) => server.channel(id))
  let requestNumber = 0
  const version = VERSIONS[config.compatibility].number

  const answered = (command: RemotingCommand, response: number, since: number, waited = false): void =>
    statistics.observations.answered(requestName(command.code), responseName(response), timers.now() - since, isOneway(command) ? "oneway" : "success", waited)

  const received = (channel: Channel, command: RemotingCommand): void => {
    if (isResponse(command)) return calls.answered(channel.id, command)
    if (command.code === RequestCode.HEART_BEAT) infos.set(channel.id, { language: command.language, version: command.version, lastUpdate: timers.now() })
    const cameAt = timers.now()
    const reply: RequestContext["reply"] = (code, parts) => {
      answered(command, code, cameAt)
      if (!isOneway(command)) channel.send(response(command, code, parts?.remark, parts?.extFields, parts?.body, version))
    }
    const handle = config.compatibility === "4.9" && isOfFive(command.code) ? undefined : requests[command.code]
    if (handle === undefined) {
      reply(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, { remark: ` request type ${command.code} not supported (${requestName(command.code)})` })
      return
    }
    let id: RequestId | undefined
    try {
      handle({
        ...options,
        channel,
        command,
        reply,
        clientAt: (at) => {
          const [client, info] = [server.channel(at), infos.get(at)]
          return client === undefined || info === undefined ? undefined : { channel: client, info }
        },
        callClient: calls.call,
        openInner: (answered) => {
          id = ++requestNumber
          open.set(id, { channel: { ...channel, send: answered }, command, at: timers.now() })
          return id
        },
        open: () => {
          id = ++requestNumber
          open.set(id, { channel, command, at: timers.now() })
          return id
        }
      })
    } catch (error) {
      if (id !== undefined) open.delete(id)
      if (!(error instanceof RequestError || error instanceof MessageError)) throw error
      reply((error instanceof RequestError ? error.code : undefined) ?? ResponseCode.SYSTEM_ERROR, { remark: error.message })
    }
  }

  const server = await serveRemoting({ network: options.network, timers, at: options.at, vipOffset: VIP_OFFSET }, {
    ...(options.warn === undefined ? {} : { refused: options.warn }),
    received,
    closed: (channel) => {
      for (const [id, request] of open) if (request.channel === channel) open.delete(id)
      infos.delete(channel.id)
      calls.closed(channel.id)
      take({ _tag: "ChannelClosed", channel: channel.id })
    }
  })

  const finish = (id: RequestId, code: number, parts?: Parameters<RequestContext["reply"]>[1]): true => {
    const request = open.get(id)
    open.delete(id)
    bodies.drafts.delete(id)
    bodies.placed.delete(id)
    if (request !== undefined) answered(request.command, code, request.at, code === ResponseCode.PULL_NOT_FOUND)
    if (request !== undefined && !isOneway(request.command)) request.channel.send(response(request.command, code, parts?.remark, parts?.extFields, parts?.body, version))
    return true
  }

  /** The message of a queue; none if it was damaged. */
  const messageAt = (queue: string, offset: number): Buffer | undefined => {
    const unit = storage.queues.get(...splitQueueKey(queue), offset)
    const body = unit && storage.log.readAt(unit.position)?.body
    // The unit of one that cannot even be told is that of the next one.
    return body !== undefined && peekQueueOffset(body) === offset ? body : undefined
  }

  /** RocketMQ `ResetOffsetBody`. */
  const offsetTable = (topic: string, offsets: readonly { readonly queueId: number; readonly offset: number }[]): Buffer =>
    writeFastJsonBody({ offsetTable: new Map(offsets.map(({ queueId, offset }) => [{ brokerName: config.brokerName, queueId, topic }, offset])) })

  const messagesOf = (queue: string, offsets: readonly number[]): Buffer =>
    Buffer.concat(offsets.map((offset) => messageAt(queue, offset)).filter((body): body is Buffer => body !== undefined))

  const perform: Clients["perform"] = (output) => {
    try {
      return carryOut(output)
    } catch (error) {
      if (!(error instanceof DamagedFileError) || !("request" in output)) throw error
      return finish(output.request, ResponseCode.SYSTEM_ERROR, { remark: error.message })
    }
  }

  /** A producer has ended a transaction. */
  const noteEnded = (command: RemotingCommand | undefined): void => {
    const ended = command?.code === RequestCode.END_TRANSACTION ? endedTransaction(command, storage) : undefined
    if (ended !== undefined) statistics.observations.ended(ended.topic, ended.decision, timers.now() - ended.bornTimestamp)
  }

  const carryOut: Clients["perform"] = (output) => {
    switch (output._tag) {
      case "Reply":
        if (output.code === "SUCCESS") noteEnded(open.get(output.request)?.command)
        if (NOT_STORED.has(output.code) && SENDS.has(open.get(output.request)?.command.code ?? 0)) statistics.answeredPut(0, false)
        return finish(output.request, ResponseCode[output.code], { remark: output.remark, ...(output.code === "SUCCESS" ? { extFields: recalledId(open.get(output.request)?.command) } : {}) })
      case "ReplySend": {
        const positions = bodies.placed.get(output.request) ?? []
        const asked = open.get(output.request)
        if (asked !== undefined) statistics.answeredPut(timers.now() - asked.at, true)
        return finish(output.request, STORED[output.status], {
          extFields: {
            msgId: positions.map((position) => encodeMessageId(advertised(), position)).join(","),
            queueId: String(output.queueId),
            queueOffset: String(output.queueOffset),
            MSG_REGION: "DefaultRegion",
            TRACE_ON: "true",
            ...transactionId(asked?.command),
            ...(hasTimer(asked?.command) ? recallHandle(storage, config.brokerName, positions) : {})
          }
        })
      }
      case "ReplyPull": {
        const began = timers.now()
        const found = output.offsets.length === 0 ? undefined : messagesOf(output.queue, output.offsets)
        statistics.tookToRead(timers.now() - began)
        const group = open.get(output.request)?.command.extFields["consumerGroup"]
        if (found === undefined) statistics.missed()
        else if (group !== undefined) statistics.found(splitQueueKey(output.queue)[0], group, output.offsets.length, found.length)
        return finish(output.request, ResponseCode[output.code], {
          extFields: {
            suggestWhichBrokerId: "0",
            nextBeginOffset: String(output.nextBeginOffset),
            minOffset: String(output.minOffset),
            maxOffset: String(output.maxOffset)
          },
          ...(found === undefined ? {} : { body: found })
        })
      }
      case "ReplyPop": {
        const group = open.get(output.request)?.command.extFields["consumerGroup"] ?? ""
        const { found, ...answer } = popAnswer(output, config.brokerName, group, messageAt)
        for (const { topic, count, bytes } of found) statistics.found(topic, group, count, bytes)
        if (found.length === 0) statistics.missed()
        return finish(output.request, answer.code, answer)
      }
      case "ReplyNotification":
        return finish(output.request, ResponseCode.SUCCESS, { extFields: { hasMsg: String(output.hasMsg), pollingFull: String(output.pollingFull) } })
      case "ReplyInvisibleTime":
        return finish(output.request, ResponseCode.SUCCESS, {
          extFields: { popTime: String(output.popTime), invisibleTime: String(output.invisibleTime), reviveQid: String(output.order === true ? ORDER_REVIVE_QUEUE_ID : REVIVE_QUEUE_ID) }
        })
      case "ReplyAssignment": {
        const { topic, mode, queues } = output
        const messageQueueAssignments = queues?.map(({ brokerName, queueId }) => ({ messageQueue: { brokerName, queueId, topic }, mode }))
        return finish(output.request, ResponseCode.SUCCESS, { body: writeFastJsonBody({ messageQueueAssignments }) })
      }
      case "ReplyOffset":
        return finish(output.request, ResponseCode.SUCCESS, { extFields: { offset: String(output.offset) } })
      case "ReplyOffsetByTime": {
        const offset = offsetAtTime(storage, ...splitQueueKey(output.queue), output.timestamp, output.boundary, output.end)
        return finish(output.request, ResponseCode.SUCCESS, { extFields: { offset: String(offset) } })
      }
      case "ReplyStoreTime": {
        const body = output.offset < output.end ? messageAt(output.queue, output.offset) : undefined
        return finish(output.request, ResponseCode.SUCCESS, { extFields: { timestamp: String(body === undefined ? -1 : peekStoreTimestamp(body)) } })
      }
      case "ReplyMessage":
        return finish(output.request, ResponseCode.SUCCESS, { body: storage.log.read(output.index) })
      case "ReplyMessages": {
        const bodies = output.indexes.map((index) => storage.log.read(index))
        const newest = bodies[0] as Buffer
        const extFields = { indexLastUpdateTimestamp: String(peekStoreTimestamp(newest)), indexLastUpdatePhyoffset: String(peekPhysicalOffset(newest)) }
        return finish(output.request, ResponseCode.SUCCESS, { extFields, body: Buffer.concat(bodies) })
      }
      case "ReplyConsumerList":
        return finish(output.request, ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify({ consumerIdList: output.clientIds })) })
      case "ReplyLock":
        return finish(output.request, ResponseCode.SUCCESS, {
          body: Buffer.from(JSON.stringify({ lockOKMQSet: output.locked.map((queue) => ({ brokerName: config.brokerName, ...queue })) }))
        })
      case "PushReplyMessage": {
        const asked = open.get(output.request)
        if (asked === undefined) return true
        const { code, extFields, body } = pushReplyMessage(asked.command, asked.channel.remote, advertised(), options.timers.now())
        calls.tell(output.channel, code, extFields, body)
        return true
      }
      case "CheckTransactionState": {
        const half = storage.log.read(output.index)
        const { code, extFields, body } = checkTransactionState(half, output.offset)
        calls.tell(output.channel, code, extFields, body)
        return true
      }
      case "ReplyOffsets":
        return finish(output.request, ResponseCode.SUCCESS, { body: offsetTable(output.topic, output.offsets) })
      case "ResetConsumerClientOffset": {
        const fields = { topic: output.topic, group: output.group, timestamp: String(output.timestamp), isForce: "true" }
        for (const id of output.channels) calls.tell(id, RequestCode.RESET_CONSUMER_CLIENT_OFFSET, fields, offsetTable(output.topic, output.offsets))
        return true
      }
      case "NotifyConsumerIdsChanged":
        for (const id of output.channels) calls.tell(id, RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, { consumerGroup: output.group })
        return true
      default:
        return false
    }
  }

  return {
    server,
    perform,
    clientAt: (channel) => infos.get(channel),
    close: () => {
      calls.close()
      server.close()
    }
  }
}
