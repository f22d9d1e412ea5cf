/**
 * RocketMQ's remoting command: what every request and answer is.
 *
 * RocketMQ `RemotingCommand`.
 *
 * @module
 */

export type SerializeType = "JSON" | "ROCKETMQ"

export interface RemotingCommand {
  /** Request: what is asked (`RequestCode`). Answer: how it went (`ResponseCode`). */
  readonly code: number
  /** Bit 0: an answer. Bit 1: nobody waits for one. */
  readonly flag: number
  readonly language: string
  /** Answers carry the number of their request. */
  readonly opaque: number
  readonly version: number
  readonly remark?: string
  readonly extFields: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly serializeType: SerializeType
}

const ANSWER = 1
const ONEWAY = 2

/** `MQVersion` of 4.9.8: what the answers claim to be. */
export const VERSION = 409

export const isAnswer = ({ flag }: RemotingCommand): boolean => (flag & ANSWER) !== 0
export const isOneway = ({ flag }: RemotingCommand): boolean => (flag & ONEWAY) !== 0

/** The answer to a request, in the request's own serialization. */
export const answer = (
  request: RemotingCommand,
  code: number,
  { remark, extFields = {}, body }: { readonly remark?: string; readonly extFields?: Readonly<Record<string, string>>; readonly body?: Buffer } = {}
): RemotingCommand => ({
  code,
  flag: ANSWER,
  language: "JAVA",
  opaque: request.opaque,
  version: VERSION,
  extFields,
  serializeType: request.serializeType,
  ...(remark === undefined || remark === "" ? {} : { remark }),
  ...(body === undefined ? {} : { body })
})

/** A request of this side. */
export const request = (
  code: number,
  opaque: number,
  extFields: Readonly<Record<string, string>>,
  body?: Buffer,
  oneway = false
): RemotingCommand => ({
  code,
  flag: oneway ? ONEWAY : 0,
  language: "JAVA",
  opaque,
  version: VERSION,
  extFields,
  serializeType: "JSON",
  ...(body === undefined ? {} : { body })
})
