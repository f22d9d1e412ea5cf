/**
 * A remoting command as plain data: what RocketMQ's `RemotingCommand` carries, whichever form its header had on the wire.
 *
 * @module
 */

/** How a header is written: RocketMQ's `SerializeType`, the top byte of a frame's second word. */
export type SerializeType = "JSON" | "ROCKETMQ"

/** Header fields by name; every value is text. */
export type ExtFields = Readonly<Record<string, string>>

export interface RemotingCommand {
  /** A `RequestCode`, or in an answer a `ResponseCode`. */
  readonly code: number
  /** Bits: `RESPONSE_FLAG`, `ONEWAY_FLAG`. */
  readonly flag: number
  /** The sender's `LanguageCode` by name; any text in a JSON header. */
  readonly language: string
  /** Chosen by the requester, an int32; the answer carries the same. */
  readonly opaque: number
  /** The sender's `MQVersion` as a number: 409 is 4.9.8. */
  readonly version: number
  readonly remark: string | undefined
  readonly extFields: ExtFields
  readonly body: Buffer | undefined
  readonly serializeType: SerializeType
}

/** `1 << RPC_TYPE`: the command is an answer. */
export const RESPONSE_FLAG = 1
/** `1 << RPC_ONEWAY`: nobody waits for an answer. */
export const ONEWAY_FLAG = 2

/** `MQVersion` of RocketMQ 4.9.8 and 5.5.0, by `compatibility`: clients and tools ask a broker what it says it knows. */
export const VERSIONS = { "4.9": { number: 409, name: "V4_9_8" }, "5": { number: 513, name: "V5_5_0" }, newest: { number: 513, name: "V5_5_0" } } as const

/** The `MQVersion` of a number, as `V4_9_8`: from 4.0.0 on, ten minor versions of ten each follow each other, each with its snapshot first. */
export const versionName = (version: number): string => {
  if (version < 212) return "V3"
  const since = version - 212
  const minor = Math.floor(since / 20)
  return `V${4 + Math.floor(minor / 10)}_${minor % 10}_${Math.floor((since % 20) / 2)}${since % 2 === 0 ? "_SNAPSHOT" : ""}`
}

/** What a command made here says of its sender, unless told otherwise. */
export const PROTOCOL_VERSION: number = VERSIONS.newest.number

/** The language of a command made here. Every client, however old, knows this name; NODE_JS is of 5.x. */
const LANGUAGE = "JAVA"

const NO_FIELDS: ExtFields = Object.freeze({})

export const isResponse = ({ flag }: RemotingCommand): boolean => (flag & RESPONSE_FLAG) !== 0

export const isOneway = ({ flag }: RemotingCommand): boolean => (flag & ONEWAY_FLAG) !== 0

/** The answer to `request`: its opaque, in the serialization it came in. */
export const response = (request: RemotingCommand, code: number, remark?: string, extFields: ExtFields = NO_FIELDS, body?: Buffer, version = PROTOCOL_VERSION): RemotingCommand => ({
  code,
  flag: RESPONSE_FLAG,
  language: LANGUAGE,
  opaque: request.opaque,
  version,
  remark,
  extFields,
  body,
  serializeType: request.serializeType
})

/** A request of our own. `opaque` is unique among those in flight on the connection. */
export const request = (code: number, opaque: number, extFields: ExtFields = NO_FIELDS, body?: Buffer): RemotingCommand => ({
  code,
  flag: 0,
  language: LANGUAGE,
  opaque,
  version: PROTOCOL_VERSION,
  remark: undefined,
  extFields,
  body,
  serializeType: "JSON"
})

/** The same request, to be sent without waiting for an answer. */
export const oneway = (command: RemotingCommand): RemotingCommand => ({ ...command, flag: command.flag | ONEWAY_FLAG })

/** Values as header fields; those that are undefined are left out, as RocketMQ leaves out null. */
export const toExtFields = (fields: Readonly<Record<string, string | number | bigint | boolean | undefined>>): Record<string, string> => {
  const text: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) text[name] = String(value)
  return text
}
