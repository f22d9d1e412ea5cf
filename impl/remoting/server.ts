/**
 * A remoting server: frames in, frames out, one channel a connection. A malformed frame closes its own connection.
 *
 * RocketMQ `NettyRemotingServer`.
 *
 * @module
 */
import type { Address, Connection, NetworkService } from "../layers/network.ts"
import type { RemotingCommand } from "./command.ts"
import { FrameError } from "./errors.ts"
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
}

export const serveRemoting = async (network: NetworkService, at: Address, handler: RemotingHandler): Promise<RemotingServer> => {
  const channels = new Map<string, Channel>()
  let serving = true
  const listening = await network.listen(at, {
    opened: (connection: Connection) => {
      const channel: Channel = { id: connection.id, remote: connection.remote, send: (command) => connection.send(encodeFrame(command)) }
      channels.set(channel.id, channel)
      const decoder = new FrameDecoder()
      const take = (command: RemotingCommand): void => handler.received(channel, command)
      return {
        received: (chunk) => {
          try {
            decoder.feed(chunk, take)
          } catch (error) {
            connection.close()
            // A bug of ours, not a malformed frame: said aloud, and the other connections are served on.
            if (!(error instanceof FrameError)) process.emitWarning(error as Error)
          }
        },
        closed: () => {
          channels.delete(channel.id)
          if (serving) handler.closed(channel)
        }
      }
    }
  })
  return {
    port: listening.port,
    channel: (id) => channels.get(id),
    channels: () => [...channels.values()],
    close: () => {
      serving = false
      listening.close()
    }
  }
}
