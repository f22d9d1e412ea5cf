/**
 * Everything a producer can ask for.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Span } from "../../broker/config.ts"
import { RequestId } from "../../vocabulary.ts"
import { routeOutputs } from "../routing.ts"
import { ProducerTimer } from "./events.ts"
import { SendStatus } from "./state.ts"

/** `UNKNOWN`: it may be stored, once or more often. `FAILED`: it is not. */
export const SendOutcome = Schema.Union([SendStatus, Schema.Literals(["UNKNOWN", "FAILED"])])
export type SendOutcome = typeof SendOutcome.Type

export const ProducerOutput = Schema.TaggedUnion({
  ...routeOutputs,
  SendMessage: { to: Schema.String, request: RequestId, topic: Schema.String, queueId: Schema.Int, message: Schema.String },
  /** The application is told. `place`: where the broker says it is, if it says so. */
  SendFinished: {
    message: Schema.String,
    outcome: SendOutcome,
    place: Schema.NullOr(Schema.Struct({ brokerName: Schema.String, queueId: Schema.Int, queueOffset: Schema.Int }))
  },
  ArmTimer: { event: ProducerTimer, ms: Span },
  CancelTimer: { event: ProducerTimer }
})
export type ProducerOutput = typeof ProducerOutput.Type
export type OutputOf<Tag extends ProducerOutput["_tag"]> = Extract<ProducerOutput, { readonly _tag: Tag }>
