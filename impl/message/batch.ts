/**
 * The body of a SEND_BATCH_MESSAGE (320): messages one after another (`MessageDecoder.encodeMessages`), big-endian:
 *
 * | field | |
 * | --- | --- |
 * | totalSize int32 | of this one |
 * | magic int32 | 0, not looked at |
 * | bodyCRC int32 | 0, not looked at |
 * | flag int32 | the application's |
 * | body int32 length, bytes | |
 * | properties int16 length, UTF-8 | see `properties.ts` |
 *
 * Topic, queue, hosts and the batch's own properties are the request header's.
 *
 * @module
 */
import { MAX_PROPERTIES_BYTES, MessageError } from "./format.ts"

export interface SubMessage {
  readonly flag: number
  readonly body: Uint8Array
  /** As text. */
  readonly properties: string
}

/** Bytes before the body. */
const BODY_AT = 20

/** The messages of a batch; their bodies are views of `bytes`. As in RocketMQ the parts' lengths count, not totalSize. */
export const decodeBatch = (bytes: Buffer): (SubMessage & { readonly body: Buffer })[] => {
  const messages: (SubMessage & { readonly body: Buffer })[] = []
  for (let at = 0; at < bytes.length; ) {
    const bodyAt = at + BODY_AT
    const bodyEnd = bodyAt + partLength(bytes, at, bodyAt - 4, 4)
    const propertiesAt = bodyEnd + 2
    const end = propertiesAt + partLength(bytes, at, bodyEnd, 2)
    messages.push({ flag: bytes.readInt32BE(at + 12), body: bytes.subarray(bodyAt, bodyEnd), properties: bytes.toString("utf8", propertiesAt, end) })
    at = end
  }
  return messages
}

/** The length in the `width` bytes at `lengthAt`, of a part that follows it. */
const partLength = (bytes: Buffer, messageAt: number, lengthAt: number, width: 2 | 4): number => {
  const room = bytes.length - lengthAt - width
  const length = room < 0 ? -1 : bytes.readIntBE(lengthAt, width)
  if (length < 0 || length > room) throw new MessageError(`the message at ${messageAt} of the batch does not end within its ${bytes.length} bytes`)
  return length
}

/** A batch as a producer sends it. */
export const encodeBatch = (messages: readonly SubMessage[]): Buffer => Buffer.concat(messages.map(encodeSubMessage))

const encodeSubMessage = ({ flag, body, properties }: SubMessage): Buffer => {
  const propertiesLength = Buffer.byteLength(properties)
  if (propertiesLength > MAX_PROPERTIES_BYTES) throw new MessageError(`properties of ${propertiesLength} bytes: at most ${MAX_PROPERTIES_BYTES} fit`)
  const bytes = Buffer.alloc(BODY_AT + body.length + 2 + propertiesLength)
  bytes.writeInt32BE(bytes.length, 0)
  bytes.writeInt32BE(flag, 12)
  bytes.writeInt32BE(body.length, 16)
  bytes.set(body, BODY_AT)
  bytes.writeInt16BE(propertiesLength, BODY_AT + body.length)
  bytes.write(properties, BODY_AT + body.length + 2)
  return bytes
}
