import * as Schema from "effect/Schema"
import { Index } from "../vocabulary.ts"

/** A half message that is not ended. */
export const Half = Schema.Struct({
  index: Index,
  /** Its producer's: any of the group may be asked. */
  group: Schema.String,
  /** How long its producer wants not to be asked; `null`: as the broker is set. RocketMQ `CHECK_IMMUNITY_TIME_IN_SECONDS`. */
  immunityMs: Schema.NullOr(Schema.Int),
  /** How often its producer was asked. */
  checks: Schema.Int,
  /** Its end is in the log, and not readable yet. */
  ending: Schema.Boolean
})
export type Half = typeof Half.Type
