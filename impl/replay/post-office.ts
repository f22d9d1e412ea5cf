/**
 * The wire between steered brokers and their NameServers: each broker finds each NameServer at a port of its own that ends here.
 * Requests are taken off it whole and held; whoever delivers one passes the answer back.
 *
 * @module
 */
import type { Address, Connection, Listening, NetworkService } from "../layers/network.ts"
import { isResponse, type RemotingCommand, response } from "../remoting/command.ts"
import { encodeFrame, FrameDecoder } from "../remoting/frame.ts"

/** A request that is on its way. */
export interface Posted {
  readonly from: string
  readonly to: string
  readonly command: RemotingCommand
  /** The NameServer's answer, if its sender is still there. */
  readonly answer: (answer: RemotingCommand) => void
}

export interface PostOffice {
  /** Where `from` finds `to`. */
  readonly addressOf: (from: string, to: string) => Address
  /** Those that have come since the last call, in their order. */
  readonly arrived: () => readonly Posted[]
  readonly pending: () => number
  /** Bytes that came from `from` for `to`, and that went back, since `from` started. */
  readonly count: (from: string, to: string) => { readonly received: number; readonly sent: number }
  /** A broker is gone, and its connections with it. */
  readonly down: (from: string) => void
  readonly close: () => void
}

export const openPostOffice = async (network: NetworkService, host: string, brokers: readonly string[], nameServers: readonly string[]): Promise<PostOffice> => {
  const listening = new Map<string, Listening>()
  const counts = new Map<string, { received: number; sent: number }>()
  let posted: Posted[] = []
  const link = (from: string, to: string): string => `${from} > ${to}`

  const opened = (from: string, to: string, connection: Connection) => {
    const count = counts.get(link(from, to)) ?? { received: 0, sent: 0 }
    counts.set(link(from, to), count)
    const decoder = new FrameDecoder()
    let isOpen = true
    const took = (command: RemotingCommand): void => {
      if (isResponse(command)) return
      posted.push({
        from, to, command,
        answer: ({ code, remark, extFields, body }) => {
          if (!isOpen) return
          const frame = encodeFrame(response(command, code, remark, extFields, body))
          count.sent += frame.length
          connection.send(frame)
        }
      })
    }
    return {
      received: (chunk: Buffer) => {
        decoder.feed(chunk, took)
        count.received += chunk.length
      },
      closed: () => {
        isOpen = false
      }
    }
  }

  for (const from of brokers) for (const to of nameServers) listening.set(link(from, to), await network.listen({ host, port: 0 }, { opened: (connection) => opened(from, to, connection) }))

  return {
    addressOf: (from, to) => ({ host, port: listening.get(link(from, to))?.port ?? 0 }),
    arrived: () => {
      const since = posted
      posted = []
      return since
    },
    pending: () => posted.length,
    count: (from, to) => counts.get(link(from, to)) ?? { received: 0, sent: 0 },
    down: (from) => {
      for (const to of nameServers) counts.delete(link(from, to))
    },
    close: () => {
      for (const each of listening.values()) each.close()
    }
  }
}
