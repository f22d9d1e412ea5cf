/**
 * What follows from the log up to an entry: where the queues end, and what of it is not done with.
 *
 * RocketMQ has the ends in the files of its queues, and progress in offsets of consumers of its own (`consumerOffset.json`).
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { CheckPoint, Cursor } from "../pop/state.ts"
import { Timed } from "../schedule/state.ts"
import { Half } from "../transaction/state.ts"
import { Index, QueueEnds } from "../vocabulary.ts"

export const Derived = Schema.Struct({
  /** The last entry that is in it. */
  index: Index,
  ends: QueueEnds,
  /** Half messages that are not ended, by their offset. Absent: none; so are the others. */
  halves: Schema.optionalKey(Schema.Array(Schema.Tuple([Schema.String, Half]))),
  timed: Schema.optionalKey(Schema.Array(Schema.Tuple([Schema.String, Timed]))),
  cursors: Schema.optionalKey(Schema.Array(Schema.Tuple([Schema.String, Cursor]))),
  checkPoints: Schema.optionalKey(Schema.Array(Schema.Tuple([Schema.String, CheckPoint])))
})
export type Derived = typeof Derived.Type
