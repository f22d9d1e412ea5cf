/**
 * A network that counts bytes, so that somebody who counts at the other end too can tell when nothing is on the wire.
 *
 * @module
 */
import { formatAddress, type Connection, type Handler, type NetworkService } from "./network.ts"

export interface Count {
  sent: number
  received: number
  /** Streams that came in and have not ended. */
  open?: number
}

export interface Meter {
  /** Over streams that were opened from here, by where they lead. */
  readonly out: { readonly [address: string]: Readonly<Count> }
  /** Over streams that came in, by the port they came to. */
  readonly in: { readonly [port: number]: Readonly<Count> }
}

export interface MeteredNetwork {
  readonly network: NetworkService
  readonly meter: Meter
}

export const meteredNetwork = (network: NetworkService): MeteredNetwork => {
  const out: Record<string, Count> = {}
  const into: Record<number, Count> = {}

  /** One for each, however often it is handed out. */
  const known = new WeakMap<Connection, Connection>()
  const metered = (connection: Connection, count: Count): Connection => {
    const found = known.get(connection) ?? {
      ...connection,
      send: (bytes: Uint8Array) => {
        count.sent += bytes.length
        connection.send(bytes)
      }
    }
    known.set(connection, found)
    return found
  }

  const counting = (handler: Handler, count: Count): Handler => ({
    opened: (connection) => {
      const inner = handler.opened(metered(connection, count))
      if (count.open !== undefined) count.open++
      return {
        received: (chunk) => {
          inner.received(chunk)
          // Counted when all that follows from it at once has been done.
          count.received += chunk.length
        },
        closed: () => {
          inner.closed()
          if (count.open !== undefined) count.open--
        }
      }
    }
  })

  return {
    meter: { out, in: into },
    network: {
      listen: async (at, handler) => {
        // Nothing comes in before the port is known.
        const count: Count = { sent: 0, received: 0, open: 0 }
        const listening = await network.listen(at, counting(handler, count))
        into[listening.port] = count
        return listening
      },
      connect: (to, handler) => {
        const count = (out[formatAddress(to)] ??= { sent: 0, received: 0 })
        return metered(network.connect(to, counting(handler, count)), count)
      }
    }
  }
}
