/**
 * Streams in memory over virtual time: latencies and how a stream is cut into chunks come from the seed. In order within a
 * stream, as TCP is; a node that is killed takes its streams along.
 *
 * @module
 */
import type { Connection, Handler, NetworkService } from "../layers/network.ts"
import type { RandomService } from "../layers/timers.ts"
import type { Clock } from "./clock.ts"

export interface SimulatedNetwork {
  /** The network as one node uses it. */
  readonly of: (node: string) => NetworkService
  /** Ends all streams and listeners of a node, as the end of its process does. */
  readonly drop: (node: string) => void
}

interface End {
  readonly node: string
  readonly connection: Connection
  open: boolean
  events: ReturnType<Handler["opened"]>
  peer: End | undefined
  /** Nothing sent from here arrives before this. */
  notBefore: number
  /** Sent before the stream stood. */
  readonly held: Buffer[]
}

/** Milliseconds. */
const LATENCY = [0.1, 2] as const

export const simulatedNetwork = (clock: Clock, random: RandomService): SimulatedNetwork => {
  const listeners = new Map<string, { readonly node: string; readonly handler: Handler }>()
  const ends = new Set<End>()
  let names = 0
  const latency = (): number => LATENCY[0] + random.next() * (LATENCY[1] - LATENCY[0])

  /** Something that happens at the other end, behind everything sent before. */
  const later = (from: End, happen: () => void): void => {
    from.notBefore = Math.max(from.notBefore, clock.now() + latency())
    clock.after(from.notBefore - clock.now(), happen)
  }

  const end = (self: End): void => {
    if (!self.open) return
    self.open = false
    ends.delete(self)
    self.events.closed()
  }

  const make = (node: string, remote: { host: string; port: number }, handler: Handler): End => {
    const self: End = {
      node,
      open: true,
      peer: undefined,
      notBefore: 0,
      held: [],
      events: { received: () => {}, closed: () => {} },
      connection: {
        id: `${node}#${++names}`,
        remote,
        buffered: () => 0,
        send: (bytes) => {
          if (!self.open) return
          const copy = Buffer.from(bytes)
          if (self.peer === undefined) {
            self.held.push(copy)
            return
          }
          const cut = random.next() < 0.2 ? Math.floor(random.next() * copy.length) : 0
          for (const chunk of cut > 0 ? [copy.subarray(0, cut), copy.subarray(cut)] : [copy])
            later(self, () => {
              if (self.peer?.open) self.peer.events.received(chunk)
            })
        },
        close: () => {
          const { peer } = self
          later(self, () => peer && end(peer))
          end(self)
        }
      }
    }
    ends.add(self)
    self.events = handler.opened(self.connection)
    return self
  }

  return {
    of: (node) => ({
      listen: (at, handler) => {
        const name = `${at.host}:${at.port}`
        listeners.set(name, { node, handler })
        return Promise.resolve({
          port: at.port,
          close: () => {
            if (listeners.get(name)?.handler === handler) listeners.delete(name)
          }
        })
      },
      connect: (to, handler) => {
        const self = make(node, to, handler)
        later(self, () => {
          const listener = listeners.get(`${to.host}:${to.port}`)
          if (!self.open) return
          if (listener === undefined) return end(self)
          const peer = make(listener.node, { host: "127.0.0.1", port: 40_000 + names }, listener.handler)
          peer.peer = self
          self.peer = peer
          for (const bytes of self.held.splice(0)) self.connection.send(bytes)
        })
        return self.connection
      }
    }),
    drop: (node) => {
      for (const [name, listener] of listeners) if (listener.node === node) listeners.delete(name)
      for (const self of ends)
        if (self.node === node) {
          const { peer } = self
          self.open = false
          ends.delete(self)
          later(self, () => peer && end(peer))
        }
    }
  }
}
