/**
 * What POP reads of the disk: messages to hand out, messages to hand out again, and the records of the revive topic.
 *
 * @module
 */
import type { EventOf } from "../../spec/broker/events.ts"
import type { OutputOf } from "../../spec/broker/outputs.ts"
import { type PopRecord, readRecord, readRevived, REVIVED } from "../../spec/pop/records.ts"
import { type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import { peekProperty, peekTags } from "../message/peek.ts"
import { decodeStored } from "../message/stored.ts"
import type { ConsumeQueues } from "../store/consume-queues.ts"
import type { EntryLog } from "../store/entry-log.ts"

interface Store {
  readonly log: EntryLog
  readonly queues: ConsumeQueues
}

/** The messages of each queue, and when they were read. Files may have expired: a queue begins with the first message that is left. */
export const readPop = (
  { request, queues: asked, maxMsgNums, properties }: OutputOf<"ReadPop">,
  now: number,
  queues: ConsumeQueues,
  messagesIn: (queue: QueueKey, from: number, count: number, properties: boolean) => EventOf<"QueueRead">["found"]
): EventOf<"PopRead"> => ({
  _tag: "PopRead",
  request,
  popTime: now,
  found: asked.map(({ queue, offset, end }) => {
    const from = Math.max(offset, queues.min(...splitQueueKey(queue)))
    return { queue, messages: messagesIn(queue, from, Math.min(maxMsgNums, end - from), properties === true) }
  })
})

export const readCheckPoint = ({ log, queues }: Store, { checkPoint, queue, offsets }: OutputOf<"ReadCheckPoint">, isDamaged: (position: number) => boolean): EventOf<"CheckPointRead"> => ({
  _tag: "CheckPointRead",
  checkPoint,
  found: offsets.flatMap((offset) => {
    const unit = queues.get(...splitQueueKey(queue), offset)
    // What is damaged is lost to everybody.
    const entry = unit === undefined || isDamaged(unit.position) ? undefined : log.readAt(unit.position)
    return entry === undefined ? [] : [{ offset, index: entry.index, ...sizesOf(entry.body) }]
  })
})

const sizesOf = (body: Buffer): { readonly reconsumeTimes: number; readonly propertiesSize: number } => {
  const { reconsumeTimes, properties } = decodeStored(body)
  return { reconsumeTimes, propertiesSize: Buffer.byteLength(properties) }
}

/** What a message says that has come again. Producers cannot say it: it is taken out of what they send. */
export const revivedBy = (body: Buffer, topic: string): readonly PopRecord[] => {
  if (!topic.startsWith("%RETRY%") && !topic.startsWith("%DLQ%")) return []
  const said = peekProperty(body, REVIVED)
  const record = said === undefined ? undefined : readRevived(said)
  return record === undefined ? [] : [record]
}

/** A message of the revive topic, if it is a record that this broker knows. */
export const popRecordOf = (body: Buffer, offset: number, index: number): readonly PopRecord[] => {
  const record = readRecord({ tags: peekTags(body) ?? "", body: decodeStored(body).body.toString() }, offset, index)
  return record === undefined ? [] : [record]
}
