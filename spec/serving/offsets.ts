/**
 * Progress of consumer groups, by group and queue (C4): no group sees another's.
 *
 * RocketMQ `ConsumerOffsetManager`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Broker } from "../broker/state.ts"
import { queueKey } from "../vocabulary.ts"

export const offsetKey = (group: string, topic: string, queueId: number): string => `${group}@${queueKey(topic, queueId)}`

/** What the group has committed, or how far it has been handed messages by POP, whichever is further. */
export const offsetOf = (self: Broker, group: string, topic: string, queueId: number): number | undefined => {
  const key = offsetKey(group, topic, queueId)
  const committed = Option.getOrUndefined(HashMap.get(self.offsets, key))
  const popped = Option.getOrUndefined(HashMap.get(self.pop.cursors, key))?.popped
  return committed === undefined || popped === undefined ? (committed ?? popped) : Math.max(committed, popped)
}
