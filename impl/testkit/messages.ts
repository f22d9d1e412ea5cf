/**
 * What a topic holds, read as a consumer reads it.
 *
 * @module
 */
import { decodeProperties } from "../message/properties.ts"
import { decodeStoredAll } from "../message/stored.ts"
import type { TestClient } from "./client.ts"

export interface TopicMessage {
  readonly queueId: number
  readonly queueOffset: number
  readonly body: Buffer
  /** With TAGS, KEYS and UNIQ_KEY, where the producer set them. */
  readonly properties: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly storeTimestamp: number
  readonly reconsumeTimes: number
}

/** Queue by queue, each in its order. */
export const readTopic = async (client: TestClient, topic: string): Promise<readonly TopicMessage[]> =>
  (await client.readAllStored(topic)).flatMap((bytes) =>
    decodeStoredAll(bytes).map(({ queueId, queueOffset, body, properties, storeTimestamp, reconsumeTimes }): TopicMessage => ({
      queueId,
      queueOffset,
      body,
      properties: decodeProperties(properties),
      storeTimestamp,
      reconsumeTimes
    }))
  )
