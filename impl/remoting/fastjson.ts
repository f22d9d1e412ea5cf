/**
 * Bodies as fastjson 1.x reads and writes them: JSON, and besides it maps whose keys are numbers (`{0:"127.0.0.1:10911"}`) or
 * objects (`{{"brokerName":"a","queueId":0,"topic":"t"}:{…}}`).
 *
 * Reading: an object whose keys are all scalars becomes a plain object (`{0:1}` is `{"0":1}`); one with an object or array for a
 * key becomes a `Map`, entries in order, keys as they are. `entriesOf` reads either.
 * Writing: a plain object gets quoted keys; a `Map` gets its keys bare, so numbers come out unquoted and objects in full.
 *
 * Also read, as fastjson does: bare and single-quoted keys, single-quoted strings and trailing commas. Comments are not.
 * Integers beyond ±2^53 become the nearest double, as with `JSON.parse`. A `{"$ref":…}` is left as it is.
 *
 * @module
 */
import { FastJsonError } from "./errors.ts"
import { FastJsonReader } from "./fastjson-reader.ts"

/** The value of `text`. Throws a `FastJsonError`. */
export const parseFastJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return new FastJsonReader(text).read()
  }
}

/** The value of a UTF-8 body. */
export const parseFastJsonBody = (body: Buffer): unknown => parseFastJson(body.toString("utf8"))

/** Members of an object that was read, whatever shape its keys had. */
export const entriesOf = (value: unknown): [unknown, unknown][] => {
  if (value instanceof Map) return [...value]
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value)
  throw new FastJsonError("not an object")
}

/**
 * `value` as text. Members that are undefined are left out, and `-0`, NaN and infinities come out as JSON writes them. A bigint
 * is written as an integer.
 */
export const writeFastJson = (value: unknown): string => {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return JSON.stringify(value)
    case "bigint":
      return String(value)
    case "object":
      if (value === null) return "null"
      if (Array.isArray(value)) return `[${value.map(writeFastJson).join(",")}]`
      return `{${(value instanceof Map ? mapMembers(value) : members(value)).join(",")}}`
    case "undefined":
      return "null"
    default:
      throw new FastJsonError(`a ${typeof value} has no JSON form`)
  }
}

/** `value` as a UTF-8 body. */
export const writeFastJsonBody = (value: unknown): Buffer => Buffer.from(writeFastJson(value), "utf8")

const members = (value: object): string[] => {
  const texts: string[] = []
  for (const [key, member] of Object.entries(value)) if (member !== undefined) texts.push(`${JSON.stringify(key)}:${writeFastJson(member)}`)
  return texts
}

const mapMembers = (value: ReadonlyMap<unknown, unknown>): string[] => {
  const texts: string[] = []
  for (const [key, member] of value) if (member !== undefined) texts.push(`${writeFastJson(key)}:${writeFastJson(member)}`)
  return texts
}
