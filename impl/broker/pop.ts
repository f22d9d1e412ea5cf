/**
 * POP on the wire: how messages are asked for, acked, and given more time, and how they are handed out.
 *
 * RocketMQ `PopMessageProcessor`, `AckMessageProcessor`, `ChangeInvisibleTimeProcessor`.
 *
 * @module
 */
import type { OutputOf } from "../../spec/broker/outputs.ts"
import { heldFor } from "../../spec/pop/held.ts"
import { normalTopic } from "../../spec/pop/queues.ts"
import { REVIVE_QUEUE_ID } from "../../spec/pop/records.ts"
import { topicOf } from "../../spec/serving/topics.ts"
import { sorted } from "../../spec/sorted.ts"
import { type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import { rewritten } from "../message/rewrite.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { ExtFields } from "../remoting/command.ts"
import { ackMessage, batchAckMessage, changeInvisibleTime, notification, peekMessage, pollingInfo, popMessage, queryAssignment, setMessageRequestMode } from "../remoting/requests/pop.ts"
import { offsetInfo, ORDER_REVIVE_QUEUE_ID, orderCountInfo, parseReceiptHandle, receiptHandle, topicOfMark } from "./receipt-handle.ts"
import type { Handle } from "./request-context.ts"
import { requestModeJson } from "./request-modes.ts"
import { tagCodes } from "./tag-codes.ts"

/** A client is answered so long before it gives up. RocketMQ `PopRequest.isTimeout`. */
const ANSWER_EARLY_MS = 500

/** Milliseconds. A client whose clock is ahead has waited for none, and waits no longer than it said. */
const waitedSince = (bornTime: number, now: number): number => (bornTime === 0 ? 0 : Math.max(0, now - bornTime))

const patience = (pollTime: number, waited: number): number => Math.max(0, pollTime - waited - ANSWER_EARLY_MS)

/** Its attempt is of use to a pop in order alone. */
const inOrder = (attemptId: string | undefined): { readonly order: true; readonly attemptId?: string } => ({ order: true, ...(attemptId === undefined || attemptId === "" ? {} : { attemptId }) })

const pop: Handle = ({ command, channel, open, take, timers }) => {
  const { consumerGroup, topic, queueId, maxMsgNums, invisibleTime, pollTime, bornTime, initMode, exp = "", expType, order, attemptId } = popMessage(command)
  const waited = waitedSince(bornTime, timers.now())
  take({
    _tag: "PopMessage",
    request: open(),
    topic,
    queueId: Math.max(-1, queueId),
    channel: channel.id,
    group: consumerGroup,
    maxMsgNums: Math.max(1, maxMsgNums),
    invisibleTime: Math.max(0, invisibleTime),
    initMode: initMode === 0 ? "MIN" : "MAX",
    codeSet: tagCodes(exp, expType),
    ...(expType === "SQL92" && exp !== "" ? { expression: exp } : {}),
    suspendTimeoutMillis: patience(pollTime, waited),
    ...(order ? inOrder(attemptId) : {}),
    ...(waited > pollTime + ANSWER_EARLY_MS ? { tooLate: true } : {})
  })
}

const peek: Handle = ({ command, channel, open, take }) => {
  const { consumerGroup: group, topic, queueId, maxMsgNums } = peekMessage(command)
  take({ _tag: "PeekMessage", request: open(), channel: channel.id, group, topic, queueId: Math.max(-1, queueId), maxMsgNums: Math.max(1, maxMsgNums) })
}

const notify: Handle = ({ command, channel, open, take, timers }) => {
  const { consumerGroup: group, topic, queueId, pollTime, bornTime, order, attemptId } = notification(command)
  take({ _tag: "Notification", request: open(), channel: channel.id, group, topic, queueId: Math.max(-1, queueId), suspendTimeoutMillis: patience(pollTime, waitedSince(bornTime, timers.now())), ...(order ? inOrder(attemptId) : {}) })
}

/** How many pops wait: no rule is needed to count them. */
const polling: Handle = ({ command, state, reply }) => {
  const { consumerGroup, topic, queueId } = pollingInfo(command)
  if (topicOf(state(), topic) === undefined) return reply(ResponseCode.TOPIC_NOT_EXIST, { remark: `topic[${topic}] not exist, apply first please!` })
  const waiting = heldFor(state(), topic).filter((held) => held.is === undefined && held.group === consumerGroup && held.queueId === Math.max(-1, queueId))
  reply(ResponseCode.SUCCESS, { extFields: { pollingNum: String(waiting.length) } })
}

const ack: Handle = ({ command, open, take }) => {
  const { consumerGroup: group, topic, queueId, extraInfo, offset } = ackMessage(command)
  const { startOffset, popTime } = parseReceiptHandle(extraInfo)
  take({ _tag: "AckMessage", request: open(), acks: [{ group, topic, queueId, startOffset, popTime, offsets: [offset] }] })
}

const batchAck: Handle = ({ command, open, take }) => {
  const acks = batchAckMessage(command).map(({ consumerGroup: group, topic, retry, queueId, startOffset, popTime, offsets }) => ({ group, topic: topicOfMark(retry, group, topic), queueId, startOffset, popTime, offsets }))
  take({ _tag: "AckMessage", request: open(), acks })
}

const change: Handle = ({ command, open, take, timers }) => {
  const { consumerGroup: group, topic, queueId, extraInfo, offset, invisibleTime } = changeInvisibleTime(command)
  const { startOffset, popTime } = parseReceiptHandle(extraInfo)
  take({ _tag: "ChangeMessageInvisibleTime", request: open(), group, topic, queueId, startOffset, popTime, offset, now: timers.now(), invisibleTime: Math.max(0, invisibleTime) })
}

const assign: Handle = ({ command, open, take, routes }) => {
  const { topic, consumerGroup: group, clientId, strategyName, messageModel } = queryAssignment(command)
  const request = open()
  void routes.queuesOf(topic).then((queues) => take({ _tag: "QueryAssignment", request, group, topic, clientId, messageModel, strategyName, queues }))
}

export const popRequests: { readonly [code: number]: Handle } = {
  [RequestCode.POP_MESSAGE]: pop,
  [RequestCode.PEEK_MESSAGE]: peek,
  [RequestCode.NOTIFICATION]: notify,
  [RequestCode.POLLING_INFO]: polling,
  [RequestCode.ACK_MESSAGE]: ack,
  [RequestCode.BATCH_ACK_MESSAGE]: batchAck,
  [RequestCode.CHANGE_MESSAGE_INVISIBLETIME]: change,
  [RequestCode.QUERY_ASSIGNMENT]: assign,
  [RequestCode.SET_MESSAGE_REQUEST_MODE]: ({ command, open, take }) => {
    const { topic, consumerGroup, mode, popShareQueueNum } = setMessageRequestMode(command)
    take({ _tag: "SetMessageRequestMode", request: open(), topic, group: consumerGroup, mode, popShareQueueNum })
  },
  // RocketMQ writes here what it keeps of POP in RocksDB, in the form that it had before. Here it never has another.
  [RequestCode.POP_ROLLBACK]: ({ reply }) => reply(ResponseCode.SUCCESS),
  [RequestCode.GET_ALL_MESSAGE_REQUEST_MODE]: ({ state, reply }) => reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify(requestModeJson(sorted(state().requestModes)))) })
}

