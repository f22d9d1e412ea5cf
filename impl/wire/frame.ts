/**
 * Frames on the wire: int32 length of what follows · int32 serialize type << 24 | header length · header · body.
 *
 * RocketMQ `NettyEncoder`, `NettyDecoder`, `RemotingCommand.decode`, `RemotingSerializable`, `RocketMQSerializable`.
 *
 * @module
 */
import type { RemotingCommand, SerializeType } from "./command.ts"

/** Bytes; RocketMQ `com.rocketmq.remoting.frameMaxLength`. */
export const MAX_FRAME = 16 * 1024 * 1024

/** What came is no frame: its connection is closed, and no other. */
export class MalformedFrame extends Error {}

const LANGUAGES = ["JAVA", "CPP", "DOTNET", "PYTHON", "DELPHI", "ERLANG", "RUBY", "OTHER", "HTTP", "GO", "PHP", "OMS", "RUST", "NODE_JS"]

export const encodeFrame = (command: RemotingCommand): Buffer => {
  const header = command.serializeType === "ROCKETMQ" ? encodeBinary(command) : encodeJson(command)
  const bodySize = command.body?.length ?? 0
  const frame = Buffer.allocUnsafe(8 + header.length + bodySize)
  frame.writeInt32BE(4 + header.length + bodySize, 0)
  frame.writeInt32BE((typeNumber(command.serializeType) << 24) | header.length, 4)
  header.copy(frame, 8)
  command.body?.copy(frame, 8 + header.length)
  return frame
}

/** Takes chunks as they come and calls back for every whole frame. Throws {@link MalformedFrame}. */
export const frameReader = (onCommand: (command: RemotingCommand) => void): ((chunk: Buffer) => void) => {
  let chunks: Buffer[] = []
  let have = 0
  let need = 4
  return (chunk) => {
    chunks.push(chunk)
    have += chunk.length
    if (have < need) return
    let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks, have)
    for (;;) {
      if (rest.length < 4) {
        need = 4
        break
      }
      const size = rest.readInt32BE(0)
      if (size < 4 || size > MAX_FRAME) throw new MalformedFrame(`a frame of ${size} bytes; at least 4 and at most ${MAX_FRAME} make sense`)
      if (rest.length < size + 4) {
        need = size + 4
        break
      }
      onCommand(decodeFrame(rest.subarray(4, size + 4)))
      rest = rest.subarray(size + 4)
    }
    chunks = rest.length === 0 ? [] : [rest]
    have = rest.length
  }
}

/** A frame without its length. */
export const decodeFrame = (frame: Buffer): RemotingCommand => {
  const mark = frame.readInt32BE(0)
  const headerSize = mark & 0xffffff
  const type = mark >>> 24
  if (headerSize > frame.length - 4) throw new MalformedFrame(`a header of ${headerSize} bytes in a frame of ${frame.length}`)
  const header = frame.subarray(4, 4 + headerSize)
  const body = frame.length > 4 + headerSize ? frame.subarray(4 + headerSize) : undefined
  if (type === 0) return decodeJson(header, body)
  if (type === 1) return decodeBinary(header, body)
  throw new MalformedFrame(`serialize type ${type}; 0 (JSON) and 1 (ROCKETMQ) are known`)
}

const typeNumber = (type: SerializeType): number => (type === "ROCKETMQ" ? 1 : 0)

const encodeJson = ({ code, flag, language, opaque, version, remark, extFields }: RemotingCommand): Buffer =>
  Buffer.from(JSON.stringify({ code, extFields, flag, language, opaque, remark, serializeTypeCurrentRPC: "JSON", version }))

const decodeJson = (header: Buffer, body: Buffer | undefined): RemotingCommand => {
  let parsed: Partial<RemotingCommand>
  try {
    parsed = JSON.parse(header.toString("utf8")) as Partial<RemotingCommand>
  } catch {
    throw new MalformedFrame("a header that is not JSON")
  }
  if (typeof parsed !== "object" || parsed === null || typeof parsed.code !== "number") throw new MalformedFrame("a header without a code")
  const fields: Record<string, string> = {}
  for (const [key, value] of Object.entries(parsed.extFields ?? {})) if (value !== null && value !== undefined) fields[key] = String(value)
  return {
    code: parsed.code,
    flag: parsed.flag ?? 0,
    language: parsed.language ?? "OTHER",
    opaque: parsed.opaque ?? 0,
    version: parsed.version ?? 0,
    extFields: fields,
    serializeType: "JSON",
    ...(typeof parsed.remark === "string" ? { remark: parsed.remark } : {}),
    ...(body === undefined ? {} : { body })
  }
}

const encodeBinary = ({ code, flag, language, opaque, version, remark, extFields }: RemotingCommand): Buffer => {
  const remarkBytes = Buffer.from(remark ?? "")
  const fields = Object.entries(extFields).map(([key, value]) => [Buffer.from(key), Buffer.from(value)] as const)
  const fieldsSize = fields.reduce((sum, [key, value]) => sum + 6 + key.length + value.length, 0)
  const out = Buffer.allocUnsafe(21 + remarkBytes.length + fieldsSize)
  let at = out.writeInt16BE(code, 0)
  at = out.writeUInt8(Math.max(0, LANGUAGES.indexOf(language)), at)
  at = out.writeInt16BE(version, at)
  at = out.writeInt32BE(opaque, at)
  at = out.writeInt32BE(flag, at)
  at = out.writeInt32BE(remarkBytes.length, at)
  at += remarkBytes.copy(out, at)
  at = out.writeInt32BE(fieldsSize, at)
  for (const [key, value] of fields) {
    at = out.writeInt16BE(key.length, at)
    at += key.copy(out, at)
    at = out.writeInt32BE(value.length, at)
    at += value.copy(out, at)
  }
  return out
}

const decodeBinary = (header: Buffer, body: Buffer | undefined): RemotingCommand => {
  let at = 0
  const take = (size: number): number => {
    const from = at
    at += size
    if (size < 0 || at > header.length) throw new MalformedFrame(`a ROCKETMQ header that ends in a field, at byte ${from} of ${header.length}`)
    return from
  }
  const code = header.readInt16BE(take(2))
  const language = LANGUAGES[header.readUInt8(take(1))] ?? "OTHER"
  const version = header.readInt16BE(take(2))
  const opaque = header.readInt32BE(take(4))
  const flag = header.readInt32BE(take(4))
  const text = (size: number): string => {
    const from = take(size)
    return header.toString("utf8", from, from + size)
  }
  const remarkSize = header.readInt32BE(take(4))
  const remark = remarkSize > 0 ? text(remarkSize) : undefined
  const end = header.readInt32BE(take(4)) + at
  const extFields: Record<string, string> = {}
  while (at < end) {
    const key = text(header.readInt16BE(take(2)))
    extFields[key] = text(header.readInt32BE(take(4)))
  }
  return {
    code,
    flag,
    language,
    opaque,
    version,
    extFields,
    serializeType: "ROCKETMQ",
    ...(remark === undefined ? {} : { remark }),
    ...(body === undefined ? {} : { body })
  }
}
