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

export const offsetOf = (self: Broker, group: string, topic: string, queueId: number): number | undefined =>
  Option.getOrUndefined(HashMap.get(self.offsets, offsetKey(group, topic, queueId)))
