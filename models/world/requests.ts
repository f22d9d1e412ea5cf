/**
 * What a producer and a consumer of the models ask a broker.
 *
 * @module
 */
import type { EventOf } from "../../spec/broker/events.ts"
import { TOPIC } from "./node.ts"

/** A producer sends the message of this name. */
export const sendOf = (message: string, count = 1): EventOf<"SendMessage"> => ({
  _tag: "SendMessage",
  request: message,
  topic: TOPIC,
  queueId: 0,
  count,
  bodySize: 1,
  propertiesSize: 0,
  defaultTopicQueueNums: 1
})

/** A consumer asks for messages from an offset on, and does not wait for any. */
export const pullOf = (offset: number, maxMsgNums: number): EventOf<"PullMessage"> => ({
  _tag: "PullMessage",
  request: "pull",
  channel: "consumer",
  group: "g",
  topic: TOPIC,
  queueId: 0,
  offset,
  maxMsgNums,
  codeSet: [],
  suspendTimeoutMillis: 0,
  commitOffset: null,
  readFromFollower: false
})

/** A client asks where the queue ends. */
export const readOf = (request: string): EventOf<"GetMaxOffset"> => ({ _tag: "GetMaxOffset", request, topic: TOPIC, queueId: 0, channel: "client" })
