/**
 * Ends of queues: what is visible, and what is assigned behind it.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../broker/state.ts"
import type { QueueEnds } from "../vocabulary.ts"

/** Queues that end here, with nothing assigned behind. */
export const queuesAt = (ends: QueueEnds): Broker["queues"] => HashMap.fromIterable(ends.map(([key, end]) => [key, { end, next: end }] as const))

/** The queues as they are visible: offsets behind that were assigned to messages not committed are free again. */
export const withoutUncommitted = ({ queues }: Broker): Broker["queues"] =>
  HashMap.map(queues, (queue) => (queue.next === queue.end ? queue : { end: queue.end, next: queue.end }))
