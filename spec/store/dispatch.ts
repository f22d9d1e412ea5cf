/**
 * From the log to the queues: what is readable is dispatched, one stretch at a time.
 *
 * RocketMQ `DefaultMessageStore.ReputMessageService`.
 *
 * @module
 */
import type { Next } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import type { Index } from "../vocabulary.ts"

/** Asks for the entries up to `bound`, unless a dispatch is under way (its end asks again). */
export const dispatchUpTo = (self: Broker, bound: Index): Next =>
  self.dispatchingIndex > self.dispatchedIndex || bound <= self.dispatchedIndex
    ? [self, []]
    : [{ ...self, dispatchingIndex: bound }, [{ _tag: "Dispatch", last: bound }]]
