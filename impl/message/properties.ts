/**
 * A message's properties as text: `name\u0001value` pairs, each but the last followed by `\u0002`; 5.x writes it after the last
 * one too. `MessageDecoder.messageProperties2String`, `string2messageProperties`.
 *
 * @module
 */
import { MessageError } from "./format.ts"

export const NAME_VALUE_SEPARATOR = "\u0001"
export const PROPERTY_SEPARATOR = "\u0002"

/** Names of properties that brokers and clients give a meaning: `MessageConst`. */
export const MessageConst = {
  KEYS: "KEYS",
  TAGS: "TAGS",
  /** `false`: do not wait for the disk or a replica. */
  WAIT: "WAIT",
  /** The id the producer gave: `PROPERTY_UNIQ_CLIENT_MESSAGE_ID_KEYIDX`. */
  UNIQ_KEY: "UNIQ_KEY",
  /** Delay level. */
  DELAY: "DELAY",
  RETRY_TOPIC: "RETRY_TOPIC",
  REAL_TOPIC: "REAL_TOPIC",
  REAL_QID: "REAL_QID",
  CLUSTER: "CLUSTER",
  ORIGIN_MESSAGE_ID: "ORIGIN_MESSAGE_ID",
  /** The client that an answer is for. */
  REPLY_TO_CLIENT: "REPLY_TO_CLIENT",
  PUSH_REPLY_TIME: "PUSH_REPLY_TIME",
  TRAN_MSG: "TRAN_MSG",
  /** Of a half message that RocketMQ has put behind the others again: how often its producer was asked. */
  TRANSACTION_CHECK_TIMES: "TRANSACTION_CHECK_TIMES",
  CHECK_IMMUNITY_TIME_IN_SECONDS: "CHECK_IMMUNITY_TIME_IN_SECONDS",
  PGROUP: "PGROUP"
} as const

/** Between the keys in KEYS. */
export const KEY_SEPARATOR = " "

export type Properties = Readonly<Record<string, string>>

/**
 * Pairs as Java reads them: a piece without a name or without a value is skipped, of a name that comes twice the last value
 * stays. An empty value can therefore not be sent.
 */
export const decodeProperties = (text: string): Record<string, string> => {
  const properties: Record<string, string> = Object.create(null) as Record<string, string>
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf(PROPERTY_SEPARATOR, at)
    const end = next < 0 ? text.length : next
    const separator = text.indexOf(NAME_VALUE_SEPARATOR, at)
    if (separator > at && separator < end - 1) properties[text.slice(at, separator)] = text.slice(separator + 1, end)
    at = end + 1
  }
  return properties
}

/** Pairs as text. `trailing`: end in a separator too, as 5.x does. */
export const encodeProperties = (properties: Properties, trailing = false): string => {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(properties)) {
    if (name === "" || value === "") throw new MessageError(`property "${name}" = "${value}": neither can be empty`)
    if (name.includes(NAME_VALUE_SEPARATOR) || name.includes(PROPERTY_SEPARATOR) || value.includes(PROPERTY_SEPARATOR)) {
      throw new MessageError(`property ${JSON.stringify(name)}: the separators \\u0001 and \\u0002 cannot be part of it`)
    }
    pairs.push(name + NAME_VALUE_SEPARATOR + value)
  }
  return pairs.join(PROPERTY_SEPARATOR) + (trailing && pairs.length > 0 ? PROPERTY_SEPARATOR : "")
}

/** Both texts' pairs: `second` after `first`, a separator between them if `first` lacks one. `MessageExtEncoder` does so to a batch. */
export const joinProperties = (first: string, second: string): string =>
  first === "" || second === "" || first.endsWith(PROPERTY_SEPARATOR) ? first + second : first + PROPERTY_SEPARATOR + second
