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
  QueueTimeout: { queue: Schema.String },
  HeartbeatTimeout: {},
  RebalanceTimeout: {},
  /** It is time to renew the lock of this queue. */
  LockTimeout: { queue: Schema.String },
  /** The lock of this queue was not renewed for so long that it is not relied on any more. */
  LockLapsed: { queue: Schema.String }
} as const

export const ConsumerTimer = Schema.TaggedUnion(timers)
export type ConsumerTimer = typeof ConsumerTimer.Type

export const ConsumerEvent = Schema.TaggedUnion({
  ...routeEvents,
  ...timers,
  /** `offset` counts with `SUCCESS` only. */
  OffsetReply: { request: RequestId, code: ResponseCode, offset: Schema.Int },
  /** `found` and `nextBeginOffset` as the broker gives them. */
  PullReply: { request: RequestId, code: ResponseCode, found: Schema.Array(Message), nextBeginOffset: Schema.Int },
  /** A broker says that the group has changed. */
  ConsumerIdsChanged: {},
  /** Who is in the group. `clientIds` counts with `SUCCESS` only. */
  ConsumerListReply: { code: ResponseCode, clientIds: Schema.Array(Schema.String) },
  /** Is the queue locked for this member? */
  LockReply: { request: RequestId, locked: Schema.Boolean },
  /** The application comes to a message that was given, and is done with it. */
  ConsumeMessage: { queue: Schema.String, offset: Schema.Int }
})
export type ConsumerEvent = typeof ConsumerEvent.Type
export type EventOf<Tag extends ConsumerEvent["_tag"]> = Extract<ConsumerEvent, { readonly _tag: Tag }>
