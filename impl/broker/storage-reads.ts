/**
 * Outputs that read the queues and the log, and the event with what was found.
 *
 * @module
 */
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import type { BrokerOutput, OutputOf } from "../../spec/broker/outputs.ts"
import { SCHEDULE_TOPIC } from "../../spec/schedule/levels.ts"
import { REAL_QID, REAL_TOPIC } from "../../spec/store/put.ts"
import { type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import { peekProperty, peekStoreTimestamp } from "../message/peek.ts"
import { decodeProperties } from "../message/properties.ts"
import { decodeStored } from "../message/stored.ts"
import type { ConsumeQueues } from "../store/consume-queues.ts"
import type { EntryLog } from "../store/entry-log.ts"
import type { KeyIndex } from "../store/key-index.ts"
import { hasKey } from "./message-facts.ts"
import { readCheckPoint, readPop } from "./pop-reads.ts"
import { offsetAtTime } from "./store-time.ts"

/** Fits into one frame of every client. */
const MAX_QUERIED_BYTES = 8 * 1024 * 1024

export interface ReadOptions {
  readonly log: EntryLog
  readonly queues: ConsumeQueues
  readonly keys: KeyIndex
  readonly now: () => number
  /** Messages may be damaged, and stay. */
  readonly plain: boolean
}

export const storageReads = ({ log, queues, keys, now, plain }: ReadOptions) => {
  const propertiesAt = (position: number): Readonly<Record<string, string>> => {
    const body = log.readAt(position)?.body
    return body === undefined ? {} : { ...decodeProperties(decodeStored(body).properties) }
  }

  const isDamaged = (position: number): boolean => {
    const index = log.indexAt(position)
    return index === undefined || log.isBroken(index)
  }

  const readByKey = ({ topic, key, begin, end, maxNum, upTo }: OutputOf<"ReadByKey">): readonly number[] => {
    const found: number[] = []
    let bytes = 0
    for (const position of keys.candidates(`${topic}#${key}`)) {
      if (found.length >= maxNum) break
      const index = log.indexAt(position)
      const body = index === undefined || index > upTo ? undefined : log.readAt(position)?.body
      if (index === undefined || body === undefined) continue
      const at = peekStoreTimestamp(body)
      // A message may have one key twice.
      if (at < begin || at > end || found.at(-1) === index || !hasKey(body, topic, key)) continue
      bytes += body.length
      if (found.length > 0 && bytes > MAX_QUERIED_BYTES) break
      found.push(index)
    }
    return found
  }

  /** A delayed message by its level's queue. */
  const readDelayed = (level: number, offset: number): EventOf<"DelayedRead"> => {
    const unit = queues.get(SCHEDULE_TOPIC, level - 1, offset)
    const found = unit && log.readAt(unit.position)
    const [topic, queueId] = [REAL_TOPIC, REAL_QID].map((name) => (found ? peekProperty(found.body, name) : undefined))
    const target = topic === undefined || queueId === undefined || !/^\d+$/.test(queueId) ? null : { topic, queueId: Number(queueId) }
    return { _tag: "DelayedRead", level, offset, index: found?.index ?? -1, target }
  }

  /** Messages of a queue from an offset on, as a pull or a pop looks at them. */
  const messagesIn = (queue: QueueKey, from: number, count: number, properties: boolean): EventOf<"QueueRead">["found"] =>
    queues.range(...splitQueueKey(queue), from, count).map(({ size, tagsCode, position }, i) => ({
      offset: from + i,
      size,
      tagsCode,
      ...(plain && isDamaged(position) ? { damaged: true as const } : properties ? { properties: propertiesAt(position) } : {})
    }))

  const findOffsets = ({ queues: asked, ...output }: OutputOf<"FindOffsets">): EventOf<"OffsetsFound"> => {
    const { _tag: _, ...reset } = output
    const offsetAt = (queueId: number, end: number): number => (reset.timestamp === -1 ? end : offsetAtTime({ queues, log }, reset.topic, queueId, reset.timestamp, "LOWER", end))
    return { _tag: "OffsetsFound", ...reset, found: asked.map(({ queueId, end }) => ({ queueId, offset: end === 0 ? 0 : offsetAt(queueId, end) })) }
  }

  /** `undefined` if it is none of these. */
  return (output: BrokerOutput): BrokerEvent | undefined => {
    switch (output._tag) {
      case "ReadByKey":
        return { _tag: "KeyRead", request: output.request, found: readByKey(output) }
      case "ReadDelayed":
        return readDelayed(output.level, output.offset)
      case "ReadQueue": {
        const { request, queue, offset, end, maxMsgNums, properties } = output
        return { _tag: "QueueRead", request, found: messagesIn(queue, offset, Math.min(maxMsgNums, end - offset), properties === true) }
      }
      case "ReadPop":
        return readPop(output, now(), queues, messagesIn)
      case "ReadCheckPoint":
        return readCheckPoint({ queues, log }, output, (position) => plain && isDamaged(position))
      case "FindOffsets":
        return findOffsets(output)
      default:
        return undefined
    }
  }
}
