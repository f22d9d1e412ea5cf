/**
 * Two of Java's numbers that are part of the format.
 *
 * @module
 */
import { crc32 } from "node:zlib"

/** Java's `String.hashCode`: over UTF-16 units, an int32. */
export const javaHashCode = (text: string): number => {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

/** RocketMQ's `UtilAll.crc32`: CRC-32 without its top bit. */
export const bodyCrc = (bytes: Uint8Array): number => crc32(bytes) & 0x7fff_ffff
