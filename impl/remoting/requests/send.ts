/**
 * SEND_MESSAGE (10), SEND_MESSAGE_V2 (310), SEND_BATCH_MESSAGE (320): `SendMessageRequestHeader` and `…HeaderV2`, whose
 * one-letter names save bytes. 320 always has V2's names.
 *
 * @module
 */
import { RequestCode } from "../codes.ts"
import type { RemotingCommand } from "../command.ts"
import { bool, header, type HeaderOf, int, long, named, optional, or, text } from "../header-fields.ts"

const readV1 = header({
  producerGroup: text,
  topic: text,
  /** The topic whose queues a topic made by this send copies: TBW102. */
  defaultTopic: text,
  defaultTopicQueueNums: int,
  /** Negative: any. */
  queueId: int,
  /** `MessageSysFlag`. */
  sysFlag: int,
  /** Milliseconds since 1970, the client's clock. */
  bornTimestamp: long,
  /** The application's own; the broker only keeps it. */
  flag: int,
  /** As `properties.ts` reads them. */
  properties: or(text, ""),
  reconsumeTimes: or(int, 0),
  unitMode: or(bool, false),
  maxReconsumeTimes: optional(int),
  /** The body is a batch. */
  batch: or(bool, false),
  bname: optional(text)
})

const readV2: typeof readV1 = header({
  producerGroup: named("a", text),
  topic: named("b", text),
  defaultTopic: named("c", text),
  defaultTopicQueueNums: named("d", int),
  queueId: named("e", int),
  sysFlag: named("f", int),
  bornTimestamp: named("g", long),
  flag: named("h", int),
  properties: named("i", or(text, "")),
  reconsumeTimes: named("j", or(int, 0)),
  unitMode: named("k", or(bool, false)),
  maxReconsumeTimes: named("l", optional(int)),
  batch: named("m", or(bool, false)),
  bname: named("n", optional(text))
})

export type SendMessageHeader = HeaderOf<typeof readV1>

const V1: ReadonlySet<number> = new Set([RequestCode.SEND_MESSAGE, RequestCode.SEND_REPLY_MESSAGE])

/** The header of a 10, 310 or 320, or of an answer to a client: 324 or 325. */
export const sendMessage = (command: RemotingCommand): SendMessageHeader => (V1.has(command.code) ? readV1(command) : readV2(command))

/** CONSUMER_SEND_MSG_BACK (36): `ConsumerSendMsgBackRequestHeader`. */
export const consumerSendMsgBack = header({
  /** Of the message in the log. */
  offset: long,
  group: text,
  /** 0: the broker's choice; below 0: never again. */
  delayLevel: int,
  originMsgId: optional(text),
  originTopic: optional(text),
  unitMode: or(bool, false),
  maxReconsumeTimes: optional(int),
  bname: optional(text)
})
