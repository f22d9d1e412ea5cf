/**
 * A start that knows what follows from the log need not read its entries again; one that does not has it from them, and gets the same.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../broker/state.ts"
import { ceaseRevives } from "../pop/check-points.ts"
import { ceaseTimed } from "../schedule/timers.ts"
import { sorted } from "../sorted.ts"
import { endedElsewhere } from "../transaction/halves.ts"
import { queuesAt } from "./queues.ts"
import type { Derived } from "./state.ts"

/** What follows from the entries that are dispatched. What this broker was about to do besides ends with its life. */
export const derivedOf = (self: Broker): Derived => {
  const [{ timed }] = ceaseTimed(self)
  const [{ pop }] = ceaseRevives(self)
  const halves = HashMap.map(self.halves, (half) => ({ ...half, checks: 0, ending: false }))
  return {
    index: self.dispatchedIndex,
    ends: sorted(self.queues).flatMap(([key, { end }]) => (end > 0 ? [[key, end] as const] : [])),
    ...(HashMap.isEmpty(halves) ? {} : { halves: sorted(halves) }),
    ...(HashMap.isEmpty(timed) ? {} : { timed: sorted(timed) }),
    ...(HashMap.isEmpty(pop.cursors) ? {} : { cursors: sorted(pop.cursors) }),
    ...(HashMap.isEmpty(pop.checkPoints) ? {} : { checkPoints: sorted(pop.checkPoints) })
  }
}

/** A broker that knows this of its log. RocketMQ may have gone on with the directory meanwhile: what it is done with, its progress says. */
export const withDerived = (self: Broker, { index, ends, halves = [], timed = [], cursors = [], checkPoints = [] }: Derived): Broker => {
  const from = endedElsewhere(self)
  return {
    ...self,
    dispatchedIndex: index,
    dispatchingIndex: index,
    queues: queuesAt(ends),
    halves: HashMap.fromIterable(halves.filter(([offset]) => Number(offset) >= from)),
    timed: HashMap.fromIterable(timed),
    pop: { ...self.pop, cursors: HashMap.fromIterable(cursors), checkPoints: HashMap.fromIterable(checkPoints) }
  }
}
