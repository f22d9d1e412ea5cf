/**
 * What a consumer is given with a popped message, and sends back to ack it: `ckQueueOffset popTime invisibleTime reviveQid retry
 * brokerName queueId queueOffset`.
 *
 * RocketMQ `ExtraInfoUtil`.
 *
 * @module
 */
import { popRetryTopic } from "../../spec/pop/queues.ts"
import type { Popped } from "../../spec/pop/state.ts"
import { REVIVE_QUEUE_ID } from "../../spec/pop/records.ts"
import { splitQueueKey } from "../../spec/vocabulary.ts"
import { RequestError } from "../remoting/errors.ts"

/** Stands for messages that were popped in order. RocketMQ `KeyBuilder.POP_ORDER_REVIVE_QUEUE`. */
export const ORDER_REVIVE_QUEUE_ID = 999

/** Which topic: 0 the one that was popped, 1 its retry topic. */
const markOf = (topic: string): string => (topic.startsWith("%RETRY%") ? "1" : "0")

/** The topic that a mark stands for. */
export const topicOfMark = (mark: string, group: string, topic: string): string => (mark === "1" ? popRetryTopic(group, topic) : topic)

export interface ReceiptHandle {
  readonly startOffset: number
  /** Milliseconds since 1970. */
  readonly popTime: number
  readonly reviveQueueId: number
}

export const parseReceiptHandle = (text: string): ReceiptHandle => {
  const [startOffset, popTime, , reviveQueueId] = text.split(" ").map(Number)
  if (![startOffset, popTime, reviveQueueId].every((part) => Number.isSafeInteger(part)))
    throw new RequestError("extraInfo", `extraInfo is ${JSON.stringify(text.slice(0, 100))}: send the POP_CK property of the message as it came, "startOffset popTime invisibleTime reviveQid retry brokerName queueId queueOffset"`)
  return { startOffset: startOffset as number, popTime: popTime as number, reviveQueueId: reviveQueueId as number }
}

export const receiptHandle = (popTime: number, invisibleTime: number, brokerName: string, { queue, startOffset }: Popped, offset: number): string => {
  const [topic, queueId] = splitQueueKey(queue)
  return [startOffset, popTime, invisibleTime, REVIVE_QUEUE_ID, markOf(topic), brokerName, queueId, offset].join(" ")
}

/** Where each pop began, and which messages it has: `0 2 17;1 0 3` and `0 2 17,18;1 0 3`. */
export const offsetInfo = (messages: readonly Popped[]): { readonly startOffsetInfo: string; readonly msgOffsetInfo: string } => {
  const list = (of: (popped: Popped) => string): string =>
    messages.map((popped) => `${splitQueueKey(popped.queue).map((part) => (typeof part === "string" ? markOf(part) : part)).join(" ")} ${of(popped)}`).join(";")
  return { startOffsetInfo: list(({ startOffset }) => String(startOffset)), msgOffsetInfo: list(({ offsets }) => offsets.join(",")) }
}

/** How often messages that were popped in order came before: each that did, then the least of their queue, `0 qo2%17 1;0 2 0`. RocketMQ `orderCountInfo`. */
export const orderCountInfo = (messages: readonly Popped[]): string =>
  messages
    .flatMap(({ queue, offsets, times = [] }) => {
      const [topic, queueId] = splitQueueKey(queue)
      const mark = markOf(topic)
      const each = offsets.flatMap((offset, i) => ((times[i] ?? 0) > 0 ? [`${mark} qo${queueId}%${offset} ${times[i]}`] : []))
      return [...each, `${mark} ${queueId} ${Math.min(...times)}`]
    })
    .join(";")
