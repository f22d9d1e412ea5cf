/**
 * The wire between steered nodes: each speaks to each over a TCP connection of its own that ends here. Whole frames are
 * taken off it and held, and go on to their receiver when they are told to: in another order, twice, or never. What is held
 * outlives its sender and its receiver, as a message on its way does.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import { encodePeerFrame, peerFrames } from "../broker/peers.ts"
import { type Address, type Connection, type Listening, type NetworkService } from "../layers/network.ts"

/** A message between nodes that is on its way. */
export interface Frame {
  readonly from: string
  readonly to: string
  readonly event: BrokerEvent
  readonly bodies: readonly Buffer[]
}

export interface Relay {
  /** Where `from` finds `to`. */
  readonly addressOf: (from: string, to: string) => Address
  /** Frames that have come since the last call, in their order. */
  readonly arrived: () => readonly Frame[]
  /** How many have come and were not asked for. */
  readonly pending: () => number
  /** Passes a frame on. */
  readonly forward: (frame: Frame) => void
  /** Bytes that came from `from` to `to` since `from` started, and bytes passed on to `to` since it did. */
  readonly received: (from: string, to: string) => number
  readonly forwarded: (to: string) => number
  /** A node has started, and listens for the others here. */
  readonly up: (node: string, at: Address) => void
  /** It is gone, and its connections with it. */
  readonly down: (node: string) => void
  readonly close: () => void
}

export const openRelay = async (network: NetworkService, host: string, nodes: readonly string[], groupOf: (node: string) => string): Promise<Relay> => {
  const peerAt = new Map<string, Address>()
  const received = new Map<string, number>()
  const forwarded = new Map<string, number>()
  const listening = new Map<string, Listening>()
  const outgoing = new Map<string, Connection>()
  let frames: Frame[] = []
  const link = (from: string, to: string): string => `${from} > ${to}`

  const listen = async (from: string, to: string): Promise<void> => {
    const name = link(from, to)
    listening.set(
      name,
      await network.listen(
        { host, port: 0 },
        {
          opened: (connection) => {
            const take = peerFrames(groupOf(from), (node) => node === from, (event, bodies) => frames.push({ from, to, event, bodies: bodies.map((body) => Buffer.from(body)) }))
            return {
              received: (chunk) => {
                try {
                  take(chunk)
                } catch {
                  connection.close()
                }
                received.set(name, (received.get(name) ?? 0) + chunk.length)
              },
              closed: () => {}
            }
          }
        }
      )
    )
  }

  const close = (): void => {
    for (const each of listening.values()) each.close()
    for (const each of outgoing.values()) each.close()
  }

  try {
    for (const from of nodes) for (const to of nodes) if (from !== to) await listen(from, to)
  } catch (error) {
    close()
    throw error
  }

  return {
    addressOf: (from, to) => ({ host, port: listening.get(link(from, to))?.port ?? 0 }),
    arrived: () => frames.splice(0),
    pending: () => frames.length,
    forward: ({ from, to, event, bodies }) => {
      const name = link(from, to)
      const at = peerAt.get(to)
      if (at === undefined) throw new Error(`${to} is down: nothing can be passed on to it`)
      const connection = outgoing.get(name) ?? network.connect(at, { opened: () => ({ received: () => {}, closed: () => {} }) })
      outgoing.set(name, connection)
      const bytes = encodePeerFrame(groupOf(from), from, event, bodies)
      forwarded.set(to, (forwarded.get(to) ?? 0) + bytes.length)
      connection.send(bytes)
    },
    received: (from, to) => received.get(link(from, to)) ?? 0,
    forwarded: (to) => forwarded.get(to) ?? 0,
    up: (node, at) => void peerAt.set(node, at),
    down: (node) => {
      peerAt.delete(node)
      forwarded.delete(node)
      for (const other of nodes) {
        received.delete(link(node, other))
        outgoing.get(link(other, node))?.close()
        outgoing.delete(link(other, node))
      }
    },
    close
  }
}

