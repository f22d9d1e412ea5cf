/**
 * How far groups are behind, topic by topic.
 *
 * RocketMQ 5 `ConsumerLagCalculator`, which looks at groups that are connected only.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../spec/broker/state.ts"
import { endOf } from "../../spec/serving/hold.ts"
import { queueKey } from "../../spec/vocabulary.ts"
import { progressTable } from "../broker/admin/progress-table.ts"

export interface Lag {
  readonly group: string
  readonly topic: string
  /** Messages that it has not consumed, those that it was handed by POP included. */
  messages: number
  /** Messages that it was handed by POP, and that are neither acked nor come again. */
  inFlight: number
  /** When the oldest message was stored that it was not handed, milliseconds since 1970; 0: there is none. */
  oldest: number
}

/** `storedAt`: when the message at a place was stored, milliseconds since 1970; 0 or less: it is not there. */
export const lagsOf = (self: Broker, storedAt: (topic: string, queueId: number, offset: number) => number): readonly Lag[] => {
  const lags = new Map<string, Lag>()
  const lagOf = (group: string, topic: string): Lag => {
    const key = `${group}@${topic}`
    const lag = lags.get(key) ?? { group, topic, messages: 0, inFlight: 0, oldest: 0 }
    lags.set(key, lag)
    return lag
  }
  for (const [group, topic, queueId, offset] of progressTable(self)) {
    const lag = lagOf(group, topic)
    const behind = Math.max(0, endOf(self, queueKey(topic, queueId)) - offset)
    lag.messages += behind
    const stored = behind === 0 ? 0 : storedAt(topic, queueId, offset)
    if (stored > 0) lag.oldest = lag.oldest === 0 ? stored : Math.min(lag.oldest, stored)
  }
  for (const { group, topic, offsets } of HashMap.values(self.pop.checkPoints)) {
    const lag = lagOf(group, topic)
    lag.messages += offsets.length
    lag.inFlight += offsets.length
  }
  return [...lags.values()]
}
