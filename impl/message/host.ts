/**
 * Hosts inside messages and message ids: IP address (4 or 16 bytes), port int32.
 *
 * @module
 */
import { isIPv4, isIPv6 } from "node:net"
import { MessageError } from "./format.ts"

export interface Host {
  /** An IPv4 or IPv6 address, no name. */
  readonly host: string
  readonly port: number
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** The address as Java has it: one that IPv6 sockets show as `::ffff:192.0.2.1` is IPv4, a zone (`%eth0`) is none of it. */
const bare = (host: string): string => {
  const zone = host.indexOf("%")
  const address = zone < 0 ? host : host.slice(0, zone)
  return MAPPED.exec(address)?.[1] ?? address
}

/** The host as bytes: 8 for IPv4, 20 for IPv6. */
export const encodeHost = ({ host, port }: Host): Buffer => {
  const address = bare(host)
  if (isIPv4(address)) {
    const bytes = Buffer.from([...address.split(".").map(Number), 0, 0, 0, 0])
    bytes.writeInt32BE(port, 4)
    return bytes
  }
  if (!isIPv6(address)) throw new MessageError(`"${host}" is not an IP address: messages carry addresses, not names`)
  const bytes = Buffer.alloc(20)
  groups(address).forEach((group, i) => bytes.writeUInt16BE(group, 2 * i))
  bytes.writeInt32BE(port, 16)
  return bytes
}

/** The host in the `size` bytes (8 or 20) at `at`. */
export const decodeHost = (bytes: Buffer, at: number, size: number): Host => {
  const ipEnd = at + size - 4
  const parts: string[] = []
  if (size === 8) for (let i = at; i < ipEnd; i++) parts.push(String(bytes[i]))
  else for (let i = at; i < ipEnd; i += 2) parts.push(bytes.readUInt16BE(i).toString(16))
  return { host: parts.join(size === 8 ? "." : ":"), port: bytes.readInt32BE(ipEnd) }
}

/** The eight groups of an IPv6 address. */
const groups = (address: string): number[] => {
  const [head = "", tail] = address.split("::")
  const before = groupsOf(head)
  const after = groupsOf(tail ?? "")
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}

const groupsOf = (text: string): number[] =>
  text === ""
    ? []
    : text.split(":").flatMap((group) => {
        if (!group.includes(".")) return [Number.parseInt(group, 16)]
        const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number)
        return [(a << 8) | b, (c << 8) | d]
      })
