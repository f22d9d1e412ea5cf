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
import { passedOf } from "../pop/ordered.ts"
import { sorted } from "../sorted.ts"
import { queueKey } from "../vocabulary.ts"

export const offsetKey = (group: string, topic: string, queueId: number): string => `${group}@${queueKey(topic, queueId)}`

/** What the group has committed by itself. */
export const committedOf = (self: Broker, group: string, topic: string, queueId: number): number | undefined => Option.getOrUndefined(HashMap.get(self.offsets, offsetKey(group, topic, queueId)))

/** What the group has committed, or how far it has been handed messages by POP, whichever is further. */
export const offsetOf = (self: Broker, group: string, topic: string, queueId: number): number | undefined => {
  const committed = committedOf(self, group, topic, queueId)
  const cursor = Option.getOrUndefined(HashMap.get(self.pop.cursors, offsetKey(group, topic, queueId)))
  const popped = cursor === undefined ? undefined : passedOf(self, cursor)
  return committed === undefined || popped === undefined ? (committed ?? popped) : Math.max(committed, popped)
}

/** The progress of all groups, by `group@topic@queueId`, in order: what {@link offsetOf} says of each. */
export const allOffsets = (self: Broker): readonly (readonly [string, number])[] => {
  if (HashMap.isEmpty(self.pop.cursors)) return sorted(self.offsets)
  let table = self.offsets
  for (const [key, cursor] of self.pop.cursors) table = HashMap.set(table, key, Math.max(passedOf(self, cursor), Option.getOrElse(HashMap.get(self.offsets, key), () => 0)))
  return sorted(table)
}
