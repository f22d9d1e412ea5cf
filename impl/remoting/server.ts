/**
 * A remoting server: frames in, frames out, one channel a connection. A malformed frame closes its own connection, and so does a
 * client that leaves a frame unfinished, or its answers unread.
 *
 * RocketMQ `NettyRemotingServer`, which listens at a second port besides (`fastRemotingServer`, the VIP channel).
 *
 * @module
 */
import { type Address, type Connection, formatAddress, type NetworkService } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import type { RemotingCommand } from "./command.ts"
import { FrameError } from "./errors.ts"
import { foreignIn, refuse } from "./foreign.ts"
import { encodeFrame, FrameDecoder } from "./frame.ts"

export interface Channel {
  readonly id: string
  readonly remote: Address
  readonly send: (command: RemotingCommand) => void
}

export interface RemotingServer {
  readonly port: number
  readonly channel: (id: string) => Channel | undefined
  readonly channels: () => readonly Channel[]
  readonly close: () => void
}

export interface RemotingHandler {
  readonly received: (channel: Channel, command: RemotingCommand) => void
  readonly closed: (channel: Channel) => void
  /** A connection was not served, and why. Each reason is told once. */
  readonly refused?: (why: string, fields: Readonly<Record<string, unknown>>) => void
}

/** RocketMQ `fastRemotingServer`: clients with `vipChannelEnabled` send so far below the broker's port. */
export const VIP_OFFSET = 2

export interface ServerOptions {
  readonly network: NetworkService
  readonly timers: TimersService
  readonly at: Address
  /** So far below its port it listens, too; a port that is chosen by the system has none beside it. */
  readonly vipOffset?: number
  readonly limits?: Partial<typeof LIMITS>
}

/** What one server puts up with. */
export const LIMITS = {
  /** Connections at once. More are closed as they come. */
  connections: 5_000,
  /** Milliseconds within which an unfinished frame must go on, about. */
  unfinishedMs: 8_000,
  /** Bytes of answers that a client may leave unread. */
  unreadBytes: 64 * 1024 * 1024
}

export const serveRemoting = async ({ network, timers, at, vipOffset, limits }: ServerOptions, handler: RemotingHandler): Promise<RemotingServer> => {
  const { connections, unfinishedMs, unreadBytes } = { ...LIMITS, ...limits }
  const channels = new Map<string, Channel>()
  const told = new Set<string>()
  let serving = true

  const refused = (why: string, connection: Connection, fields: Readonly<Record<string, unknown>> = {}): void => {
    if (told.has(why)) return
    told.add(why)
    handler.refused?.(why, { client: formatAddress(connection.remote), ...fields, more: "not told again" })
  }

  /** Connections with a frame that is not whole, and whether more of it came since the last look. */
  const unfinished = new Map<Connection, boolean>()
  let looking: (() => void) | undefined
  const look = (): void => {
    looking = undefined
    for (const [connection, moved] of unfinished) {
      if (moved) unfinished.set(connection, false)
      else {
        refused("a frame was begun and not finished: closed", connection)
        connection.close()
        unfinished.delete(connection)
      }
    }
    if (unfinished.size > 0) looking = timers.after(unfinishedMs / 2, look)
  }

  const opened = (connection: Connection) => {
    if (channels.size >= connections) {
      refused("too many connections: closed as they come", connection, { limit: connections })
      connection.close()
      return { received: () => {}, closed: () => {} }
    }
    const channel: Channel = {
      id: connection.id,
      remote: connection.remote,
      send: (command) => {
        connection.send(encodeFrame(command))
        if (connection.buffered() <= unreadBytes) return
        refused("a client does not read its answers: closed", connection, { bytes: connection.buffered() })
        connection.close()
      }
    }
    channels.set(channel.id, channel)
    const decoder = new FrameDecoder()
    const take = (command: RemotingCommand): void => handler.received(channel, command)
    let first = true
    let other: ReturnType<typeof refuse> | undefined
    return {
      received: (chunk: Buffer) => {
        if (other !== undefined) return other.received(chunk)
        const protocol = first ? foreignIn(chunk) : undefined
        first = false
        if (protocol !== undefined) {
          refused(`a client speaks ${protocol}, which is not served here`, connection)
          other = refuse(protocol, connection, chunk)
          return
        }
        try {
          decoder.feed(chunk, take)
        } catch (error) {
          connection.close()
          // A bug of ours, not a malformed frame: said aloud, and the other connections are served on.
          if (!(error instanceof FrameError)) process.emitWarning(error as Error)
          else refused("a malformed frame: closed", connection, { problem: error.message })
        }
        if (decoder.buffered > 0) {
          unfinished.set(connection, true)
          looking ??= timers.after(unfinishedMs / 2, look)
        } else if (unfinished.size > 0) unfinished.delete(connection)
      },
      closed: () => {
        unfinished.delete(connection)
        other?.closed()
        channels.delete(channel.id)
        if (serving) handler.closed(channel)
      }
    }
  }

  const listening = await network.listen(at, { opened })
  const vip = vipOffset === undefined || at.port <= vipOffset ? undefined : await network.listen({ host: at.host, port: at.port - vipOffset }, { opened }).catch((error: Error) => {
    listening.close()
    throw error
  })
  return {
    port: listening.port,
    channel: (id) => channels.get(id),
    channels: () => [...channels.values()],
    close: () => {
      serving = false
      looking?.()
      listening.close()
      vip?.close()
    }
  }
}
