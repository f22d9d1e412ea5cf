/**
 * Between members of a group: one stream to each peer, frames of a JSON header and the bodies behind it.
 *
 * Layout: int32 length of what follows · int32 length of the header · header · bodies, one after the other, their sizes in
 * the header. Streams are opened when something is to be said and opened anew after a break; what was under way then is
 * lost, as the protocol allows. A stream that says what no member of the group can say is closed, and none of it is taken; each frame
 * tells which version of this it is, and of which group.
 *
 * A master that was started alone does not know its slaves: they come, and are answered on the stream that they have opened.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Config } from "../../spec/broker/config.ts"
import { type BrokerEvent, PeerEvent } from "../../spec/broker/events.ts"
import type { NodeId } from "../../spec/vocabulary.ts"
import type { Address, Connection, Handler, Listening, NetworkService } from "../layers/network.ts"

/** Bytes. Larger frames are refused and their stream closed. */
export const MAX_PEER_FRAME = 512 * 1024 * 1024

/** Bytes queued to one peer beyond which messages are dropped: it is not reading, and heartbeats will repeat what matters. */
const MAX_QUEUED = 256 * 1024 * 1024

/** Which form of frames and events this is; raised when one that knows the former could misunderstand it. */
const WIRE = 1

/** Whose frames a broker takes. */
export const groupOfPeers = (mode: string, { dLegerGroup, brokerName }: Pick<Config, "dLegerGroup" | "brokerName">): string => (mode === "dledger" ? dLegerGroup : brokerName)

interface Header {
  readonly wire: number
  readonly group: string
  readonly from: NodeId
  readonly event: BrokerEvent
  readonly sizes?: readonly number[]
}

export const encodePeerFrame = (group: string, from: NodeId, event: BrokerEvent, bodies: readonly Buffer[]): Buffer => {
  const header: Header = { wire: WIRE, group, from, event, ...(bodies.length === 0 ? {} : { sizes: bodies.map((body) => body.length) }) }
  const text = Buffer.from(JSON.stringify(header))
  const size = bodies.reduce((sum, body) => sum + body.length, 4 + text.length)
  const head = Buffer.allocUnsafe(8)
  head.writeInt32BE(size, 0)
  head.writeInt32BE(text.length, 4)
  return Buffer.concat([head, text, ...bodies], size + 4)
}

const isPeerEvent = Schema.is(PeerEvent)

/** A peer that an operator has to know of: of another group, or of another version of this program. */
export class StrangerError extends Error {}

/** Throws unless this is what the member `from` of the group may say, with as many bodies as it has entries. */
const check = ({ wire, group, from, event, sizes = [] }: Partial<Header>, bytes: number, ours: string, isMember: (node: NodeId) => boolean): void => {
  if (typeof from !== "string") throw new Error("a message of nobody")
  if (wire !== WIRE) throw new StrangerError(`${from} speaks another version of the protocol between members (${JSON.stringify(wire) ?? "an early one"}, here ${WIRE}). Run the same version of rocketproof on all members of a group`)
  if (group !== ours) throw new StrangerError(`${from} is of the group ${JSON.stringify(group)}, not of ${ours}. Its addresses lead here: look at its dLegerPeers or haMasterAddress`)
  if (!isMember(from)) throw new Error(`a message of ${from}, which is no peer here`)
  if (!isPeerEvent(event)) throw new Error(`from ${from}: no message of a peer`)
  if ("from" in event && event.from !== from) throw new Error(`${from} speaks for ${event.from}`)
  const entries = "entries" in event ? event.entries.lastIndex - event.entries.prevLogIndex : 0
  if (sizes.length !== entries) throw new Error(`from ${from}: ${entries} entries with ${sizes.length} bodies`)
  if (sizes.some((size) => !Number.isInteger(size) || size < 0) || sizes.reduce((sum, size) => sum + size, 0) !== bytes) throw new Error(`from ${from}: the sizes of its bodies do not add up to ${bytes} bytes`)
}

/** Takes chunks as they come and calls back for every whole frame. Throws on one that makes no sense. */
export const peerFrames = (
  group: string,
  isMember: (node: NodeId) => boolean,
  onFrame: (event: BrokerEvent, bodies: readonly Buffer[], from: NodeId) => void
): ((chunk: Buffer) => void) => {
  let chunks: Buffer[] = []
  let have = 0
  let need = 4
  return (chunk) => {
    chunks.push(chunk)
    have += chunk.length
    while (have >= need) {
      const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, have)
      chunks = [all]
      const size = all.readInt32BE(0)
      if (size < 4 || size > MAX_PEER_FRAME) throw new Error(`a frame of ${size} bytes from a peer`)
      if (all.length < size + 4) {
        need = size + 4
        return
      }
      const headerSize = all.readInt32BE(4)
      if (headerSize < 2 || headerSize > size - 4) throw new Error(`a header of ${headerSize} bytes in a frame of ${size}`)
      const header = JSON.parse(all.toString("utf8", 8, 8 + headerSize)) as Header
      check(header, size - 4 - headerSize, group, isMember)
      const { from, event, sizes = [] } = header
      let at = 8 + headerSize
      const bodies = sizes.map((length) => {
        const body = all.subarray(at, at + length)
        at += length
        return body
      })
      onFrame(event, bodies, from)
      const rest = all.subarray(size + 4)
      chunks = rest.length > 0 ? [rest] : []
      have = rest.length
      need = 4
    }
  }
}

