/**
 * A header in JSON: `{"code":0,"extFields":{…},"flag":1,"language":"JAVA","opaque":7,"remark":"…","serializeTypeCurrentRPC":"JSON",
 * "version":409}` (`RemotingSerializable` over `RemotingCommand`). `remark` and `extFields` may be absent or null, and clients
 * in other languages leave out or reorder more.
 *
 * @module
 */
import type { ExtFields, RemotingCommand } from "./command.ts"
import { EncodeError, FrameError } from "./errors.ts"
import { parseFastJson } from "./fastjson.ts"

/** The header in `bytes` from `start` to `end`, and the body given with it. */
export const decodeJsonHeader = (bytes: Buffer, start: number, end: number, body: Buffer | undefined): RemotingCommand => {
  const header = parse(bytes.toString("utf8", start, end))
  return {
    code: int32(header["code"], "code"),
    flag: header["flag"] === undefined ? 0 : int32(header["flag"], "flag"),
    language: typeof header["language"] === "string" ? header["language"] : "OTHER",
    opaque: int32(header["opaque"], "opaque"),
    version: header["version"] === undefined ? 0 : int32(header["version"], "version"),
    remark: typeof header["remark"] === "string" ? header["remark"] : undefined,
    extFields: toFields(header["extFields"]),
    body,
    serializeType: "JSON"
  }
}

const parse = (text: string): Record<string, unknown> => {
  let header: unknown
  try {
    header = parseFastJson(text)
  } catch (error) {
    throw new FrameError(`JSON header: ${(error as Error).message}`, { cause: error })
  }
  if (typeof header !== "object" || header === null || Array.isArray(header) || header instanceof Map) throw new FrameError("JSON header: not an object with named members")
  return header as Record<string, unknown>
}

const int32 = (value: unknown, name: string): number => {
  const number = typeof value === "string" ? Number(value) : value
  if (typeof number !== "number" || (number | 0) !== number) throw new FrameError(`JSON header: "${name}" is ${JSON.stringify(value) ?? "absent"}, not a 32-bit integer`)
  return number
}

const toFields = (value: unknown): ExtFields => {
  if (value === undefined || value === null) return {}
  if (typeof value !== "object" || Array.isArray(value) || value instanceof Map) throw new FrameError('JSON header: "extFields" is not an object with named members')
  const fields = value as Record<string, unknown>
  for (const key of Object.keys(fields)) {
    const field = fields[key]
    if (typeof field === "string") continue
    // fastjson reads what is not text into a Map<String, String> all the same.
    if (field === null) delete fields[key]
    else fields[key] = typeof field === "object" ? JSON.stringify(field) : String(field)
  }
  return fields as Record<string, string>
}

/** The header's text; members in fastjson's order. */
export const jsonHeader = ({ code, extFields, flag, language, opaque, remark, version }: RemotingCommand): string => {
  for (const number of [code, flag, opaque, version]) if ((number | 0) !== number) throw new EncodeError(`${number} in a command is not a 32-bit integer`)
  const fields = JSON.stringify(extFields)
  return `{"code":${code},${fields === "{}" ? "" : `"extFields":${fields},`}"flag":${flag},"language":${JSON.stringify(language)},"opaque":${opaque},${
    remark === undefined ? "" : `"remark":${JSON.stringify(remark)},`
  }"serializeTypeCurrentRPC":"JSON","version":${version}}`
}
