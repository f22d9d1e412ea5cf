/**
 * Requests of consumers that pop.
 *
 * @module
 */
import type { BodyReader } from "../body-reader.ts"
import { bodyReader } from "../body-reader.ts"
import type { RemotingCommand } from "../command.ts"
import { RequestError } from "../errors.ts"
import { bool, header, int, long, or, optional, text } from "../header-fields.ts"

/** POP_MESSAGE (200050): `PopMessageRequestHeader`. */
export const popMessage = header({
  consumerGroup: text,
  topic: text,
  /** Below 0: of any queue. */
  queueId: int,
  maxMsgNums: int,
  /** Milliseconds. */
  invisibleTime: long,
  /** Milliseconds that the client waits, from `bornTime` on. */
  pollTime: long,
  /** Milliseconds since 1970; 0: now. */
  bornTime: or(long, 0),
  /** `ConsumeInitMode`: 0 from the first message on, 1 from the last. */
  initMode: int,
  expType: or(text, "TAG"),
  exp: optional(text),
  order: or(bool, false),
  attemptId: optional(text)
})

/** PEEK_MESSAGE (200052): `PeekMessageRequestHeader`. */
export const peekMessage = header({ consumerGroup: text, topic: text, queueId: int, maxMsgNums: int })

/** NOTIFICATION (200054): `NotificationRequestHeader`. */
export const notification = header({ consumerGroup: text, topic: text, queueId: int, pollTime: long, bornTime: or(long, 0), order: or(bool, false), attemptId: optional(text) })

/** POLLING_INFO (200055): `PollingInfoRequestHeader`. */
export const pollingInfo = header({ consumerGroup: text, topic: text, queueId: int })

/** ACK_MESSAGE (200051): `AckMessageRequestHeader`. */
export const ackMessage = header({ consumerGroup: text, topic: text, queueId: int, extraInfo: text, offset: long })

/** CHANGE_MESSAGE_INVISIBLETIME (200053): `ChangeInvisibleTimeRequestHeader`. */
export const changeInvisibleTime = header({ consumerGroup: text, topic: text, queueId: int, extraInfo: text, offset: long, invisibleTime: long })

/** QUERY_ASSIGNMENT (400): the body is a `QueryAssignmentRequestBody`. */
export const queryAssignment = (command: RemotingCommand) => {
  const body = bodyReader(command)
  return { topic: body.text("topic"), consumerGroup: body.text("consumerGroup"), clientId: body.text("clientId"), strategyName: body.text("strategyName"), messageModel: body.text("messageModel", "CLUSTERING") }
}

/** SET_MESSAGE_REQUEST_MODE (401): the body is a `SetMessageRequestModeRequestBody`. */
export const setMessageRequestMode = (command: RemotingCommand) => {
  const body = bodyReader(command)
  const mode = body.text("mode", "PULL")
  if (mode !== "PULL" && mode !== "POP") throw new RequestError("mode", `SET_MESSAGE_REQUEST_MODE: mode in the body is ${JSON.stringify(mode.slice(0, 64))}. Send PULL or POP.`)
  return { topic: body.text("topic"), consumerGroup: body.text("consumerGroup"), mode, popShareQueueNum: body.int("popShareQueueNum", 0) } as const
}

export interface BatchAck {
  readonly consumerGroup: string
  readonly topic: string
  /** 0 the topic, 1 its retry topic, 2 that of V2. */
  readonly retry: string
  readonly startOffset: number
  readonly queueId: number
  readonly reviveQueueId: number
  readonly popTime: number
  /** Offsets that are acked. */
  readonly offsets: readonly number[]
}

/** Of one check point; so many messages are popped at once. */
const MOST_BITS = 1_024

/** BATCH_ACK_MESSAGE (200151): the body is a `BatchAckMessageRequestBody`. */
export const batchAckMessage = (command: RemotingCommand): readonly BatchAck[] =>
  (command.body === undefined ? [] : bodyReader(command).objects("acks")).map((ack) => {
    const startOffset = either(ack, "number", "so", "startOffset")
    return {
      consumerGroup: either(ack, "text", "c", "consumerGroup"),
      topic: either(ack, "text", "t", "topic"),
      retry: either(ack, "text", "r", "retry"),
      startOffset,
      queueId: either(ack, "number", "q", "queueId"),
      reviveQueueId: either(ack, "number", "rq", "reviveQueueId"),
      popTime: either(ack, "number", "pt", "popTime"),
      offsets: bitsOf(either(ack, "text", "b", "bitSet")).map((bit) => startOffset + bit)
    }
  })

/** A member by its short name, or by the long one of before 5.1. */
const either = <K extends "text" | "number">(reader: BodyReader, kind: K, short: string, long: string): K extends "text" ? string : number =>
  reader[kind](reader.has(short) ? short : long) as K extends "text" ? string : number

/** A Java `BitSet` as fastjson writes its bytes: Base64, the lowest bit first. */
const bitsOf = (base64: string): readonly number[] => {
  const bits: number[] = []
  Buffer.from(base64, "base64")
    .subarray(0, MOST_BITS / 8)
    .forEach((byte, at) => {
      for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) bits.push(at * 8 + bit)
    })
  return bits
}
