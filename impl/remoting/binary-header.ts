/**
 * A header in ROCKETMQ's binary form (`RocketMQSerializable`), big-endian:
 *
 * | field | |
 * | --- | --- |
 * | code int16 | |
 * | language int8 | `LanguageCode` |
 * | version int16 | |
 * | opaque int32 | |
 * | flag int32 | |
 * | remark int32 length, UTF-8 | length 0: no remark |
 * | extFields int32 length of the rest | 0: none |
 * | … key int16 length, UTF-8; value int32 length, UTF-8 | repeated |
 *
 * Fields keep their order, so bytes that were read are written again as they were (unless a key is a bare integer, which
 * JavaScript objects put first, or occurs twice).
 *
 * @module
 */
import { LanguageCode, type Language, languageName } from "./codes.ts"
import type { RemotingCommand } from "./command.ts"
import { EncodeError, FrameError } from "./errors.ts"

/** Bytes before the remark's text. */
const FIXED = 2 + 1 + 2 + 4 + 4 + 4

/** The header in `bytes` from `start` to `end`, and the body given with it. */
export const decodeBinaryHeader = (bytes: Buffer, start: number, end: number, body: Buffer | undefined): RemotingCommand => {
  if (end - start < FIXED + 4) throw new FrameError(`ROCKETMQ header of ${end - start} bytes: at least ${FIXED + 4} are needed`)
  let at = start + FIXED
  const remarkLength = lengthWithin(bytes.readInt32BE(at - 4), end - 4 - at, "remark")
  const remark = remarkLength === 0 ? undefined : bytes.toString("utf8", at, at + remarkLength)
  at += remarkLength
  const fieldsEnd = at + 4 + lengthWithin(bytes.readInt32BE(at), end - at - 4, "extFields")
  at += 4
  const extFields: Record<string, string> = {}
  while (at < fieldsEnd) {
    if (fieldsEnd - at < 6) throw new FrameError("ROCKETMQ header: extFields end inside an entry")
    const keyEnd = at + 2 + lengthWithin(bytes.readInt16BE(at), fieldsEnd - at - 6, "a key")
    const key = bytes.toString("utf8", at + 2, keyEnd)
    at = keyEnd + 4 + lengthWithin(bytes.readInt32BE(keyEnd), fieldsEnd - keyEnd - 4, key)
    setField(extFields, key, bytes.toString("utf8", keyEnd + 4, at))
  }
  return {
    code: bytes.readInt16BE(start),
    flag: bytes.readInt32BE(start + 9),
    language: languageName(bytes.readInt8(start + 2)),
    opaque: bytes.readInt32BE(start + 5),
    version: bytes.readInt16BE(start + 3),
    remark,
    extFields,
    body,
    serializeType: "ROCKETMQ"
  }
}

const lengthWithin = (length: number, room: number, what: string): number => {
  if (length < 0 || length > room) throw new FrameError(`ROCKETMQ header: ${what} claims ${length} bytes where ${Math.max(0, room)} are left`)
  return length
}

/** Assigning to `__proto__` would set the prototype instead of a field. */
export const setField = <V>(fields: Record<string, V>, key: string, value: V): void => {
  if (key === "__proto__") Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true })
  else fields[key] = value
}

/** Bytes that `writeBinaryHeader` will write. */
export const binaryHeaderSize = ({ remark, extFields }: RemotingCommand): number => {
  let size = FIXED + 4 + (remark === undefined ? 0 : Buffer.byteLength(remark))
  for (const key of Object.keys(extFields)) size += 6 + Buffer.byteLength(key) + Buffer.byteLength(extFields[key] as string)
  return size
}

/** Writes the header to `target` at `start`; where it ends. */
export const writeBinaryHeader = (command: RemotingCommand, target: Buffer, start: number): number => {
  const { extFields, remark } = command
  target.writeInt16BE(int16(command.code, "code"), start)
  target.writeInt8(LanguageCode[command.language as Language] ?? LanguageCode.OTHER, start + 2)
  target.writeInt16BE(int16(command.version, "version"), start + 3)
  target.writeInt32BE(command.opaque, start + 5)
  target.writeInt32BE(command.flag, start + 9)
  let at = start + FIXED
  const remarkLength = remark === undefined ? 0 : target.write(remark, at)
  target.writeInt32BE(remarkLength, at - 4)
  at += remarkLength + 4
  const fields = at
  for (const key of Object.keys(extFields)) {
    const keyLength = target.write(key, at + 2)
    target.writeInt16BE(int16(keyLength, "a key's length"), at)
    at += 2 + keyLength
    const valueLength = target.write(extFields[key] as string, at + 4)
    target.writeInt32BE(valueLength, at)
    at += 4 + valueLength
  }
  target.writeInt32BE(at - fields, fields - 4)
  return at
}

/** RocketMQ cuts such a number down to another one; it is refused here. */
const int16 = (value: number, what: string): number => {
  if (value < -0x8000 || value > 0x7fff) throw new EncodeError(`${what} ${value} does not fit the two bytes of a ROCKETMQ header: use JSON`)
  return value
}
