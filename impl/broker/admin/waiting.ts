/**
 * Messages that wait for their time, as operators are told of them.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../../spec/broker/state.ts"
import { delaysOf, deliveredOf, queueOfLevel } from "../../../spec/schedule/levels.ts"
import { endOf } from "../../../spec/serving/hold.ts"

/** Delay levels that have had a message: how many came, and how many were delivered. */
export const usedLevels = (self: Broker): readonly { readonly level: number; readonly delivered: number; readonly end: number }[] =>
  delaysOf(self.config).flatMap((_, i) => {
    const end = endOf(self, queueOfLevel(i + 1))
    return end === 0 ? [] : [{ level: i + 1, delivered: deliveredOf(self, i + 1), end }]
  })

/** How many messages of each topic wait for a time of their own. */
export const timedByTopic = ({ timed }: Broker): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { topic, standing } of HashMap.values(timed)) if (standing === "WAITING") counts.set(topic, (counts.get(topic) ?? 0) + 1)
  return counts
}
