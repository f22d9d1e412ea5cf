/**
 * Everything that can happen to a consumer. One event, one rule, one file.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { RequestId, ResponseCode } from "../../vocabulary.ts"
import { routeEvents } from "../routing.ts"
import { Message } from "./state.ts"

const timers = {
  RoutePollTimeout: {},
  /** It is time to ask for this queue again: after a failure, or because there was no answer. */
  QueueTimeout: { queue: Schema.String }
} as const

export const ConsumerTimer = Schema.TaggedUnion(timers)
export type ConsumerTimer = typeof ConsumerTimer.Type

export const ConsumerEvent = Schema.TaggedUnion({
  ...routeEvents,
  ...timers,
  /** `offset` counts with `SUCCESS` only. */
  OffsetReply: { request: RequestId, code: ResponseCode, offset: Schema.Int },
  /** `found` and `nextBeginOffset` as the broker gives them. */
  PullReply: { request: RequestId, code: ResponseCode, found: Schema.Array(Message), nextBeginOffset: Schema.Int }
})
export type ConsumerEvent = typeof ConsumerEvent.Type
export type EventOf<Tag extends ConsumerEvent["_tag"]> = Extract<ConsumerEvent, { readonly _tag: Tag }>
