/**
 * What POP finds on a node's disk in the model: messages of queues, and the records of the revive topic.
 *
 * @module
 */
import type { EventOf } from "../../spec/broker/events.ts"
import type { OutputOf } from "../../spec/broker/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { type PopRecord, readRecord, readRevived, reviveQueue } from "../../spec/pop/records.ts"
import type { QueueKey } from "../../spec/vocabulary.ts"
import * as Disk from "./disk.ts"

/** The one queue of messages; node.ts names its topic. */
const MESSAGES = "t@0"

/** A message in a queue: which entry it is, and how often it was consumed in vain. */
export interface Placed {
  readonly offset: number
  readonly index: number
  readonly message: string
  readonly times: number
}

/** Messages of a queue among the first entries, in order. */
export const placedIn = (disk: Disk.Disk, queue: QueueKey, last: number): readonly Placed[] => {
  const found: Placed[] = []
  Disk.allEntries(disk).slice(0, last + 1).forEach(({ payload, at }, index) => {
    if (at === undefined ? queue === MESSAGES && Disk.isMessage(payload) : at.queue === queue) found.push({ offset: at?.offset ?? found.length, index, message: payload, times: at?.times ?? 0 })
  })
  return found
}

/**
 * When it is, for this broker: later with every entry, and in a later life, or term, later than ever before. No two pops have the
 * same time, and what was lost is of another time than what comes in its place.
 */
export const timeAt = ({ raft }: Broker, disk: Disk.Disk, life: number): number => 100 * (raft.term + life) + Disk.lastIndexOf(disk) + 1

export const popRead = (disk: Disk.Disk, broker: Broker, { request, queues, maxMsgNums }: OutputOf<"ReadPop">, life: number): EventOf<"PopRead"> => ({
  _tag: "PopRead",
  request,
  popTime: timeAt(broker, disk, life),
  found: queues.map(({ queue, offset, end }) => ({
    queue,
    messages: placedIn(disk, queue, broker.dispatchedIndex)
      .filter((placed) => placed.offset >= offset && placed.offset < end)
      .slice(0, maxMsgNums)
      .map((placed) => ({ offset: placed.offset, size: 1, tagsCode: 0 }))
  }))
})

export const checkPointRead = (disk: Disk.Disk, { checkPoint, queue, offsets }: OutputOf<"ReadCheckPoint">): EventOf<"CheckPointRead"> => ({
  _tag: "CheckPointRead",
  checkPoint,
  found: placedIn(disk, queue, Disk.lastIndexOf(disk)).filter(({ offset }) => offsets.includes(offset)).map(({ offset, index, times }) => ({ offset, index, reconsumeTimes: times, propertiesSize: 0 }))
})

/** `ck {…}`. */
const recordIn = (payload: string, offset: number, index: number): PopRecord | undefined => {
  const space = payload.indexOf(" ")
  return readRecord({ tags: payload.slice(0, space), body: payload.slice(space + 1) }, offset, index)
}

/** Records of the revive topic that a dispatch up to `last` comes upon. */
export const popRecordsIn = (disk: Disk.Disk, { config, dispatchedIndex }: Broker, last: number): Pick<EventOf<"Dispatched">, "popRecords"> => {
  const queue = reviveQueue(config)
  const popRecords = Disk.allEntries(disk)
    .slice(0, last + 1)
    .flatMap(({ payload, at }, index) => {
      if (at === undefined || index <= dispatchedIndex) return []
      const record = at.queue === queue ? recordIn(payload, at.offset, index) : at.revived === undefined ? undefined : readRevived(at.revived)
      return record === undefined ? [] : [record]
    })
  return popRecords.length === 0 ? {} : { popRecords }
}
