/**
 * Delay levels: how long a message of each waits, and in which queue.
 *
 * RocketMQ `MessageStoreConfig.messageDelayLevel`, `ScheduleMessageService.parseDelayLevel`, `delayLevel2QueueId`.
 *
 * @module
 */
import type { Config } from "../broker/config.ts"
import type { Broker } from "../broker/state.ts"
import { offsetOf } from "../serving/offsets.ts"
import { queueKey, type QueueKey } from "../vocabulary.ts"

/** RocketMQ `TopicValidator.RMQ_SYS_SCHEDULE_TOPIC`: one queue a level. */
export const SCHEDULE_TOPIC = "SCHEDULE_TOPIC_XXXX"

/** RocketMQ `MixAll.SCHEDULE_CONSUMER_GROUP`: how far each level has come is kept as this group's progress, and copied with it. */
export const SCHEDULE_GROUP = "SCHEDULE_CONSUMER"

const UNITS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const parsed = new Map<string, readonly number[]>()

/** Milliseconds of each level, the first one at 0. Throws if the setting is not one. */
export const delaysOf = ({ messageDelayLevel }: Config): readonly number[] => {
  const known = parsed.get(messageDelayLevel)
  if (known !== undefined) return known
  const delays = messageDelayLevel.trim().split(/\s+/).map((level) => {
    const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(level) ?? []
    if (count === undefined) throw new Error(`messageDelayLevel: ${JSON.stringify(level)} is no time: a number and s, m, h or d`)
    return Number(count) * (UNITS[unit] as number)
  })
  parsed.set(messageDelayLevel, delays)
  return delays
}

/** The queue of a level. */
export const queueOfLevel = (level: number): QueueKey => queueKey(SCHEDULE_TOPIC, level - 1)

/** Messages of the level below this offset have been delivered. */
export const deliveredOf = (self: Broker, level: number): number => offsetOf(self, SCHEDULE_GROUP, SCHEDULE_TOPIC, level - 1) ?? 0
