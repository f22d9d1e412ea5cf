/**
 * Everything that can happen to a producer. One event, one rule, one file.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { RequestId, ResponseCode } from "../../vocabulary.ts"
import { routeEvents } from "../routing.ts"

const timers = {
  RoutePollTimeout: {},
  /** The try under way has had no answer. */
  SendTimeout: { message: Schema.String }
} as const

export const ProducerTimer = Schema.TaggedUnion(timers)
export type ProducerTimer = typeof ProducerTimer.Type

/** What a broker may answer to a send. */
export const SendCode = Schema.Union([ResponseCode, Schema.Literals(["FLUSH_DISK_TIMEOUT", "FLUSH_SLAVE_TIMEOUT", "SLAVE_NOT_AVAILABLE"])])
export type SendCode = typeof SendCode.Type

export const ProducerEvent = Schema.TaggedUnion({
  ...routeEvents,
  ...timers,
  /** The application sends a message. Its name is what its tries are told apart by: it may be used again once its outcome is known. */
  Send: { message: Schema.String },
  /** `SUCCESS` is SEND_OK. `queueOffset`: −1 if it is not stored. */
  SendReply: { request: RequestId, code: SendCode, queueOffset: Schema.Int }
})
export type ProducerEvent = typeof ProducerEvent.Type
export type EventOf<Tag extends ProducerEvent["_tag"]> = Extract<ProducerEvent, { readonly _tag: Tag }>