/** The answer to a pop, or to a peek, which has no time. A popped message that comes again has the topic that it was sent to, and its handle in a property. */
export const popAnswer = (
  { code, popTime, invisibleTime, restNum, messages }: OutputOf<"ReplyPop">,
  brokerName: string,
  group: string,
  messageAt: (queue: QueueKey, offset: number) => Buffer | undefined
): { readonly code: number; readonly remark: string; readonly extFields: ExtFields; readonly body?: Buffer; readonly found: readonly { readonly topic: string; readonly count: number; readonly bytes: number }[] } => {
  const isInOrder = messages.some(({ times }) => times !== undefined)
  const reviveQid = String(isInOrder ? ORDER_REVIVE_QUEUE_ID : REVIVE_QUEUE_ID)
  const extFields = { popTime: String(popTime), invisibleTime: String(invisibleTime), reviveQid, restNum: String(restNum), ...offsetInfo(messages), ...(isInOrder ? { orderCountInfo: orderCountInfo(messages) } : {}) }
  if (messages.length === 0) return { code: ResponseCode[code], remark: "NO_MESSAGE_IN_QUEUE", extFields, found: [] }
  const bodies = messages.map((popped) => {
    const [topic] = splitQueueKey(popped.queue)
    const sentTo = normalTopic(group, topic)
    const found = popped.offsets.flatMap((offset): readonly Buffer[] => {
      const body = messageAt(popped.queue, offset)
      if (body === undefined) return []
      return [sentTo === topic || popTime === 0 ? body : rewritten(body, sentTo, { set: [["POP_CK", receiptHandle(popTime, invisibleTime, brokerName, popped, offset)]], remove: [] })]
    })
    return { topic, found }
  })
  return {
    code: ResponseCode[code],
    remark: "FOUND",
    extFields,
    body: Buffer.concat(bodies.flatMap(({ found }) => found)),
    found: bodies.map(({ topic, found }) => ({ topic, count: found.length, bytes: found.reduce((sum, { length }) => sum + length, 0) }))
  }
}
