/**
 * Configuration files as RocketMQ's fastjson takes them: keys without quotes and commas too many are read, and JSON is written.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { parseFastJson } from "../remoting/fastjson.ts"
import type { JsonShape } from "./json-file.ts"

/** The shape that a schema describes. */
export const jsonShape = <S extends Schema.ConstraintDecoder<unknown>>(schema: S): JsonShape<S["Type"]> => ({
  read: (text) => Schema.decodeUnknownSync(schema)(parseFastJson(text)),
  write: (value) => `${JSON.stringify(value, null, 2)}\n`
})
