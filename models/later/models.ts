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
    recalls: 0,
    maxReconsumeTimes: null,
    powerLosses: 1
  },
  {
    topic: "transactions",
    about: "a half message that is ended three times, one way or the other, and a power loss: seen when committed, and once",
    messages: { m1: { prepared: true } },
    ends: 3,
    recalls: 0,
    maxReconsumeTimes: null,
    powerLosses: 1
  },
  {
    topic: "delayed-transactions",
    about: "the same with a half message that is to wait once it is committed",
    messages: { m1: { prepared: true, delayLevel: 1 } },
    ends: 2,
    recalls: 0,
    maxReconsumeTimes: null,
    powerLosses: 1
  },
  {
    topic: "timers",
    about: "two messages that are to come at a time of their own, which their producer may ask for back twice, and a power loss: each comes once, or was recalled",
    messages: { m1: { timer: { deliverMs: 2_000, delayMs: 1 } }, m2: { timer: { deliverMs: 2_000, delayMs: 1 } } },
    ends: 0,
    recalls: 2,
    maxReconsumeTimes: null,
    powerLosses: 1
  },
  {
    topic: "retries",
    about: "a message that its consumer sends back every time: again after a while, and dead after the last time",
    messages: { m1: {} },
    ends: 0,
    recalls: 0,
    maxReconsumeTimes: 2,
    powerLosses: 1
  }
]

/** `later/delays-2m-1powerLoss`. */
export const laterNameOf = ({ topic, messages, ends, recalls, maxReconsumeTimes, powerLosses }: LaterBounds): string =>
  [
    `later/${topic}`,
    `${Object.keys(messages).length}m`,
    ...(ends > 0 ? [`${ends}ends`] : []),
    ...(recalls > 0 ? [`${recalls}recalls`] : []),
    ...(maxReconsumeTimes === null ? [] : [`${maxReconsumeTimes}retries`]),
    ...(powerLosses > 0 ? [`${powerLosses}powerLoss`] : [])
  ].join("-")
