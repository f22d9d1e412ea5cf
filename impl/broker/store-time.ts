import { peekStoreTimestamp } from "../message/peek.ts"
import type { Storage } from "./storage.ts"

/** When the message at this place of a queue was stored, in milliseconds since 1970; −1 if there is none. RocketMQ `getMessageStoreTimeStamp`. */
export const storeTimeAt = ({ queues, log }: Pick<Storage, "queues" | "log">, topic: string, queueId: number, offset: number): number => {
  const unit = queues.get(topic, queueId, offset)
  const body = unit && log.readAt(unit.position)?.body
  return body === undefined ? -1 : peekStoreTimestamp(body)
}

/** A message that is damaged was stored at no time. */
const timeOf = (body: Buffer | undefined): number => (body === undefined ? 0 : peekStoreTimestamp(body))

/** Where a queue was at a time, of its messages below `end`. RocketMQ 4.9 `ConsumeQueue.getOffsetInQueueByTime` for NEAREST. */
export const offsetAtTime = ({ queues, log }: Pick<Storage, "queues" | "log">, topic: string, queueId: number, timestamp: number, boundary: "LOWER" | "UPPER" | "NEAREST", end: number): number => {
  const storeTime = (position: number): number => timeOf(log.readAt(position)?.body)
  const found = queues.searchByTime(topic, queueId, timestamp, boundary === "UPPER" ? "UPPER" : "LOWER", ({ position }) => storeTime(position), end)
  if (boundary !== "NEAREST") return found
  const timeAt = (offset: number): number | undefined => {
    const unit = offset < end ? queues.get(topic, queueId, offset) : undefined
    return unit && storeTime(unit.position)
  }
  const [before, after] = [found === 0 ? undefined : timeAt(found - 1), timeAt(found)]
  if (before === undefined) return found
  return after === undefined || timestamp - before <= after - timestamp ? found - 1 : found
}
