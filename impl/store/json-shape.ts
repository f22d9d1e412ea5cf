/**
 * Configuration files as RocketMQ's fastjson takes them: keys without quotes and commas too many are read, and JSON is written.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { parseFastJson } from "../remoting/fastjson.ts"
import type { JsonShape } from "./json-file.ts"

export const decodeJson = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, text: string): S["Type"] => Schema.decodeUnknownSync(schema)(parseFastJson(text))

/** For people to read, too. */
export const prettyJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The shape that a schema describes. */
export const jsonShape = <S extends Schema.ConstraintDecoder<unknown>>(schema: S): JsonShape<S["Type"]> => ({
  read: (text) => decodeJson(schema, text),
  write: prettyJson
})
