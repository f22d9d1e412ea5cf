/**
 * Byte streams between addresses. The only way to another process; nothing above this knows of sockets.
 *
 * @module
 */
import * as Context from "effect/Context"

export interface Address {
  readonly host: string
  readonly port: number
}

/** One end of a byte stream. */
export interface Connection {
  /** Unique within this process. */
  readonly id: string
  readonly remote: Address
  /** Queues bytes; they are dropped once the connection is closed. */
  readonly send: (bytes: Uint8Array) => void
  readonly close: () => void
  /** Bytes queued and not yet taken by the other side. */
  readonly buffered: () => number
}

export interface Handler {
  /** A stream has been opened; bytes come to what this returns. */
  readonly opened: (connection: Connection) => {
    readonly received: (chunk: Buffer) => void
    /** The stream is gone, whoever closed it. Called once. */
    readonly closed: () => void
  }
}

export interface Listening {
  readonly port: number
  /** Stops listening and closes every stream that came in. */
  readonly close: () => void
}

export interface NetworkService {
  /** Port 0: any free one. Fails when the address is taken. */
  readonly listen: (at: Address, handler: Handler) => Promise<Listening>
  /** Opens a stream; bytes sent before it stands are kept. A failure is reported as `closed`. */
  readonly connect: (to: Address, handler: Handler) => Connection
}

export class Network extends Context.Service<Network, NetworkService>()("rocketproof/Network") {}

export const parseAddress = (text: string): Address => {
  const at = text.lastIndexOf(":")
  return { host: text.slice(0, at), port: Number(text.slice(at + 1)) }
}

export const formatAddress = ({ host, port }: Address): string => `${host}:${port}`
