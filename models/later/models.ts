/**
 * The models of messages that come later: what producers and consumers may do, and whether the power fails.
 *
 * @module
 */
import type { LaterOptions } from "../world/later.ts"

export interface LaterBounds extends Omit<LaterOptions, "name" | "machine" | "properties"> {
  readonly topic: string
  readonly about: string
}

export const laterBounds: readonly LaterBounds[] = [
  {
    topic: "delays",
    about: "two messages of one delay level, and a power loss: each comes when its time has come, and none is passed over",
    messages: { m1: { delayLevel: 1 }, m2: { delayLevel: 1 } },
    ends: 0,
    maxReconsumeTimes: null,
    powerLosses: 1
  },
  {
    topic: "transactions",
    about: "a half message that is ended three times, one way or the other, and a power loss: seen when committed, and once",
    messages: { m1: { prepared: true } },
    ends: 3,
    maxReconsumeTimes: null,
    powerLosses: 1
  },
  {
    topic: "delayed-transactions",
    about: "the same with a half message that is to wait once it is committed",
    messages: { m1: { prepared: true, delayLevel: 1 } },
    ends: 2,
    maxReconsumeTimes: null,
    powerLosses: 1
  },
  {
    topic: "retries",
    about: "a message that its consumer sends back every time: again after a while, and dead after the last time",
    messages: { m1: {} },
    ends: 0,
    maxReconsumeTimes: 2,
    powerLosses: 1
  }
]

/** `later/delays-2m-1powerLoss`. */
export const laterNameOf = ({ topic, messages, ends, maxReconsumeTimes, powerLosses }: LaterBounds): string =>
  [
    `later/${topic}`,
    `${Object.keys(messages).length}m`,
    ...(ends > 0 ? [`${ends}ends`] : []),
    ...(maxReconsumeTimes === null ? [] : [`${maxReconsumeTimes}retries`]),
    ...(powerLosses > 0 ? [`${powerLosses}powerLoss`] : [])
  ].join("-")
