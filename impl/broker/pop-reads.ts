/**
 * What POP reads of the disk: messages to hand out, messages to hand out again, and the records of the revive topic.
 *
 * @module
 */
import type { EventOf } from "../../spec/broker/events.ts"
import type { OutputOf } from "../../spec/broker/outputs.ts"
import { type PopRecord, readRecord, readRevived, REVIVED } from "../../spec/pop/records.ts"
import { splitQueueKey } from "../../spec/vocabulary.ts"
import { peekProperty, peekTags } from "../message/peek.ts"
import { decodeStored } from "../message/stored.ts"
import type { ConsumeQueues } from "../store/consume-queues.ts"
import type { EntryLog } from "../store/entry-log.ts"

interface Store {
  readonly log: EntryLog
  readonly queues: ConsumeQueues
}

/** The messages of each queue, and when they were read. */
export const readPop = (
  { queues }: Store,
  { request, queues: asked, maxMsgNums, properties }: OutputOf<"ReadPop">,
  now: number,
  propertiesAt: (position: number) => Readonly<Record<string, string>>
): EventOf<"PopRead"> => ({
  _tag: "PopRead",
  request,
  popTime: now,
  found: asked.map(({ queue, offset, end }) => ({
    queue,
    messages: queues
      .range(...splitQueueKey(queue), offset, Math.min(maxMsgNums, end - offset))
      .map(({ size, tagsCode, position }, i) => ({ offset: offset + i, size, tagsCode, ...(properties ? { properties: propertiesAt(position) } : {}) }))
  }))
})

export const readCheckPoint = ({ log, queues }: Store, { checkPoint, queue, offsets }: OutputOf<"ReadCheckPoint">): EventOf<"CheckPointRead"> => ({
  _tag: "CheckPointRead",
  checkPoint,
  found: offsets.flatMap((offset) => {
    const unit = queues.get(...splitQueueKey(queue), offset)
    const entry = unit && log.readAt(unit.position)
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
