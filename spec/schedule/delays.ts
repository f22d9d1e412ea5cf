/**
 * What goes on in the delay levels: of each one, the next message waits for its time.
 *
 * RocketMQ `ScheduleMessageService`, which looks every 100 ms.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { endOf } from "../serving/hold.ts"
import { offsetKey } from "../serving/offsets.ts"
import { chain } from "../machine.ts"
import type { QueueKey } from "../vocabulary.ts"
import { delaysOf, deliveredOf, queueOfLevel, SCHEDULE_GROUP, SCHEDULE_TOPIC } from "./levels.ts"

/** Of every level that has a message and does not wait yet, the next one begins to wait. */
export const awaitDelays: Part = (self) => chain(self, ...delaysOf(self.config).map((_, i) => awaitNext(i + 1)))

/** As {@link awaitDelays}, if one of these queues is a level's. */
export const awaitDelaysOf = (queues: readonly QueueKey[]): Part => (queues.some((queue) => queue.startsWith(`${SCHEDULE_TOPIC}@`)) ? awaitDelays : (self) => [self, []])

/** The time of a level's next message runs from when it was stored, whoever was the master then. */
export const awaitNext =
  (level: number): Part =>
  (self) => {
    const queue = queueOfLevel(level)
    const offset = deliveredOf(self, level)
    if (self.delaying.includes(level) || offset >= endOf(self, queue)) return [self, []]
    return [
      { ...self, delaying: [...self.delaying, level].sort((a, b) => a - b) },
      [{ _tag: "ArmTimerSinceStored", event: { _tag: "DelayTimeout", level }, ms: delaysOf(self.config)[level - 1] as number, queue, offset }]
    ]
  }

/** Nothing waits in this level. */
export const ceaseDelay = (self: Broker, level: number): Broker => ({ ...self, delaying: self.delaying.filter((other) => other !== level) })

/** This broker is the master no more: another one delivers. */
export const ceaseDelays: Part = (self) =>
  self.delaying.length === 0
    ? [self, []]
    : [{ ...self, delaying: [] }, self.delaying.map((level): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "DelayTimeout", level } }))]

/** The message at `offset` is in its real queue. Only now may the level go on: what was only appended may still be lost. */
export const delivered =
  (level: number, offset: number): Part =>
  (self) =>
    chain({ ...ceaseDelay(self, level), offsets: HashMap.set(self.offsets, offsetKey(SCHEDULE_GROUP, SCHEDULE_TOPIC, level - 1), offset + 1) }, awaitNext(level))
