import { peekStoreTimestamp } from "../message/peek.ts"
import type { Storage } from "./storage.ts"

/** When the message at this place of a queue was stored, in milliseconds since 1970; −1 if there is none. RocketMQ `getMessageStoreTimeStamp`. */
export const storeTimeAt = ({ queues, log }: Pick<Storage, "queues" | "log">, topic: string, queueId: number, offset: number): number => {
  const unit = queues.get(topic, queueId, offset)
  const body = unit && log.readAt(unit.position)?.body
  return body === undefined ? -1 : peekStoreTimestamp(body)
}

/** Where a queue was at a time: the offset of the first message stored then or later, of those below `end`. */
export const offsetAtTime = ({ queues, log }: Pick<Storage, "queues" | "log">, topic: string, queueId: number, timestamp: number, boundary: "LOWER" | "UPPER", end: number): number =>
  queues.searchByTime(topic, queueId, timestamp, boundary, ({ position }) => timeOf(log.readAt(position)?.body), end)

/** A message that is damaged was stored at no time. */
const timeOf = (body: Buffer | undefined): number => (body === undefined ? 0 : peekStoreTimestamp(body))
