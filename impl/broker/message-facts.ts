/**
 * What a message says that matters where it is put into its queue.
 *
 * @module
 */
import { MessageError } from "../message/format.ts"
import { messageSize, peekKeys, peekProperty, peekTopic } from "../message/peek.ts"
import { MessageConst } from "../message/properties.ts"
import { decodeStored } from "../message/stored.ts"

/** Is it a whole message, as far as its lengths say? */
export const isMessage = (bytes: Buffer): boolean => {
  try {
    return messageSize(bytes) === bytes.length
  } catch (error) {
    if (error instanceof MessageError) return false
    throw error
  }
}

/** What a message is found by: its keys, and the id that its producer gave it. RocketMQ `IndexService.buildIndex`. */
export const keysOf = (body: Buffer): readonly string[] => {
  const id = peekProperty(body, MessageConst.UNIQ_KEY)
  return id === undefined ? peekKeys(body) : [...peekKeys(body), id]
}

/** Two keys may share a chain. */
export const hasKey = (body: Buffer, topic: string, key: string): boolean => peekTopic(body) === topic && keysOf(body).includes(key)

/** What a half message says of itself. */
export const halfOf = (body: Buffer): { readonly group: string; readonly immunityMs: number | null } => {
  const seconds = Number(peekProperty(body, MessageConst.CHECK_IMMUNITY_TIME_IN_SECONDS) ?? -1)
  return { group: peekProperty(body, MessageConst.PGROUP) ?? "", immunityMs: Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= MAX_IMMUNITY_SECONDS ? seconds * 1_000 : null }
}

/** Beyond this no timer can be armed (2^31 ms): a wish that is none. */
const MAX_IMMUNITY_SECONDS = 2_000_000

/** Offsets of half messages: one, or in 5.x several with commas between them. */
export const endedBy = (body: Buffer): readonly number[] =>
  decodeStored(body)
    .body.toString()
    .split(",")
    .filter((offset) => /^\d+$/.test(offset))
    .map(Number)