export interface PeersOptions {
  readonly network: NetworkService
  /** Others are refused. */
  readonly group: string
  readonly self: NodeId
  readonly listenAt: Address
  readonly peers: ReadonlyMap<NodeId, Address | null>
  /** Others may come, too. */
  readonly admits?: boolean
  /** For streams that do not begin as ours do: RocketMQ's slaves. Absent: they are closed. */
  readonly foreign?: Handler
  readonly received: (event: BrokerEvent, bodies: readonly Buffer[]) => void
  /** Told once of each kind of stranger that was refused. */
  readonly refused?: (why: string) => void
  /** The stream to a peer has broken, or could not be opened. */
  readonly lost?: (peer: NodeId) => void
  /** Links that are cut for tests: nothing passes from the first to the second. */
  readonly isCut: (from: NodeId, to: NodeId) => boolean
  /** Passes a message on that has come: later, behind another, or not at all. */
  readonly shape?: (from: NodeId, kind: string, pass: () => void) => void
}

export interface Peers {
  readonly listening: Listening
  readonly send: (to: NodeId, event: BrokerEvent, bodies: readonly Buffer[]) => void
  readonly close: () => void
}

/** Bytes: enough to tell a frame of ours from the offset that a slave of RocketMQ's sends first. */
const FIRST_BYTES = 8
const LEAST_FRAME = 16

/** The size of a frame and of the header in it; of an offset, these would be its halves. */
const isFrame = (first: Buffer): boolean => {
  const [size, headerSize] = [first.readInt32BE(0), first.readInt32BE(4)]
  return size >= LEAST_FRAME && headerSize >= 2 && headerSize <= size - 4
}

/** A stream goes to one or the other by how it begins. */
const told =
  (ours: Handler, foreign: Handler): Handler["opened"] =>
  (connection) => {
    let first: Buffer = Buffer.alloc(0)
    let taken: ReturnType<Handler["opened"]> | undefined
    return {
      received: (chunk) => {
        if (taken !== undefined) return taken.received(chunk)
        first = Buffer.concat([first, chunk])
        if (first.length < FIRST_BYTES) return
        taken = (isFrame(first) ? ours : foreign).opened(connection)
        taken.received(first)
      },
      closed: () => taken?.closed()
    }
  }

export const openPeers = async ({ network, group, self, listenAt, peers, admits = false, foreign, received, refused, lost, isCut, shape = (_from, _kind, pass) => pass() }: PeersOptions): Promise<Peers> => {
  const outgoing = new Map<NodeId, Connection>()
  /** The stream of a peer that has no address here, by which it came last. */
  const guests = new Map<NodeId, Connection>()
  let closed = false
  const strangers = new Set<string>()
  const refuse = (error: unknown): void => {
    if (!(error instanceof StrangerError) || strangers.has(error.message)) return
    strangers.add(error.message)
    refused?.(error.message)
  }
  const reader = (connection: Connection, maySay: (node: NodeId) => boolean): ((chunk: Buffer) => void) => {
    let frames: (() => void)[] = []
    const take = peerFrames(group, maySay, (event, bodies, from) => {
      if (!peers.has(from)) guests.set(from, connection)
      frames.push(() => {
        if (isCut(from, self)) return
        shape(from, event._tag, () => {
          if (!closed) received(event, bodies)
        })
      })
    })
    return (chunk) => {
      try {
        take(chunk)
      } catch (error) {
        refuse(error)
        connection.close()
      }
      // Outside of the try: what a rule throws is a bug of ours, and not a frame that makes no sense.
      const whole = frames
      frames = []
      for (const frame of whole) frame()
    }
  }
  const incoming: Handler = {
    opened: (connection) => ({
      received: reader(connection, (node) => admits || peers.has(node)),
      closed: () => {
        for (const [node, last] of guests)
          if (last === connection) {
            guests.delete(node)
            if (!closed) lost?.(node)
          }
      }
    })
  }
  const listening = await network.listen(listenAt, foreign === undefined ? incoming : { opened: told(incoming, foreign) })
  return {
    listening,
    send: (to, event, bodies) => {
      const address = peers.get(to)
      if (closed || isCut(self, to)) return
      let connection = outgoing.get(to) ?? guests.get(to)
      if (connection === undefined) {
        if (address === undefined || address === null) {
          lost?.(to)
          return
        }
        const opened: Connection = network.connect(address, {
          opened: (connection) => ({
            received: reader(connection, (node) => node === to),
            closed: () => {
              if (outgoing.get(to) === opened) outgoing.delete(to)
              if (!closed) lost?.(to)
            }
          })
        })
        connection = opened
        outgoing.set(to, opened)
      }
      if (connection.buffered() < MAX_QUEUED) connection.send(encodePeerFrame(group, self, event, bodies))
    },
    close: () => {
      closed = true
      listening.close()
      for (const connection of outgoing.values()) connection.close()
    }
  }
}
