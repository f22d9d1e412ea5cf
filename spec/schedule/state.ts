import * as Schema from "effect/Schema"
import { Index } from "../vocabulary.ts"

/** When a producer wants its message to come. The broker's clock has turned a delay into a time, and a time into a delay. */
export const TimerAsked = Schema.Struct({
  /** Milliseconds since 1970. */
  deliverMs: Schema.Number,
  /** Milliseconds from now; 0 or below: at once. */
  delayMs: Schema.Number
})
export type TimerAsked = typeof TimerAsked.Type

/** A timer message that is not in its own topic yet. RocketMQ `TimerRequest`. */
export const Timed = Schema.Struct({
  index: Index,
  /** Milliseconds since 1970 at which it comes. */
  at: Schema.Number,
  /** Where it goes then. */
  topic: Schema.String,
  queueId: Schema.Int,
  /** What became of it. DELIVERING, RECALLING: that is in the log, and not readable yet. RECALLED: forgotten at its time. */
  standing: Schema.Literals(["WAITING", "DELIVERING", "RECALLING", "RECALLED"])
})
export type Timed = typeof Timed.Type
