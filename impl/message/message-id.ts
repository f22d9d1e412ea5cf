/**
 * A message's offset id (`MessageDecoder.createMessageId`): its storeHost and its physicalOffset (int64) in upper-case hex, 32
 * characters for IPv4, 56 for IPv6. A client asks the broker at that host for the message at that offset.
 *
 * @module
 */
import { readInt64, writeInt64 } from "../store/int64.ts"
import { MessageError } from "./format.ts"
import { decodeHost, encodeHost, type Host } from "./host.ts"

const ID = /^(?:[\dA-F]{32}|[\dA-F]{56})$/i

export const encodeMessageId = (storeHost: Host, physicalOffset: number): string => {
  const offset = Buffer.alloc(8)
  writeInt64(offset, physicalOffset, 0)
  return (encodeHost(storeHost).toString("hex") + offset.toString("hex")).toUpperCase()
}

export const decodeMessageId = (id: string): { readonly storeHost: Host; readonly physicalOffset: number } => {
  if (!ID.test(id)) throw new MessageError(`"${id.slice(0, 64)}" is no offset message id: 32 or 56 hex digits are`)
  const bytes = Buffer.from(id, "hex")
  const hostSize = bytes.length - 8
  return { storeHost: decodeHost(bytes, 0, hostSize), physicalOffset: readInt64(bytes, hostSize) }
}
